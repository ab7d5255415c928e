package lookups

var skew = &Rule{
	ID:       "skew",
	Name:     "Mostly one sex",
	Says:     "Of those whom they opened without a reason that is known, far more are of one sex than in their unit; or in two, three or six months they opened many more people of one sex than their other months would let expect, and mostly of it.",
	Innocent: []string{"Their work is with one sex, unlike that of their unit."},
	Points:   10,
	More:     0,
	Officer: func(w *World, f *file) []finding {
		return w.skewed(f)
	},
}
