package clock

import (
	"slices"

	"candour"
)

// run follows one rule through the events of a subject, which stand in the order of
// their days.
//
// Each trigger starts a limit of its own, and each stop meets the oldest that runs:
// one report on one of two dismissals leaves the other running. Showing too much is
// put right by correcting an event; a duty that is hidden is not put right at all.
func (r Rule) run(events []candour.Event, attention candour.Date) ([]Due, error) {
	var dues []Due
	var spare []candour.Event // stops of the day that have met nothing
	var ended bool
	for _, e := range events {
		if e.Kind == r.Stops {
			rolled, met, err := r.stop(dues, e)
			if err != nil {
				return dues, err
			}
			if dues = rolled; !met {
				spare = append(spare, e)
			}
		}
		if r.Ends != "" && e.Kind == r.Ends {
			for i := range dues {
				if dues[i].Running() {
					dues[i].meet(e)
				}
			}
			ended = true
		}
		if r.Reopens != "" && e.Kind == r.Reopens {
			ended = false
		}
		if e.Kind == r.Starts && r.applies(e, attention, dues, ended) {
			d, err := r.period(e.On, r.Length, words(r.Starts))
			if err != nil {
				return dues, err
			}
			// The law counts days and knows no order within one: a report entered
			// before the dismissal of the same day is still its report.
			if i := slices.IndexFunc(spare, func(s candour.Event) bool { return s.On == e.On }); i >= 0 && r.Starts != r.Stops {
				d.meet(spare[i])
				spare = slices.Delete(spare, i, i+1)
			}
			dues = append(dues, d)
		}
	}
	return dues, nil
}

// applies reports whether a trigger starts the limit.
func (r Rule) applies(e candour.Event, attention candour.Date, dues []Due, ended bool) bool {
	if attention.IsZero() {
		attention = e.On
	}
	switch {
	case attention.Before(r.From): // an older law, which we do not hold
		return false
	case ended && r.Reopens != "":
		return false
	case r.Then > 0 && running(dues) >= 0: // periods run from when the matter first came to attention
		return false
	}
	return true
}

// stop meets the oldest running limit and, where the rule has further periods,
// starts the next. met is false where nothing ran.
func (r Rule) stop(dues []Due, e candour.Event) (_ []Due, met bool, err error) {
	i := running(dues)
	if i < 0 || copyOfLast(dues, i, e) {
		return dues, i >= 0, nil
	}
	dues[i].meet(e)
	if r.Then == 0 {
		return dues, true, nil
	}
	next, err := dues[i].next()
	if err != nil {
		return dues, true, err
	}
	return append(dues, next), true, nil
}

// copyOfLast reports whether this report only repeats the one on the last period:
// reg 13 has it go to two bodies, perhaps on two days, and is owed after a period
// has ended. A second one before the end of the period that runs does not meet it,
// and none meets a period that has not begun.
func copyOfLast(dues []Due, i int, e candour.Event) bool {
	if i == 0 || dues[i].Rule.Then == 0 {
		return false
	}
	last, now := dues[i-1], dues[i]
	if last.By.AddDays(1) != now.Started { // a matter that came to attention anew
		return false
	}
	return e.On.Before(now.Started) || !last.Met.Before(now.Started) && e.On.Before(now.By)
}

// running is the index of the oldest limit that runs, or -1.
func running(dues []Due) int { return slices.IndexFunc(dues, Due.Running) }
