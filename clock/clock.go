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
// BUG(clock): "at least 5 working days before" a hearing may mean five clear days.
// Nobody has read it; the day that is shown is the later of the two readings.
//
// BUG(clock): whoever may extend or postpone a limit, and on which ground, was not
// read in the primary text but for reg 31(1). The record says who did it and why.
//
// BUG(clock): reg 13 stops with the investigation and is silent where a report
// might prejudice it. Here only the closing of the case ends it, so a finished
// investigation shows the limit until the case is closed.
//
// BUG(clock): reg 13 of SI 2020/2 and reg 19 of SI 2020/4 have the report follow the
// end of a period, as soon as practicable. Here its last day is that of the period,
// so a report of the day after counts as late: the act takes it from four weeks
// before.
//
// BUG(clock): reg 33(3) of SI 2020/4 is of another date for the pre-hearing; here it
// is of the hearing, and a hearing that is postponed at the officer's request moves
// the last day of a pre-hearing too, and can hide that it was held late.
package clock

import (
	"cmp"
	"strconv"

	"candour"
)

// Due is one limit that is running, met or ended on one subject.
type Due struct {
	Rule     *Rule             // of the list; never changed
	About    string            // what Rule.Per tells it apart by, such as an officer's id
	Trigger  candour.EventKind // what set it running
	On       candour.Date      // the day of the trigger
	Started  candour.Date      // the day it is counted from: the trigger's, that of its service, of a reset, of a later period, or the day counted back from
	Earliest candour.Date      // Window: the first day that will do
	By       candour.Date      // the last day on which the limit is kept; zero: as soon as practicable, or stopped
	Stopped  candour.Date      // since when a Gap stops the count; zero: it does not
	Moved    []Move            // what moved it, or was meant to
	Unsure   bool              // the day that it counts from is not known for certain: passing By is no breach
	Met      candour.Date      // the day it was met or ended; zero while it runs
	MetBy    candour.EventKind // one of Rule.Stops where it was met, of Rule.Ends where it fell away

	attention candour.Date // when the matter came to attention
	event     string       // id of the trigger
	length    int
	began     string // what Started is, in words; empty: the day of the trigger
	gaps      []gap
}

// Move is an event that was meant to move a limit.
type Move struct {
	Kind candour.EventKind
	On   candour.Date
	To   candour.Date
	Not  string // why it does not count; empty where it does
}

// Running reports whether the limit is neither met nor ended.
func (d Due) Running() bool { return d.Met.IsZero() }

// Overdue reports whether the last day is past and the limit still runs. For a
// limit that is not [Due.Binding] that is no breach, and statistics leave it out;
// what somebody may do, or what stands for a time, is never overdue.
func (d Due) Overdue(today candour.Date) bool {
	return d.Running() && d.Rule.Nature == Must && !d.By.IsZero() && d.By.Before(today)
}

// Late reports whether the limit was met or ended after its last day: closing a
// case does not make good what was already missed.
func (d Due) Late() bool {
	return !d.Running() && d.Rule.Nature == Must && !d.By.IsZero() && d.Met.After(d.By)
}

// Waits reports whether it is work with a day: what a worklist shows.
func (d Due) Waits() bool { return d.Running() && d.Rule.Nature == Must && !d.By.IsZero() }

// Binding reports whether passing the last day of this limit is a breach.
func (d Due) Binding() bool { return d.Rule.Binding() && !d.Unsure }

// Label is what stands beside the title of this limit; empty for a duty.
func (d Due) Label() string {
	if d.Unsure && d.Rule.Binding() {
		return Guidance.Label()
	}
	return d.Rule.Label()
}

// When is the last day as a page writes it, or why there is none.
func (d Due) When() string {
	switch {
	case !d.By.IsZero():
		return d.By.Words()
	case !d.Stopped.IsZero():
		return "no day while it is stopped"
	}
	return "as soon as practicable"
}

// id tells apart the limits of one rule on one subject.
func (d Due) id() string { return cmp.Or(d.event, strconv.Itoa(number(d.On))) }
