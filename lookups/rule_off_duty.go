package lookups

var offDuty = &Rule{
	ID:       "off-duty",
	Name:     "Off duty",
	Says:     "They had no shift within an hour of it.",
	Innocent: []string{"They worked longer, or swapped a shift, and the roster does not say so.", "The clock of the source was wrong."},
	Points:   2,
	More:     1,
	Adds:     true,
	Access: func(s *seen) bool {
		all := s.w.shifts.of(s.access.officer)
		for i := range all {
			if s.minute >= all[i].from-hour && s.minute <= all[i].to+hour {
				return false
			}
		}
		return len(all) > 0
	},
}
