package lookups

// complained counts in spite of a task, but not while the dispatch log has the officer at
// an incident of that person: whoever is sent there did not choose whom they meet, and
// reads what the sent read. What they open from the next day on counts.
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
			if s.minute < c.lodged {
				continue
			}
			if c.ref != 0 && c.ref == s.access.ref || c.other == s.access.person && !s.sent() {
				return true
			}
		}
		return false
	},
}

// sent says that the officer was at an incident of this person, or on the way there, or
// had left it for no longer than a long shift takes.
func (s *seen) sent() bool {
	for _, t := range s.w.tasks.of(s.access.person) {
		if t.role == RoleAttended && t.who == s.access.officer && s.minute >= t.from-hour && s.minute <= t.to+12*hour {
			return true
		}
	}
	return false
}
