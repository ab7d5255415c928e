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

// Rule is one time limit that a law, guidance or a force's own standard sets: all
// that is known of it in one literal. A changed law is a new literal with its own
// From, never an edit, because old matters keep the old rule.
type Rule struct {
	ID     string // the law's slug and regulation, or local- and what it asks; stable, used in URLs and statistics
	Title  string // what must happen, as a case worker would say it
	Cites  string // where the limit is set, to the paragraph
	Status Status // how well the number is known
	Local  bool   // a local standard: no law has the number, and passing it is never a breach of law
	Theirs bool   // of the person who reported: their page shows it, in words of its own, and shows no other
	Nature Nature
	From   candour.Date // in force for matters that came to attention on or after this day
	Until  candour.Date // and before this day; zero: it still is
	// FromNotRead: nobody has read the first day, and From is surely none too early.
	FromNotRead bool

	Starts []candour.EventKind // each sets it running
	Stops  []candour.EventKind // each meets it; one that is in Starts too meets the last and starts the next
	Ends   []candour.EventKind // end it without meeting it; none: nothing does
	// Reopens lifts an Ends. Where it is set, a trigger after the end starts
	// nothing until then: the update that tells the outcome of a closed case does
	// not promise another. None: any trigger starts the limit anew.
	Reopens []candour.EventKind
	Needs   candour.EventKind // must have happened too, on any day, or the law does not apply
	Only    Match             // a trigger counts only where its field says so
	Unless  Match             // and not where it says so
	// Per is the field, for example "officer", that tells apart limits which run
	// side by side on one case. A stop that names one meets that one's; a stop that
	// names none meets the oldest, as it does where no field tells them apart.
	Per string
	// Every has one stop meet all that run: an update tells of every decision before
	// it. A decision of the same day that was entered after it is not told.
	Every bool
	// Already: a stop before the first of Starts counts, and the limit does not
	// begin. A hearing that has its day when the documents go out needs no other.
	Already bool

	Form    Form
	Length  int // in the unit of the form: working days, days, weeks, months
	AtLeast int // Window: the number of the first day that will do
	Then    int // length of each later period, which begins the day after the last ended; 0: there is one period
	// LengthIn is the field of the trigger that gives the length, where the law
	// leaves it to a decision, within Least and Most; outside them this is not the
	// rule of it.
	LengthIn    string
	Least, Most int
	Names       string // Before: the field of the trigger that names the day counted back from; a trigger without it starts nothing
	Served      bool   // the trigger is a notice, and the count is from the day on which it counts as served

	Extend   Mover // limit-extended moves it, and by whom and why
	Reduce   Mover // limit-reduced
	Postpone Mover // limit-postponed, and hearing-postponed at the officer's request
	Gaps     []Gap // times of which no day counts
	Resets   []candour.EventKind
	Note     string // what the date alone does not tell; part of the sentence
}

// Waits reports whether what it asks for is work with a day: what a worklist shows.
func (r Rule) Waits() bool { return r.Nature == Must && r.Form != AsSoonAsPracticable }

// Mover is who may move a limit, and on which ground. The event names the person,
// and the act keeps their reasons.
type Mover struct{ By, Ground string }

// moves reports whether there is one.
func (m Mover) moves() bool { return m != Mover{} }

// Gap is a time between two events of which no day counts: those after the first
// event's and before the second's. Until the second there is no last day.
type Gap struct {
	From, To candour.EventKind
	Why      string
}

// Match is what a field of a trigger must say. Without Values, it is enough that
// there is one. Where the trigger does not have the field, the last event before it
// of the kind Or has it, if they agree on Rule.Per.
type Match struct {
	Field  string
	Values []string
	Or     candour.EventKind
}

// Rules are all the time limits that the system knows, one file for each law.
var Rules = slices.Concat(complaints2020, superComplaints2018, conduct2020, conduct2020Hearings, conduct2020Outcomes, barredList2017, victims, timeBars, local)

// Attention is the event whose day chooses the version of every rule: matters keep
// the law of the day on which they came to attention (SI 2025/558 reg 66).
const Attention candour.EventKind = "matter-came-to-attention"

// The events that move a running limit. Each names the rule in "rule" and the new
// day in "to", and what Per tells apart where more than one runs.
const (
	Extended  candour.EventKind = "limit-extended"
	Reduced   candour.EventKind = "limit-reduced"
	Postponed candour.EventKind = "limit-postponed"

	// HearingPostponed moves a limit to its field "date" where its field "reason" is
	// OfficersRequest.
	HearingPostponed candour.EventKind = "hearing-postponed"
)

// OfficersRequest is the reason of a postponement that the officer asked for.
const OfficersRequest = "officers-request"

// on makes a list of kinds.
func on(kinds ...candour.EventKind) []candour.EventKind { return kinds }

// firstDayNotRead is the first day of a rule whose first day in force nobody has
// read: the latest on which any law of this pack began. A later day than the true
// one leaves a limit out for an old matter; an earlier one would accuse somebody of
// missing what did not bind them. Whoever reads the day writes it into the rule.
var firstDayNotRead = candour.Date{Year: 2025, Month: time.May, Day: 28}

// Find returns the rule of that id that is in force now.
func Find(id string) (Rule, error) { return FindFor(id, candour.Date{}) }

// FindFor returns the version of a rule for a matter that came to attention on
// that day, or for an older matter its first; for no day, the one in force.
func FindFor(id string, attention candour.Date) (Rule, error) {
	var found *Rule
	for i := range Rules {
		r := &Rules[i]
		if r.ID != id {
			continue
		}
		if found == nil || found.From.Before(r.From) && (attention.IsZero() || !attention.Before(r.From)) {
			found = r
		}
	}
	if found == nil {
		return Rule{}, candour.Invalid("rule", "there is no time limit called %q: choose one from the list of time limits", id)
	}
	return *found, nil
}

// Moves reports whether an event of this kind can start, move, meet or end any
// limit, so that a writer need not compute again after the others.
func Moves(k candour.EventKind) bool {
	_, ok := lawOf().ids[k]
	return ok && k != ""
}

// RulesVersion names what the rules say and how they count. It is derived from
// every literal, from what each answers for every trigger day of a leap year, and
// from what happens to it in a story of its own events, so that a change in the
// arithmetic shows without anybody remembering a number.
func RulesVersion() string { return rulesVersion() }

var rulesVersion = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, "facets 1", facetKinds) // what else the cache holds; the number changes with what Facets does
	for _, r := range Rules {
		fmt.Fprintf(h, "%+v\n", r)
		for d := (candour.Date{Year: 2024, Month: time.January, Day: 1}); d.Year == 2024; d = d.AddDays(1) {
			by, err := EnglandAndWales.count(r.Form, r.Length, d)
			fmt.Fprintln(h, by, err)
		}
		dues, err := Compute(r.story())
		for _, d := range dues {
			if d.Rule.ID == r.ID {
				fmt.Fprintln(h, d.About, d.Started, d.Earliest, d.By, d.Met, d.MetBy, d.Moved)
			}
		}
		fmt.Fprintln(h, err)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
})

// story is every event that the rule listens to, twice over, nine days apart.
func (r Rule) story() (out []candour.Event) {
	var kinds []candour.EventKind
	kinds = append(append(append(append(kinds, r.Starts...), Extended, Reduced, Postponed, HearingPostponed), r.Resets...), r.Stops...)
	for _, g := range r.Gaps {
		kinds = append(kinds, g.From, g.To)
	}
	kinds = append(append(kinds, r.Ends...), r.Reopens...)
	d := candour.Date{Year: 2026, Month: time.January, Day: 2}
	for i := range 2 * len(kinds) {
		out = append(out, candour.Event{Seq: int64(i), Kind: kinds[i%len(kinds)], On: d, Data: []candour.Field{
			{Name: "rule", Value: r.ID},
			{Name: "to", Value: d.AddDays(60 - 50*(i%2)).String()},
			{Name: "date", Value: d.AddDays(50).String()},
			{Name: "reason", Value: OfficersRequest},
			{Name: r.Per, Value: "p"},
			{Name: r.LengthIn, Value: fmt.Sprint(r.Length)},
			{Name: r.Only.Field, Value: first(r.Only.Values)},
		}})
		d = d.AddDays(9)
	}
	return out
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
