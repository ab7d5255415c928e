package lookups

// offDuty adds so much for each further sitting that three of them about one person, of
// whom there was no task, are a case: whoever works longer or swaps a shift does not come
// back to the same record each time.
var offDuty = &Rule{
	ID:       "off-duty",
	Name:     "Off duty",
	Says:     "They had no shift within an hour of it.",
	Innocent: []string{"They worked longer, or swapped a shift, and the roster does not say so.", "The clock of the source was wrong."},
	Points:   2,
	More:     3,
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
