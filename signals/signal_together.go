package signals

// together keeps what is about a group from what is about one person.
var together = &Signal{
	ID:       "together",
	Name:     "With others on the case",
	Says:     "An allegation about several officers; half of it fades in two years.",
	Innocent: []string{"They were there and did nothing wrong.", "A large operation."},
	Asks:     "Ask what the group does, and who leads it.",
	Fires:    4000,
	Weigh: func(s *Seen) int64 {
		if s.Accused > 1 {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
