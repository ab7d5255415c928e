package lookups

import "slices"

// repeated has no upper limit of days: a log of plates held 28 of the shape of stalking
// among 1,785 pairs of an officer and a plate with three searches or more. It counts
// searches there, and not sittings: of whom there never was a task, three on two days
// within two months are enough here too. What lies further apart is mostly somebody who
// was met in the street once more.
var repeated = &Rule{
	ID:       "repeated",
	Name:     "Again and again",
	Says:     "They came back to this person on three days or more; or three times on two days; or opened the record three times on two days within two months, and no task had ever linked them.",
	Innocent: []string{"They follow a matter of their area that nobody assigned."},
	Points:   8,
	More:     0,
	Pair:     func(_ *World, p *pair) bool { return !p.handed && p.again() },
}

// again says that the officer came back so often.
func (p *pair) again() bool {
	days, strange := 0, 0
	first, last := int32(-1<<31), int32(-1<<31)
	for i := range p.accesses {
		a := &p.accesses[i]
		if a.why != 0 {
			continue
		}
		if a.rules&bitNoTask != 0 {
			strange++
		}
		if d := minuteOf(a.at).days(); d != last {
			if days++; days == 1 {
				first = d
			}
			last = d
		}
	}
	times := sittings(p.accesses, func(a *access) bool { return a.why == 0 })
	return days >= 3 || days == 2 && (times >= 3 || strange >= 3 && last-first <= 60)
}

var bitNoTask = uint32(1) << slices.Index(AccessRules, noTask)
