package signals

// recent counts everything, and forgets half of it in a year: volume fades.
var recent = &Signal{
	ID:       "recent",
	Name:     "Allegations of late",
	Says:     "Every allegation counts one on the day it is received, and half as much with each year that passes.",
	Innocent: []string{"The work itself: some duties and places bring many more complaints than others.", "One incident about which several people complained.", "A campaign against the officer."},
	Asks:     "Read the cases together: do they tell of one thing?",
	Fires:    3000,
	Weigh:    func(s *Seen) int64 { return oneYear.at(s.Age) },
}
