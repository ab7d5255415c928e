package lookups

var burst = &Rule{
	ID:       "burst",
	Name:     "Many at once",
	Says:     "Six people or more opened this record within a week, and nothing explains it for any of them.",
	Innocent: []string{"Everybody was told to look out for this person, and no task was recorded."},
	Points:   9,
	More:     0,
	Record: func(_ *World, r *record) []int {
		return together(r, 7*day, 6)
	},
}
