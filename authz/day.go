package authz

import (
	"cmp"
	"slices"
	"time"

	"candour"
)

// The facts hold days as text that compares: an open end is the last day that
// there is, a beginning that nobody knows the first.
const (
	firstDay = "0001-01-01"
	lastDay  = "9999-12-31"
)

// Span is a stretch of days, both included. A zero day is open: since ever, or
// until further notice.
type Span struct{ From, To candour.Date }

func (s Span) days() span {
	return span{cmp.Or(s.From.String(), firstDay), cmp.Or(s.To.String(), lastDay)}
}

// span is a Span as the tables hold it.
type span struct{ from, to string }

func (s span) empty() bool { return s.from > s.to }

func (s span) and(t span) span { return span{max(s.from, t.from), min(s.to, t.to)} }

// without is what is left of s when each of some spans is taken out of it.
func (s span) without(out []span) []span {
	left := []span{s}
	for _, o := range out {
		var next []span
		for _, l := range left {
			if l.and(o).empty() {
				next = append(next, l)
				continue
			}
			if l.from < o.from {
				next = append(next, span{l.from, move(o.from, -1)})
			}
			if o.to < l.to {
				next = append(next, span{move(o.to, 1), l.to})
			}
		}
		left = next
	}
	slices.SortFunc(left, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return left
}

// move is a day some days on or back. The ends of time stay where they are.
func move(day string, by int) string {
	d, err := candour.ParseDate(day)
	if err != nil || day == firstDay || day == lastDay {
		return day
	}
	return d.AddDays(by).String()
}

// months is a day some calendar months on or back, as a wide reading has it: a
// day that the month does not have becomes the first of the next on the way on,
// and the last that it has on the way back. Beyond the ends of time is the end.
func months(day string, by int) string {
	d, err := candour.ParseDate(day)
	if err != nil || day == firstDay || day == lastDay {
		return day
	}
	first := time.Date(d.Year, d.Month+time.Month(by), 1, 0, 0, 0, 0, time.UTC)
	next := first.AddDate(0, 1, 0)
	got := first.AddDate(0, 0, d.Day-1)
	if !got.Before(next) && by > 0 {
		got = next
	} else if !got.Before(next) {
		got = next.AddDate(0, 0, -1)
	}
	switch {
	case got.Year() < 1:
		return firstDay
	case got.Year() > 9999:
		return lastDay
	}
	return got.Format(time.DateOnly)
}
