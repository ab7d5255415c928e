package signals

// verbal is a count of one type.
var verbal = &Signal{
	ID:       "verbal",
	Name:     "Verbal abuse",
	Says:     "An allegation about verbal abuse; half of it fades in two years.",
	Innocent: []string{"The work itself: some duties and places bring many more complaints than others.", "One incident about which several people complained."},
	Asks:     "Read the cases together, and compare with others in the same unit and duty.",
	Fires:    2000,
	Weigh: func(s *Seen) int64 {
		if s.Type == Verbal {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
