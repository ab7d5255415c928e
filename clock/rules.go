package clock

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"candour"
)

// Rule is one time limit that a law or guidance sets: all that is known of it in
// one literal. A changed law is a new literal with its own From, never an edit,
// because old matters keep the old rule.
type Rule struct {
	ID     string            // the law's slug and regulation; stable, used in URLs and statistics
	Title  string            // what must happen, as a case worker would say it
	Cites  string            // where the limit is set, to the paragraph
	Status Status            // how well the number is known
	From   candour.Date      // in force for matters that came to attention on or after this day
	Starts candour.EventKind // sets it running
	Stops  candour.EventKind // meets it; where it equals Starts, each meets the last and starts the next
	Ends   candour.EventKind // ends it without meeting it; empty: nothing does
	// Reopens lifts an Ends. Where it is set, a trigger after the end starts
	// nothing until then: the update that tells the outcome of a closed case does
	// not promise another. Empty: any trigger starts the limit anew.
	Reopens candour.EventKind
	Form    Form
	Length  int    // in the unit of the form: working days, weeks, months, days
	Then    int    // length of each later period, which begins the day after the last ended; 0: there is one period
	Note    string // what the date alone does not tell; part of the sentence
}

// Rules are all the time limits that the system knows, one file for each law.
var Rules = slices.Concat(complaints2020, conduct2020, barredList2017)

// Attention is the event whose day chooses the version of every rule: matters keep
// the law of the day on which they came to attention (SI 2025/558 reg 66).
const Attention candour.EventKind = "matter-came-to-attention"

// Find returns the rule of that id.
func Find(id string) (Rule, error) {
	for _, r := range Rules {
		if r.ID == id {
			return r, nil
		}
	}
	return Rule{}, candour.Invalid("rule", "there is no time limit called %q: choose one from the list of time limits", id)
}

// Moves reports whether an event of this kind can start, meet or end any limit, so
// that a writer need not compute again after the others.
func Moves(k candour.EventKind) bool {
	if k == "" {
		return false
	}
	return k == Attention || slices.ContainsFunc(Rules, func(r Rule) bool {
		return k == r.Starts || k == r.Stops || k == r.Ends || k == r.Reopens
	})
}

// RulesVersion names what the rules say and how they count. It is derived from
// every literal and from what each answers for every trigger day of a leap year,
// so that a change in the arithmetic shows without anybody remembering a number.
func RulesVersion() string { return rulesVersion() }

var rulesVersion = sync.OnceValue(func() string {
	h := sha256.New()
	for _, r := range Rules {
		fmt.Fprintf(h, "%+v\n", r)
		for d := (candour.Date{Year: 2024, Month: time.January, Day: 1}); d.Year == 2024; d = d.AddDays(1) {
			c, err := EnglandAndWales.count(r.Form, r.Length, d)
			fmt.Fprintln(h, c.by, err)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
})
