package lookups

var complained = &Rule{
	ID:       "complained",
	Name:     "Complained of by this person",
	Says:     "The person complained of this officer, or the record belongs to that complaint.",
	Innocent: []string{"They answered the complaint, and were given the record to do so."},
	Points:   10,
	More:     2,
	Despite:  true,
	Apart:    true,
	Access: func(s *seen) bool {
		for _, c := range s.w.complaints.of(s.access.officer) {
			if s.minute >= c.lodged && (c.other == s.access.person || c.ref != 0 && c.ref == s.access.ref) {
				return true
			}
		}
		return false
	},
}
