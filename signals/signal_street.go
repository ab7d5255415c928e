package signals

// street is the types that lawsuits come from, and fades faster than each alone.
var street = &Signal{
	ID:       "street",
	Name:     "Force, searches and crime of late",
	Says:     "An allegation about force, a search, an arrest or a crime; half of it fades in a year.",
	Innocent: []string{"The work itself: some duties and places bring many more complaints than others.", "A specialised team that makes many arrests."},
	Asks:     "Read the cases together, and look at who else was there.",
	Fires:    2000,
	Weigh: func(s *Seen) int64 {
		if s.Type == Force || s.Type == SearchArrest || s.Type == Crime {
			return oneYear.at(s.Age)
		}
		return 0
	},
}
