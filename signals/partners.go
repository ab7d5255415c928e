package signals

// A case about more than so many officers says little about any two of them.
const largeCase = 12

// partner is somebody who stood on the same cases within three years.
type partner struct {
	officer int32
	shared  int64
}

// partners is everybody who was accused together with the officer of a file in the
// three years before its day, in the order in which they are met.
func (f *File) partners() []partner {
	var met []partner
	r := f.record
	for i := range f.Allegations {
		s := &f.Allegations[i]
		if s.Age > 3*year || s.Accused < 2 || s.Accused > largeCase {
			continue
		}
		c := r.cases[s.number]
		for _, k := range r.with[c.from:c.to] {
			b := &r.Allegations[k]
			if b.Officer == s.Officer || !b.Counts(f.At, f.who) {
				continue
			}
			at := 0
			for at < len(met) && met[at].officer != b.Officer {
				at++
			}
			if at == len(met) {
				met = append(met, partner{officer: b.Officer})
			}
			met[at].shared++
		}
	}
	return met
}
