package signals

// Outcome is something that came to pass in the two years after a day: what lists
// are checked against. It is never a prediction about a person. There are several,
// side by side, because the outcome decides who is listed: the formula does not.
type Outcome struct {
	ID   string // the column of scores.csv
	Says string // completes "of 100 listed like this, x ..."

	// Wants says whether an allegation received in the window is it, with the
	// findings that are known on the day asked. Nil where it is a payout.
	Wants func(a *Allegation, known Day) bool

	Fit Fitting // how its points are fitted
}

// usual is how points are fitted where an outcome says nothing else: from
// allegations, and not from what officers report themselves.
var usual = Fitting{Signals: []string{
	"recent", "abuse", "records", "discrimination", "bullying", "force", "search", "verbal", "duty",
	"custody", "traffic", "integrity", "off-duty", "sustained-before", "open", "alone", "together",
}, Rounds: 60, Shrink: 5, Spread: 100}

// Outcomes are all of them, in the order of every table.
var Outcomes = []*Outcome{sustainedOutcome, seriousOutcome, payoutOutcome, abuseOutcome}

// window is how many days an outcome has to come to pass in: (T, T+730].
const window = 730

// Came reports whether the outcome came to pass for an officer in the two years
// after at, as far as was known on the day known to an audience: of what is not disclosed
// nobody in the line may feel even a count of a hundred move.
func (x *Outcome) Came(r *Record, o int32, at, known Day, audience Audience) bool {
	in := func(d Day) bool { return d > at && d <= at+window && d < known }
	if x.Wants == nil {
		for _, p := range r.Payouts[r.paid[o].from:r.paid[o].to] {
			if in(p.Incident) {
				return true
			}
		}
		return false
	}
	file := r.allegations(o)
	for i := range file {
		a := &file[i]
		if in(a.Received) && !a.removed(known) && !a.Erased && !(audience == Line && a.hidden(known)) && x.Wants(a, known) {
			return true
		}
	}
	return false
}
