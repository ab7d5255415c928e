package lookups

var outOfArea = &Rule{
	ID:       "out-of-area",
	Name:     "Out of area",
	Says:     "The person lives outside the area of the officer’s unit.",
	Innocent: []string{"They were lent to another unit.", "The person had come to their area."},
	Points:   1,
	More:     0,
	Access: func(s *seen) bool {
		mine, theirs := s.w.unit(s.posting.unit).area, s.access.area
		if theirs == 0 {
			theirs = s.person.area
		}
		return !s.own() && mine != 0 && theirs != 0 && mine != theirs
	},
}
