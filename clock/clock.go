// Package clock computes when the law says that something is due.
//
// It promises that a due date is a pure function of the rules, the working-day
// calendar and the events of one subject: the same three give the same answer on
// any machine and on any day, so a corrected rule, a late event or a new bank
// holiday puts every case right at once. Every answer carries one sentence that a
// person can check with a paper calendar.
//
// It never reads the wall clock, stores nothing and writes nothing; whoever keeps
// a due date keeps [RulesVersion] and [CalendarVersion] beside it and computes
// again when either differs. It never guesses: a working day outside the years
// that the calendar covers is an error. It never calls a limit that nobody has
// read in the primary text a duty: see [Rule.Binding].
//
// Days are civil days in London (package candour): a limit counted from UTC
// instants is a day off near midnight in summer. Counting is from the day in law,
// [candour.Event.On], never from the moment of entry.
//
// BUG(clock): reg 13 has the period of a complaint start when it was made, and
// only that of a conduct matter when it came to attention. The event
// matter-came-to-attention stands for both: record it on the day the complaint
// was made.
//
// BUG(clock): reg 34(2)(a)(i) applies only if there was no notification before. A
// case opened after an update has both update limits running; the first is never
// the sooner, so nothing is late that is not late already.
//
// BUG(clock): reg 13 stops with the investigation and is silent where a report
// might prejudice it. Here only the closing of the case ends it, so a finished
// investigation shows the limit until the case is closed.
package clock

import "candour"

// Due is one limit that is running, met or ended on one subject.
type Due struct {
	Rule     Rule
	Started  candour.Date      // the trigger, or the first day of a later period
	By       candour.Date      // the last day on which the limit is kept
	Met      candour.Date      // the day it was met or ended; zero while it runs
	MetBy    candour.EventKind // Rule.Stops where it was met, Rule.Ends where it fell away
	Sentence string            // how By was counted, for a person to check
}

// Running reports whether the limit is neither met nor ended.
func (d Due) Running() bool { return d.Met.IsZero() }

// Overdue reports whether the last day is past and the limit still runs. For a
// rule that is not [Rule.Binding] that is no breach, and statistics leave it out.
func (d Due) Overdue(today candour.Date) bool { return d.Running() && d.By.Before(today) }

// Late reports whether the limit was met or ended after its last day: closing a
// case does not make good what was already missed.
func (d Due) Late() bool { return !d.Running() && d.Met.After(d.By) }
