package lookups

var neighbour = &Rule{
	ID:       "neighbour",
	Name:     "Neighbour",
	Says:     "The person lives next to the officer, at most four numbers off in the same street.",
	Innocent: []string{"They attended something nearby, and it was not written down."},
	Points:   5,
	More:     2,
	Tie:      true,
	Adds:     true,
	Access: func(s *seen) bool {
		mine, theirs := s.w.address(s.officer.address), s.w.address(s.person.address)
		off := mine.number - theirs.number
		return mine.street != 0 && mine.street == theirs.street && s.officer.address != s.person.address && off >= -4 && off <= 4
	},
}
