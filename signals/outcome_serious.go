package signals

// seriousOutcome is a sustained case that ended in 5 days' suspension or more,
// separation, resignation or termination.
var seriousOutcome = &Outcome{
	ID:   "serious",
	Says: "had an allegation sustained that ended in 5 days' suspension or more, or in their leaving",
	Wants: func(a *Allegation, known Day) bool {
		return a.known(known) == Sustained && a.Severe
	},
	Fit: usual,
}
