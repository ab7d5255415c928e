package signals

// search is a count of one type.
var search = &Signal{
	ID:       "search",
	Name:     "Searches and arrests",
	Says:     "An allegation about a search or an arrest; half of it fades in two years.",
	Innocent: []string{"The work itself: some duties and places bring many more complaints than others.", "One incident about which several people complained."},
	Asks:     "Read the cases together, and compare with others in the same unit and duty.",
	Fires:    2000,
	Weigh: func(s *Seen) int64 {
		if s.Type == SearchArrest {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
