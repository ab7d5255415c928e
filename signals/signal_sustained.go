package signals

// sustainedBefore counts only what was closed before the day.
var sustainedBefore = &Signal{
	ID:       "sustained-before",
	Name:     "Sustained before",
	Says:     "An allegation that was sustained, from the day the case closed; half of it fades in five years.",
	Innocent: []string{"A small breach: a form that was late.", "A finding that was overturned."},
	Asks:     "See what was ordered then, and whether it was done.",
	Fires:    1000,
	Weigh: func(s *Seen) int64 {
		if s.Known == Sustained {
			return fiveYears.at(s.Age)
		}
		return 0
	},
}
