package signals

// bullying is abuse in words or force of which a colleague complained.
var bullying = &Signal{
	ID:       "bullying",
	Name:     "Bullying of colleagues",
	Says:     "A colleague complained of verbal abuse or force; half of it fades in two years.",
	Innocent: []string{"A supervisor who corrected somebody.", "A dispute between two people in which both complained."},
	Asks:     "Ask the unit, one by one and outside the line: is it one person or the tone of a place?",
	Fires:    1,
	Weigh: func(s *Seen) int64 {
		if s.ByOfficer && (s.Type == Verbal || s.Type == Force) {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
