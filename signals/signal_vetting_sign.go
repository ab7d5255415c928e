package signals

// vettingSign is given by another room; it has no points before it has been measured.
var vettingSign = &Signal{
	ID:       "vetting",
	Name:     "Vetting that ran out",
	Says:     "A clearance that ran out and was not renewed.",
	Innocent: []string{"The vetting office is late."},
	Asks:     "Renew it, and see what the officer can reach meanwhile.",
	Fires:    1,
	Unscored: true,
	Whole:    signsOf(VettingLapse),
}
