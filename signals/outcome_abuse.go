package signals

// abuseOutcome is an allegation in the types domestic or sexual, whatever became of
// it: most abuse is never sustained.
var abuseOutcome = &Outcome{
	ID:   "abuse",
	Says: "were named in another domestic or sexual allegation, with any finding",
	Wants: func(a *Allegation, _ Day) bool {
		return a.Type == Domestic || a.Type == Sexual
	},
	Fit: Fitting{Signals: []string{"recent", "abuse", "records", "bullying", "integrity", "off-duty", "open", "alone"}, Rounds: 60, Shrink: 5, Spread: 100},
}
