package signals

// offDuty is conduct outside the work.
var offDuty = &Signal{
	ID:       "off-duty",
	Name:     "Off-duty conduct",
	Says:     "An allegation about conduct off duty; half of it fades in two years.",
	Innocent: []string{"A dispute between neighbours.", "A separation."},
	Asks:     "Ask whether somebody at home needs to be safe, and whether the officer needs help.",
	Fires:    1000,
	Weigh: func(s *Seen) int64 {
		if s.Type == OffDuty {
			return twoYears.at(s.Age)
		}
		return 0
	},
}
