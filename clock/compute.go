package clock

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"candour"
)

// Compute returns the limits that the events of one subject have set running: those
// that run, the soonest first and those without a day last, and then those that
// were met or ended. Events that another event corrects do not count. Where a limit
// can not be computed, the others are returned beside the error: one of 2029 must
// not hide one of tomorrow.
func Compute(events []candour.Event) ([]Due, error) { return lawOf().compute(events, false) }

// ComputeTheirs is Compute for the page of the person who reported: the limits
// that are theirs, and no others.
func ComputeTheirs(events []candour.Event) ([]Due, error) { return lawOf().compute(events, true) }

// role is what an event of one kind does to one rule.
type role uint8

const (
	starts role = 1 << iota
	stops
	ends
	reopens
	resets
	moves
	opensGap
	closesGap
)

// law is a list of rules made ready to be asked: a case with four events must not
// be walked by every rule that there is.
type law struct {
	rules  []*Rule
	ids    map[candour.EventKind]int // of every kind that any rule listens to
	roles  [][]role                  // by rule and kind
	starts [][]int                   // by kind: the rules that it starts
}

var lawOf = sync.OnceValue(func() *law { return newLaw(Rules) })

func newLaw(rules []Rule) *law {
	l := &law{ids: map[candour.EventKind]int{}}
	id := func(k candour.EventKind) int {
		if _, ok := l.ids[k]; !ok {
			l.ids[k] = len(l.ids)
			l.starts = append(l.starts, nil)
		}
		return l.ids[k]
	}
	id(Attention)
	for _, k := range facetKinds {
		id(k)
	}
	var roles []map[int]role
	for i := range rules {
		r := &rules[i]
		mine := map[int]role{}
		add := func(as role, kinds ...candour.EventKind) {
			for _, k := range kinds {
				if k != "" {
					mine[id(k)] |= as
				}
			}
		}
		add(starts, r.Starts...)
		add(stops, r.Stops...)
		add(ends, r.Ends...)
		add(reopens, r.Reopens...)
		add(resets, r.Resets...)
		add(0, r.Needs, r.Only.Or, r.Unless.Or)
		for k, m := range map[candour.EventKind]Mover{Extended: r.Extend, Reduced: r.Reduce, Postponed: r.Postpone, HearingPostponed: r.Postpone} {
			if m.moves() {
				add(moves, k)
			}
		}
		for _, g := range r.Gaps {
			add(opensGap, g.From)
			add(closesGap, g.To)
		}
		for _, k := range r.Starts {
			l.starts[id(k)] = append(l.starts[id(k)], i)
		}
		l.rules, roles = append(l.rules, r), append(roles, mine)
	}
	for _, mine := range roles {
		all := make([]role, len(l.ids))
		for k, as := range mine {
			all[k] = as
		}
		l.roles = append(l.roles, all)
	}
	return l
}

// happened is an event that some rule listens to.
type happened struct {
	*candour.Event
	kind int
}

// value is a field of the event that is in clear. What is sealed under somebody's
// key moves no clock: it would move back when the key is destroyed.
func (e happened) value(name string) string {
	if name == "" {
		return ""
	}
	for _, f := range e.Data {
		if f.Name == name && f.Of == (candour.Subject{}) {
			return f.Value
		}
	}
	return ""
}

func (l *law) compute(all []candour.Event, theirs bool) ([]Due, error) {
	events, err := l.standing(all)
	if err != nil {
		return nil, err
	}
	var attention candour.Date // of the first such event; zero where there is none
	asked := make([]bool, len(l.rules))
	var ask []int
	for _, e := range events {
		if e.Kind == Attention && attention.IsZero() {
			attention = e.On
		}
		for _, i := range l.starts[e.kind] {
			if !asked[i] && (!theirs || l.rules[i].Theirs) {
				asked[i], ask = true, append(ask, i)
			}
		}
	}
	found := make([]Due, 0, 2*len(ask))
	var errs []error
	for _, i := range ask {
		r := run{Rule: l.rules[i], roles: l.roles[i], events: events, attention: attention, dues: found, first: len(found)}
		r.all()
		found, errs = r.dues, append(errs, r.errs...)
	}
	return sorted(found), errors.Join(errs...)
}

// sorted puts them in the order in which they are shown, moving each but once: they
// are large.
func sorted(found []Due) []Due {
	if len(found) == 0 {
		return nil
	}
	at := make([]int, len(found))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return order(&found[a], &found[b]) })
	out := make([]Due, len(found))
	for i, from := range at {
		out[i] = found[from]
	}
	return out
}

func order(a, b *Due) int {
	if a.Running() != b.Running() {
		return yes(b.Running()) - yes(a.Running())
	}
	if a.By.IsZero() != b.By.IsZero() {
		return yes(a.By.IsZero()) - yes(b.By.IsZero())
	}
	return cmp.Or(compare(a.By, b.By), cmp.Compare(a.Rule.ID, b.Rule.ID), compare(a.Started, b.Started), cmp.Compare(a.About, b.About))
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

func compare(a, b candour.Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

// standing are the events that nothing corrects, in the order of their days in law
// and of entry within a day: what was entered late still happened when it did.
func (l *law) standing(events []candour.Event) ([]happened, error) {
	var corrected map[string]bool
	for i := range events {
		if e := &events[i]; e.Corrects != "" && e.Corrects != e.ID {
			if corrected == nil {
				corrected = map[string]bool{}
			}
			corrected[e.Corrects] = true
		}
	}
	out := make([]happened, 0, len(events))
	for i := range events {
		e := &events[i]
		kind, moving := l.ids[e.Kind]
		switch {
		case e.Subject != events[0].Subject:
			return nil, candour.Invalid("", "time limits are computed for one subject at a time: %s and %s are two", events[0].Subject, e.Subject)
		case e.ID != "" && corrected[e.ID]:
		case !moving: // an unrelated event moves no clock, whatever its day
		case e.On.IsZero():
			return nil, candour.Invalid("on", "the event %q has no day, and time limits count from it: correct the event", words(e.Kind))
		default:
			out = append(out, happened{e, kind})
		}
	}
	slices.SortStableFunc(out, func(a, b happened) int {
		return cmp.Or(compare(a.On, b.On), cmp.Compare(a.Seq, b.Seq))
	})
	return out, nil
}
