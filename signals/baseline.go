package signals

// Baseline is a score that any force could have without us, and that a model must
// beat to be worth its trouble.
type Baseline struct {
	ID, Says string
	Of       func(f *File) int64 // thousandths
}

// Baselines are the rows above the model in every table. The third is the floor.
var Baselines = []Baseline{
	{"three-in-a-year", "3 complaints or more in 12 months", func(f *File) int64 { return min(one, countWithin(f, year, nil)/3*one) }},
	{"two-years", "count in 2 years", func(f *File) int64 { return countWithin(f, 2*year, nil) * one }},
	{"decayed", "decayed count, half-life 1 year (floor)", decayed},
	{"domestic-or-sexual", "any domestic or sexual allegation in 5 years", func(f *File) int64 {
		return min(one, one*countWithin(f, 5*year+1, func(s *Seen) bool { return s.Type == Domestic || s.Type == Sexual }))
	}},
}

// floor is the place of the decayed count in Baselines.
const floor = 2

func decayed(f *File) int64 {
	v := int64(0)
	for _, s := range f.Allegations {
		v += fineYear.at(s.Age)
	}
	return v
}

// countWithin is how many allegations are not older than some days.
func countWithin(f *File, days int32, want func(*Seen) bool) int64 {
	n := int64(0)
	for i := range f.Allegations {
		if s := &f.Allegations[i]; s.Age <= days && (want == nil || want(s)) {
			n++
		}
	}
	return n
}

func (r *Record) baseline(b Baseline, who []int32, at Day) []int64 {
	v := make([]int64, len(who))
	f := &File{}
	for k, o := range who {
		f.read(r, o, at, Independent)
		v[k] = b.Of(f)
	}
	return v
}
