package signals

// colleague is shown and never scored: who is reported by colleagues differs by race more than
// who is complained of by the public, and a score would hand that on.
var colleague = &Signal{
	ID:       "colleague",
	Name:     "Reported by a colleague",
	Says:     "An allegation that another officer made; half of it fades in two years. It is shown, and is worth no points.",
	Innocent: []string{"Some supervisors write up what others settle with a word.", "The complaint is an answer to one the officer had made."},
	Asks:     "Ask who complained, and whether the officer had reported somebody before.",
	Fires:    1,
	Unscored: true,
	Weigh: func(s *Seen) int64 {
		if s.ByOfficer {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
