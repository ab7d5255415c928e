package lookups

var colleague = &Rule{
	ID:       "colleague",
	Name:     "Colleague",
	Says:     "The person works in the officer’s unit.",
	Innocent: []string{"The colleague asked them to, to test the system or as a witness."},
	Points:   5,
	More:     2,
	Tie:      true,
	Adds:     true,
	Access: func(s *seen) bool {
		other := s.person.officer
		return other != 0 && other != s.access.officer && s.posting.unit != 0 && s.w.postingAt(other, s.minute).unit == s.posting.unit
	},
}
