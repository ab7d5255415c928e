package lookups

var browsed = &Rule{
	ID:       "browsed",
	Name:     "Browsed",
	Says:     "They searched for people of a kind, and opened this one.",
	Innocent: []string{"They looked for somebody who was described to them."},
	Points:   3,
	More:     2,
	Adds:     true,
	Access: func(s *seen) bool {
		return s.found == ByAttribute
	},
}
