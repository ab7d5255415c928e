package signals

// openMatters leaves those that nobody closed in four years: they say something about the
// office, not the officer.
var openMatters = &Signal{
	ID:       "open",
	Name:     "Open matters",
	Says:     "An allegation that nobody has decided, received within four years.",
	Innocent: []string{"Delay that is not the officer’s doing."},
	Asks:     "Decide what is open, oldest first.",
	Fires:    2000,
	Weigh: func(s *Seen) int64 {
		if s.Open && s.Age < 4*year {
			return one
		}
		return 0
	},
}
