package lookups

// surname is weak: a quarter of the people of one force looked at their own surname in
// a year, and next to none of that was misuse.
var surname = &Rule{
	ID:       "surname",
	Name:     "Same surname",
	Says:     "The person has the officer’s surname.",
	Innocent: []string{"The surname is a common one.", "They looked for somebody else of that name."},
	Points:   2,
	More:     2,
	Tie:      true,
	Adds:     true,
	Access: func(s *seen) bool {
		return s.person.surname != 0 && s.person.surname == s.officer.surname && s.officer.person != s.access.person
	},
}
