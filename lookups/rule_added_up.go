package lookups

var addedUp = &Rule{
	ID:       "added-up",
	Name:     "Many small signs",
	Says:     "No single person stands out, but within a week, a month, three months or a year there were more signs, or rarer ones, about three people or more than whom they and their unit open else would let expect.",
	Innocent: []string{"They were new, and nobody recorded their tasks."},
	Points:   10,
	More:     0,
	Officer: func(_ *World, f *file) []finding {
		return f.small()
	},
}
