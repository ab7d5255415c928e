package clock

import (
	"cmp"
	"errors"
	"slices"

	"candour"
)

// Compute returns the limits that the events of one subject have set running: those
// that run, the soonest first, and then those that were met or ended. Events that
// another event corrects do not count. Where a limit can not be computed, the
// others are returned beside the error: one of 2029 must not hide one of tomorrow.
func Compute(events []candour.Event) ([]Due, error) {
	events, err := standing(events)
	if err != nil {
		return nil, err
	}
	var attention candour.Date // of the first such event; zero where there is none
	if i := slices.IndexFunc(events, func(e candour.Event) bool { return e.Kind == Attention }); i >= 0 {
		attention = events[i].On
	}
	var out []Due
	var errs []error
	for _, r := range Rules {
		dues, err := r.run(events, attention)
		out = append(out, dues...)
		errs = append(errs, err)
	}
	slices.SortStableFunc(out, func(a, b Due) int {
		if a.Running() != b.Running() {
			if a.Running() {
				return -1
			}
			return 1
		}
		return cmp.Or(a.By.Time().Compare(b.By.Time()), cmp.Compare(a.Rule.ID, b.Rule.ID), a.Started.Time().Compare(b.Started.Time()))
	})
	return out, errors.Join(errs...)
}

// standing are the events that nothing corrects, in the order of their days in law
// and of entry within a day: what was entered late still happened when it did.
func standing(events []candour.Event) ([]candour.Event, error) {
	corrected := map[string]bool{}
	for _, e := range events {
		if e.Corrects != "" && e.Corrects != e.ID {
			corrected[e.Corrects] = true
		}
	}
	var out []candour.Event
	for _, e := range events {
		switch {
		case e.Subject != events[0].Subject:
			return nil, candour.Invalid("", "time limits are computed for one subject at a time: %s and %s are two", events[0].Subject, e.Subject)
		case e.ID != "" && corrected[e.ID]:
		case !Moves(e.Kind): // an unrelated event moves no clock, whatever its day
		case e.On.IsZero():
			return nil, candour.Invalid("on", "the event %q has no day, and time limits count from it: correct the event", words(e.Kind))
		default:
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b candour.Event) int {
		return cmp.Or(a.On.Time().Compare(b.On.Time()), cmp.Compare(a.Seq, b.Seq))
	})
	return out, nil
}
