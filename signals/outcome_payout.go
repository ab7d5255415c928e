package signals

// payoutOutcome is the incident of a lawsuit that was paid.
var payoutOutcome = &Outcome{
	ID:   "payout",
	Says: "were in an incident for which the force later paid",
	// So few that the first rounds learn volume alone, and what they say is pulled
	// hard towards nothing. The scale keeps them from drowning in the sum.
	Fit: Fitting{Signals: []string{"recent", "street", "force-reports"}, Rounds: 40, First: 20, Shrink: 200, Scale: 300},
}
