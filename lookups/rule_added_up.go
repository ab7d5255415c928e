package lookups

var addedUp = &Rule{
	ID:       "added-up",
	Name:     "Many small signs",
	Says:     "No single person stands out, but within a month there were signs about three people or more.",
	Innocent: []string{"They were new, and nobody recorded their tasks."},
	Points:   10,
	More:     0,
	Officer: func(_ *World, f *file) []finding {
		return f.small()
	},
}
