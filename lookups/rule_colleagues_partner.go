package lookups

var colleaguesPartner = &Rule{
	ID:       "colleagues-partner",
	Name:     "Colleague’s partner",
	Says:     "The person is the partner, or was, of somebody in the officer’s unit.",
	Innocent: []string{"They took a report for a colleague who must not act for their own family."},
	Points:   6,
	More:     2,
	Tie:      true,
	Apart:    true,
	Adds:     true,
	Access: func(s *seen) bool {
		for _, t := range s.w.tiesOf.of(s.access.person) {
			if (t.kind == Partner || t.kind == ExPartner) && t.other != s.access.officer && s.posting.unit != 0 && s.w.postingAt(t.other, s.minute).unit == s.posting.unit {
				return true
			}
		}
		return false
	},
}
