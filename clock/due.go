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
// we do not know it. A zero attention means the day of the trigger.
func (r Rule) DueFor(on, attention candour.Date) (Due, error) {
	if on.IsZero() {
		return Due{}, candour.Invalid("on", "this time limit needs the day it counts from: give the date of %q", words(r.Starts))
	}
	if attention.IsZero() {
		attention = on
	}
	if attention.Before(r.From) {
		return Due{}, candour.Invalid("attention",
			"%s applies to matters that came to attention on or after %s, and this one did on %s: look up the law of that time, this system does not hold it",
			r.Cites, r.From.Words(), attention.Words())
	}
	return r.period(on, r.Length, words(r.Starts))
}

// period is one period of the rule; began says what its first day was.
func (r Rule) period(start candour.Date, length int, began string) (Due, error) {
	c, err := EnglandAndWales.count(r.Form, length, start)
	if err != nil {
		return Due{}, fmt.Errorf("computing %s: %w", r.ID, err)
	}
	d := Due{Rule: r, Started: start, By: c.by}
	d.Sentence = d.sentence(length, began, c.skipped)
	return d, nil
}

// next is the period that begins with the day after this one ended.
func (d Due) next() (Due, error) {
	return d.Rule.period(d.By.AddDays(1), d.Rule.Then, "the day after the last period ended")
}

// meet closes the limit. What was late stays late: By does not move.
func (d *Due) meet(e candour.Event) { d.Met, d.MetBy = e.On, e.Kind }
