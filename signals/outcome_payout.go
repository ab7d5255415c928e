package signals

// payoutOutcome is the incident of a lawsuit that was paid.
var payoutOutcome = &Outcome{
	ID:   "payout",
	Says: "were in an incident for which the force later paid",
	// So few that the first half of the rounds learns volume alone, and what they say
	// is pulled hard towards nothing. Their points have as much spread as those of the
	// other three together, or the sum would not list by them at all.
	Fit: Fitting{Signals: []string{"recent", "street", "together", "force-reports"}, Rounds: 60, First: 30, Shrink: 200, Spread: 300},
}
