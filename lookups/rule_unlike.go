package lookups

// unlike finds whoever has nothing in common but that they were many, and whose unit hardly
// ever opens anybody without a reason that is known.
var unlike = &Rule{
	ID:       "unlike",
	Name:     "More than at other times",
	Says:     "In two, three or six months they opened many more people without a reason that is known than their other months and their unit would let expect.",
	Innocent: []string{"They had another kind of work then, and its tasks are not in the data."},
	Points:   10,
	More:     0,
	Officer: func(w *World, f *file) []finding {
		return f.unlike()
	},
}
