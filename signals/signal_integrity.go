package signals

// integrity is what touches honesty and fitness.
var integrity = &Signal{
	ID:       "integrity",
	Name:     "Crime, corruption, alcohol or drugs",
	Says:     "An allegation of crime, corruption, alcohol or drugs; half of it fades in two years.",
	Innocent: []string{"Money or property that was mislaid and found again.", "An illness, or medicine."},
	Asks:     "Let the counter-corruption unit read it, and ask whether the officer needs help.",
	Fires:    1000,
	Weigh: func(s *Seen) int64 {
		if s.Type == Crime || s.Type == Corruption || s.Type == Alcohol || s.Type == Drugs {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
