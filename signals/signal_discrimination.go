package signals

// discrimination is read from the code of the source for racial or ethnic abuse (01B).
var discrimination = &Signal{
	ID:       "discrimination",
	Name:     "Discrimination",
	Says:     "An allegation of racial or ethnic abuse; half of it fades in two years.",
	Innocent: []string{"Words that were misheard.", "A post at which many people are stopped or searched."},
	Asks:     "Read the cases together, and look at the unit: is it one person or the tone of a place?",
	Fires:    1,
	Weigh: func(s *Seen) int64 {
		if s.Code == codeDiscrimination {
			return twoYears.at(s.Age)
		}
		return 0
	},
}

// codeDiscrimination is the code of the extract for racial or ethnic abuse in words.
// It is our reading of the source; no key came with it.
const codeDiscrimination = "01B"
