package signals

// recordsMisuse is somebody who looked at what they had no business with.
var recordsMisuse = &Signal{
	ID:       "records",
	Name:     "Misuse of records",
	Says:     "An allegation that records were misused; half of it fades in two years.",
	Innocent: []string{"A search that was part of the work and that nobody explained.", "A shared terminal."},
	Asks:     "Screen their access to records for the people in the cases.",
	Fires:    1,
	Weigh: func(s *Seen) int64 {
		if s.Type == RecordsMisuse {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
