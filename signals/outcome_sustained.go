package signals

// sustainedOutcome is at least one case received in the window that was sustained.
var sustainedOutcome = &Outcome{
	ID:   "sustained",
	Says: "had an allegation sustained in the two years after",
	Wants: func(a *Allegation, known Day) bool {
		return a.known(known) == Sustained
	},
	Fit: usual,
}
