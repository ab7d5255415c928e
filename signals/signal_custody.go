package signals

// custody is a count of one type.
var custody = &Signal{
	ID:       "custody",
	Name:     "People in custody",
	Says:     "An allegation about how people in custody were treated; half of it fades in two years.",
	Innocent: []string{"The work itself: some duties and places bring many more complaints than others.", "One incident about which several people complained."},
	Asks:     "Read the cases together, and compare with others in the same unit and duty.",
	Fires:    2000,
	Weigh: func(s *Seen) int64 {
		if s.Type == Custody {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
