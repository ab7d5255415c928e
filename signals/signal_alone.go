package signals

// alone keeps what is about one person from what is about a group.
var alone = &Signal{
	ID:       "alone",
	Name:     "Alone on the case",
	Says:     "An allegation about this officer alone; half of it fades in two years.",
	Innocent: []string{"They patrol alone."},
	Asks:     "Read the cases together.",
	Fires:    2000,
	Weigh: func(s *Seen) int64 {
		if s.Accused == 1 {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
