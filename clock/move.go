package clock

import (
	"slices"

	"candour"
)

// gap opens or closes a time of which no day counts, for every limit that runs and
// for those that start in it. A gap that opens after the last day comes too late to
// stop anything.
func (r *run) gap(e happened) {
	if r.stopped == nil {
		r.stopped = make([][]gap, len(r.Gaps))
	}
	for i, g := range r.Gaps {
		list := r.stopped[i]
		isOpen := len(list) > 0 && list[len(list)-1].to.IsZero()
		switch {
		case e.Kind == g.From && !isOpen:
			list = append(list, gap{from: e.On})
		case e.Kind == g.To && isOpen:
			list[len(list)-1].to = e.On
		default:
			continue
		}
		r.stopped[i] = list
	}
	for i := r.first; i < len(r.dues); i++ {
		if d := &r.dues[i]; d.Running() {
			d.gaps = r.gaps()
			r.errs = keep(r.errs, d.count())
		}
	}
}

// gaps are all those of the subject so far.
func (r *run) gaps() (out []gap) {
	for _, list := range r.stopped {
		out = append(out, list...)
	}
	return out
}

func keep(errs []error, err error) []error {
	if err != nil {
		return append(errs, err)
	}
	return errs
}

// reset starts the count of every limit that runs anew.
func (r *run) reset(e happened) {
	for d := range r.mine(e) {
		d.Started, d.began, d.Moved, d.Unsure = e.On, words(e.Kind), nil, false
		r.errs = keep(r.errs, d.count())
	}
}

// move notes what an event does to the last day. It must leave no doubt which limit
// it means: moving the wrong one would hide a duty.
func (r *run) move(e happened) {
	to := e.value("to")
	if e.Kind == HearingPostponed {
		if to = e.value("date"); to == "" || e.value("reason") != OfficersRequest {
			return
		}
	} else if e.value("rule") != r.ID {
		return
	}
	mine := slices.Collect(r.mine(e))
	if len(mine) == 0 {
		return
	}
	if len(mine) > 1 {
		r.errs = append(r.errs, candour.Invalid("", "%q of %s does not say which of %d limits of %s it moves, so it moves none: correct the entry", words(e.Kind), e.On.Words(), len(mine), r.ID))
		return
	}
	day, err := candour.ParseDate(to)
	if err != nil {
		r.errs = append(r.errs, candour.Invalid("", "%q of %s names no day that %s could move to: correct the entry", words(e.Kind), e.On.Words(), r.ID))
		return
	}
	d := mine[0]
	m := Move{Kind: e.Kind, On: e.On, To: day}
	switch {
	case !d.By.IsZero() && e.On.After(d.By):
		m.Not = "it came after the last day, and does not make good what was missed"
	case e.Kind == Reduced && (day.Before(e.On) || day.Before(d.Started)):
		m.Not = "the day was past"
	}
	d.Moved = append(d.Moved, m)
	r.errs = keep(r.errs, d.count())
}

// moved is the last day after everything that moved it: an extension never makes it
// earlier, a reduction never later.
func (d *Due) moved(by candour.Date) candour.Date {
	for _, m := range d.Moved {
		switch {
		case m.Not != "":
		case m.Kind == Reduced && m.To.Before(by), m.Kind != Reduced && m.To.After(by):
			by = m.To
		}
	}
	return by
}
