package lookups

var households = &Rule{
	ID:       "households",
	Name:     "A whole household",
	Says:     "They opened three people or more of one household within two months.",
	Innocent: []string{"They looked for whoever lives there, for a task that is not in the data."},
	Points:   10,
	More:     2,
	Officer: func(w *World, f *file) []finding {
		return w.sameAddress(f)
	},
}
