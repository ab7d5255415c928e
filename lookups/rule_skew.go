package lookups

var skew = &Rule{
	ID:       "skew",
	Name:     "Mostly one sex",
	Says:     "Of those whom they opened without a reason that is known, far more are of one sex than in their unit; or in three months they opened many more than at other times, and mostly of one sex.",
	Innocent: []string{"Their work is with one sex, unlike that of their unit."},
	Points:   10,
	More:     0,
	Officer: func(w *World, f *file) []finding {
		return w.skewed(f)
	},
}
