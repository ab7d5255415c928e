package view

import (
	"context"

	"candour"
	"candour/cases"
	"candour/seal"
)

// CalendarDays is how far ahead a calendar looks, and mostInCalendar how many limits it
// holds.
const (
	CalendarDays   = 366
	mostInCalendar = 500
)

// Calendar is what is due from today on, for what leaves the house: a calendar is shown
// to whoever sits beside its owner, to those with whom they share it, and to whoever
// runs the service that keeps it.
//
// Of a matter that is not disclosed to everybody whom it is about it has the day alone,
// once however much is due on it. With the rule or its title anybody who can count would
// have the day from which the limit runs, and with the case a thing to ask about.
type Calendar struct {
	Days    []candour.Date // on which something is due of which no more is said, each once
	Due     []ListedClock  // of matters that are disclosed
	Overdue bool           // something is
	More    bool           // there is more than it holds
	Shown   []candour.CaseID
}

// Calendar reads it.
func (v View) Calendar(ctx context.Context, w Viewer) (out Calendar, err error) {
	rows, more, _, err := v.Clocks(ctx, w, ClockFilter{From: w.Today, To: w.Today.AddDays(CalendarDays)}, ClockPlace{}, mostInCalendar)
	if err != nil {
		return out, err
	}
	past, _, _, err := v.Clocks(ctx, w, ClockFilter{To: w.Today.AddDays(-1)}, ClockPlace{}, 1)
	if err != nil {
		return out, err
	}
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = Calendar{More: more, Overdue: len(past) > 0}
		known := map[candour.CaseID]bool{}
		for _, r := range rows {
			disclosed, asked := known[r.Case]
			if !asked {
				if disclosed, err = cases.DisclosedToAll(tx, w.Who.Force, r.Case); err != nil {
					return err
				}
				known[r.Case] = disclosed
				out.Shown = append(out.Shown, r.Case)
			}
			switch n := len(out.Days); {
			case disclosed:
				out.Due = append(out.Due, r)
			case n == 0 || out.Days[n-1] != r.By:
				out.Days = append(out.Days, r.By)
			}
		}
		return nil
	})
	return out, err
}
