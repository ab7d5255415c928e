package invented

import (
	"cmp"
	"slices"
)

// dealing is the truth that somebody had to do with a person: a task of an officer's,
// or of a squad's, which then is negative. Minutes from Begin.
type dealing struct {
	person, holder int32
	from, to       int32
}

// dealt says whether an officer ever had to do with a person: by a task of their own, of
// their squad or of somebody whom they supervise. What lies within a day of one incident
// is left out; never leaves out nothing.
//
// It knows nothing of what explains an access, for how long before and after: of whoever
// misuses a record it is true that they had nothing to do there, then or at any time.
func (f *force) dealt(o, p, besides int32) bool {
	at, _ := slices.BinarySearchFunc(f.dealings, p, func(d dealing, p int32) int { return cmp.Compare(d.person, p) })
	for ; at < len(f.dealings) && f.dealings[at].person == p; at++ {
		d := &f.dealings[at]
		if d.from >= besides-1440 && d.to <= besides+1440 {
			continue
		}
		switch {
		case d.holder == o, d.holder < 0 && int(-d.holder) == f.officers[o].squad:
			return true
		case d.holder > 0 && f.officers[d.holder].boss == o:
			return true
		}
	}
	return false
}

// never is no moment of an incident.
const never = int32(-1 << 30)

// stranger draws people until it finds one with whom the officer never had to do. In a
// force so small that there is none the last one stays.
func (m *misuse) stranger(draw func() int32) (p int32) {
	for range 2000 {
		if p = draw(); !m.f.dealt(m.o, p, never) {
			break
		}
	}
	return p
}

// woman is a stranger, and mostly a woman.
func (m *misuse) woman() int32 {
	return m.stranger(func() int32 { return m.f.woman(m.f.areaFor(m.o)) })
}

// officerWith draws officers until one had nothing to do with somebody, whom draw may not find.
func (f *force) officerWith(draw func() (o, p int32)) int32 {
	for range 2000 {
		if o, p := draw(); o != 0 && p != 0 && !f.dealt(o, p, never) {
			return o
		}
	}
	return 0
}
