package clock

import (
	"fmt"

	"candour"
)

// Due returns the first limit that a trigger on that day sets running, for a matter
// that came to attention on the same day.
func (r Rule) Due(on candour.Date) (Due, error) { return r.DueFor(on, on) }

// DueFor is Due for a matter that came to attention on another day. It refuses when
// the rule was not yet in force for such a matter: then an older law applies, and
// we do not know it. A zero attention means the day of the trigger. For Before, on
// is the day that is counted back from.
func (r Rule) DueFor(on, attention candour.Date) (Due, error) {
	if on.IsZero() {
		return Due{}, candour.Invalid("on", "this time limit needs the day it counts from: give the date of %q", words(r.Starts[0]))
	}
	if attention.IsZero() {
		attention = on
	}
	if attention.Before(r.From) {
		return Due{}, candour.Invalid("attention",
			"%s applies to matters that came to attention on or after %s, and this one did on %s: look up the law of that time, this system does not hold it",
			r.Cites, r.From.Words(), attention.Words())
	}
	if !r.Until.IsZero() && !attention.Before(r.Until) {
		return Due{}, candour.Invalid("attention", "%s, as it is here, applies to matters that came to attention before %s: choose the version of the day", r.Cites, r.Until.Words())
	}
	d := Due{Rule: &r, Trigger: r.Starts[0], On: on, Started: on, length: r.Length}
	if r.Names != "" {
		d.began = "the day that is named"
	}
	return d, d.count()
}

// from finds the day that the count begins with, or ends before, and counts.
func (d *Due) from(e happened) error {
	if d.Rule.Names != "" {
		day, err := candour.ParseDate(e.value(d.Rule.Names))
		if err != nil {
			return candour.Invalid("", "%q of %s names no day that %s could count from: correct the entry", words(e.Kind), e.On.Words(), d.Rule.ID)
		}
		d.Started, d.began = day, "the day named on "+e.On.Words()+", "+words(e.Kind)
	}
	if d.Rule.Served {
		if err := d.served(e); err != nil {
			return err
		}
	}
	return d.count()
}

// served counts from the day on which a notice counts as served. Since 28 May 2025
// it may go by e-mail and has such a day. By how many days it follows the sending
// nobody has read, so there is no number here: the act records the day. Where it
// does not, the count is from the day of the notice and is no breach.
func (d *Due) served(e happened) error {
	deemed := e.value("deemed")
	if deemed == "" {
		if by := e.value("service"); by != "" && by != "by hand" {
			d.Unsure, d.began = true, words(e.Kind)+", "+by+"; the day on which it counts as served is not recorded"
		}
		return nil
	}
	day, err := candour.ParseDate(deemed)
	if err != nil || day.Before(e.On) {
		return candour.Invalid("", "%q of %s counts as served on %q, which is not that day or one after it: correct the entry", words(e.Kind), e.On.Words(), deemed)
	}
	d.Started, d.began = day, words(e.Kind)+" on "+e.On.Words()+", counts as served on this day"
	if by := e.value("service"); by != "" {
		d.began += ", " + by
	}
	return nil
}

// count finds the last day, from where the count begins and all that moved it.
func (d *Due) count() error {
	d.Stopped, d.Earliest = candour.Date{}, candour.Date{}
	open, closed := d.split()
	by, err := EnglandAndWales.count(d.Rule.Form, d.length, d.Started, closed...)
	if err != nil {
		return fmt.Errorf("computing %s: %w", d.Rule.ID, err)
	}
	by = d.moved(by)
	if d.Rule.AtLeast > 0 {
		if d.Earliest, err = EnglandAndWales.count(d.Rule.Form, d.Rule.AtLeast, d.Started, closed...); err != nil {
			return fmt.Errorf("computing %s: %w", d.Rule.ID, err)
		}
		if by.Before(d.Earliest) { // both sides agreed to an earlier day
			d.Earliest = by
		}
	}
	if !open.from.IsZero() && by.After(open.from) {
		d.Stopped, by, d.Earliest = open.from, candour.Date{}, candour.Date{}
	}
	d.By = by
	return nil
}

// split tells the gap that is open, the first of them, from those that have ended.
func (d *Due) split() (open gap, closed []gap) {
	for _, g := range d.gaps {
		switch {
		case !g.to.IsZero():
			closed = append(closed, g)
		case open.from.IsZero() || g.from.Before(open.from):
			open = g
		}
	}
	return open, closed
}

// next is the period that begins with the day after this one ended.
func (d *Due) next() (Due, error) {
	n := Due{Rule: d.Rule, About: d.About, Trigger: d.Trigger, On: d.On, Started: d.By.AddDays(1), attention: d.attention, event: d.event, length: d.Rule.Then, began: "the day after the last period ended"}
	return n, n.count()
}

// meet closes the limit. What was late stays late: By does not move.
func (d *Due) meet(e happened) { d.Met, d.MetBy = e.On, e.Kind }
