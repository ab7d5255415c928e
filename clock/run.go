package clock

import (
	"cmp"
	"iter"
	"slices"
	"strconv"

	"candour"
)

// run follows one rule through the events of a subject, which stand in the order of
// their days.
//
// Each trigger starts a limit of its own, and each stop meets the oldest that runs:
// one report on one of two dismissals leaves the other running. Showing too much is
// put right by correcting an event; a duty that is hidden is not put right at all.
type run struct {
	*Rule
	roles     []role // by kind of event
	events    []happened
	attention candour.Date
	dues      []Due // those of other rules before first
	first     int
	errs      []error

	spare   []happened     // stops of the day that have met nothing
	ended   map[string]int // by what Per tells apart: 1 + index of the last end; "" ended all
	opened  map[string]int // likewise of the last reopening
	already map[string]bool
	stopped [][]gap // by gap of the rule: when it was open
}

func (r *run) all() {
	if r.Needs != "" && !slices.ContainsFunc(r.events, func(e happened) bool { return e.Kind == r.Needs }) {
		return
	}
	for i, e := range r.events {
		as := r.roles[e.kind]
		if as&stops != 0 && !r.stop(e) {
			r.spare = append(r.spare, e)
		}
		if as&(opensGap|closesGap) != 0 {
			r.gap(e)
		}
		if as&moves != 0 {
			r.move(e)
		}
		if as&ends != 0 {
			r.end(i, e)
		}
		if as&reopens != 0 {
			r.opened = put(r.opened, e.value(r.Per), i+1)
		}
		if as&resets != 0 {
			r.reset(e)
		}
		if as&starts != 0 && r.applies(i, e) {
			r.start(e)
		}
	}
}

func put(m map[string]int, k string, v int) map[string]int {
	if m == nil {
		m = map[string]int{}
	}
	m[k] = v
	return m
}

// mine are the limits of this rule that run and that the event can be about, the
// oldest first.
func (r *run) mine(e happened) iter.Seq[*Due] {
	return func(yield func(*Due) bool) {
		about := e.value(r.Per)
		for i := r.first; i < len(r.dues); i++ {
			if d := &r.dues[i]; d.Running() && (about == "" || d.About == about) && !yield(d) {
				return
			}
		}
	}
}

// any reports whether there is one.
func (r *run) any(e happened) bool {
	for range r.mine(e) {
		return true
	}
	return false
}

// applies reports whether a trigger starts the limit.
func (r *run) applies(i int, e happened) bool {
	attention := r.attention
	if attention.IsZero() {
		attention = e.On
	}
	about := e.value(r.Per)
	switch {
	case attention.Before(r.From): // an older law, which we do not hold, or an older version
		return false
	case !r.Until.IsZero() && !attention.Before(r.Until): // a newer version
		return false
	case len(r.Reopens) > 0 && max(r.ended[about], r.ended[""]) > max(r.opened[about], r.opened[""]):
		return false
	case r.Then > 0 && r.any(e): // periods run from when the matter first came to attention
		return false
	case r.Only.Field != "" && !r.says(r.Only, i, e), r.Unless.Field != "" && r.says(r.Unless, i, e):
		return false
	case r.Names != "" && e.value(r.Names) == "":
		return false
	}
	if r.LengthIn != "" {
		n, err := strconv.Atoi(e.value(r.LengthIn))
		return err == nil && n >= r.Least && n <= r.Most
	}
	if r.Already {
		kept := r.already[about] || r.already[""]
		if kept && e.Kind == r.Starts[0] {
			return false
		}
		r.already = nil
	}
	return true
}

// says reports whether the trigger's field, or that of the event it stands for,
// says one of the values.
func (r *run) says(m Match, i int, e happened) bool {
	v := e.value(m.Field)
	for ; v == "" && m.Or != "" && i > 0; i-- {
		if b := r.events[i-1]; b.Kind == m.Or && (e.value(r.Per) == "" || b.value(r.Per) == "" || b.value(r.Per) == e.value(r.Per)) {
			v = b.value(m.Field)
		}
	}
	return v != "" && (len(m.Values) == 0 || slices.Contains(m.Values, v))
}

func (r *run) start(e happened) {
	d := Due{Rule: r.Rule, About: e.value(r.Per), Trigger: e.Kind, On: e.On, Started: e.On, event: e.ID, length: r.Length, attention: cmp.Or(r.attention, e.On)}
	if r.LengthIn != "" {
		d.length, _ = strconv.Atoi(e.value(r.LengthIn)) // applies has read it
	}
	d.gaps = r.gaps()
	if err := d.from(e); err != nil {
		r.errs = append(r.errs, err)
		return
	}
	// The law counts days and knows no order within one: a report entered before the
	// dismissal of the same day is still its report.
	if r.oneForOne() {
		if i := slices.IndexFunc(r.spare, func(s happened) bool {
			return s.On == e.On && (s.value(r.Per) == "" || s.value(r.Per) == d.About)
		}); i >= 0 {
			d.meet(r.spare[i])
			r.spare = slices.Delete(r.spare, i, i+1)
		}
	}
	r.dues = append(r.dues, d)
}

// oneForOne reports whether one stop meets one trigger, of whichever order within
// a day.
func (r *run) oneForOne() bool {
	return !r.Every && !r.Already && !slices.ContainsFunc(r.Starts, func(k candour.EventKind) bool { return slices.Contains(r.Stops, k) })
}

// stop meets the oldest running limit, or every one, and where the rule has further
// periods starts the next. It reports false where nothing ran.
func (r *run) stop(e happened) bool {
	if r.Already {
		if r.already == nil {
			r.already = map[string]bool{}
		}
		r.already[e.value(r.Per)] = true
	}
	met := false
	for d := range r.mine(e) {
		if r.Then > 0 {
			r.roll(d, e)
			return true
		}
		d.meet(e)
		if met = true; !r.Every {
			break
		}
	}
	return met
}

// roll meets a period and starts the next.
func (r *run) roll(d *Due, e happened) {
	if r.copyOfLast(d, e) {
		return
	}
	d.meet(e)
	next, err := d.next()
	if err != nil {
		r.errs = append(r.errs, err)
		return
	}
	r.dues = append(r.dues, next)
}

// copyOfLast reports whether this report only repeats the one on the last period:
// reg 13 has it go to two bodies, perhaps on two days, and is owed after a period
// has ended. A second one before the end of the period that runs does not meet it,
// and none meets a period that has not begun.
func (r *run) copyOfLast(now *Due, e happened) bool {
	for i := r.first; i < len(r.dues); i++ {
		last := &r.dues[i]
		if last == now || last.By.AddDays(1) != now.Started { // or a matter that came to attention anew
			continue
		}
		return e.On.Before(now.Started) || !last.Met.Before(now.Started) && e.On.Before(now.By)
	}
	return false
}

func (r *run) end(i int, e happened) {
	for d := range r.mine(e) {
		d.meet(e)
	}
	if len(r.Reopens) > 0 {
		r.ended = put(r.ended, e.value(r.Per), i+1)
	}
}
