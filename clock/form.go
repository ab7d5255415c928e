package clock

import (
	"fmt"
	"time"

	"candour"
)

// Form is the way in which a law counts. One AddWorkingDays is wrong: the same five
// days from the same Friday end three days apart under After and Including, so a
// rule names the form of its own text.
type Form string

// The forms. N is the length of the rule and X the day of the trigger.
const (
	// After: "before the end of N working days beginning with the first working day
	// after X". X is never counted. Most of SI 2020/4, for example reg 43(1).
	After Form = "after"

	// Including: "before the end of N working days beginning with X". X is day 1. If
	// X is no working day the period still begins with it, but only working days are
	// counted, so day 1 is the next working day and the answer is that of After.
	// Reading it as beginning with the next working day instead comes to the same.
	// SI 2017/1135 reg 3(1).
	Including Form = "including"

	// IncludingOrNext: "beginning with the day received or, if not a working day, the
	// first working day after". Counted as Including, whose second reading the text
	// spells out. SI 2018/748 reg 5.
	IncludingOrNext Form = "including-or-next"

	// Window: "not less than M and not more than N working days after X". Day M is
	// the first that will do and day N the last; both are counted as After does.
	// SI 2020/4 reg 52.
	Window Form = "window"

	// CalendarAfter: "N days starting with the day after X". Weekends and bank
	// holidays count. SI 2020/2 regs 29(2) and 39(4)(b).
	CalendarAfter Form = "calendar-after"

	// RollingWeeks: "within N weeks of the previous". The same day of the week, N
	// weeks on; weekends and bank holidays neither stop nor extend it. SI 2020/2
	// reg 34(2)(a).
	RollingWeeks Form = "rolling-weeks"

	// MonthsFrom: "N months starting with X". If the corresponding day exists the
	// period ends on the day before it, otherwise on that month's last day: six
	// months from 31 August end on the last of February. SI 2020/2 reg 13(3).
	MonthsFrom Form = "months-from"

	// MonthsAfter: "within N months of X". X is not counted, so the period ends on
	// the corresponding day, or on that month's last day where there is none.
	MonthsAfter Form = "months-after"

	// EndOfNextDay: "not later than the end of the day following X". A calendar day:
	// a Saturday counts. SI 2020/2 regs 4, 7 and 9 (number not verified).
	EndOfNextDay Form = "end-of-next-day"

	// Before: "at least N working days before X", where X is a day to come that the
	// trigger names, such as that of a hearing. Counted backwards: the working day
	// before X is the first, and the Nth is the last day that will do.
	Before Form = "before"

	// AsSoonAsPracticable has no number in law, so it has no date. A standard of our
	// own is a rule of its own, and labelled local.
	AsSoonAsPracticable Form = "as-soon-as-practicable"

	// LiveFor: how long something stands, in months starting with the day on which
	// it was notified, counted as MonthsFrom. SI 2020/4 reg 42.
	LiveFor Form = "live-for"
)

// unit is what a form counts, as docs/law.md and the sentence say it.
func (f Form) unit() string {
	switch f {
	case After, Including, IncludingOrNext, Window, Before:
		return "working day"
	case CalendarAfter, EndOfNextDay:
		return "day"
	case RollingWeeks:
		return "week"
	case MonthsFrom, MonthsAfter, LiveFor:
		return "month"
	}
	return ""
}

// Measure is the form and length of a rule in words, for whoever asks how it is
// counted.
func (r Rule) Measure() string {
	n := many(r.Length, r.Form.unit())
	switch r.Form {
	case After:
		n += " beginning with the first working day after"
	case Including:
		n += " beginning with the day"
	case IncludingOrNext:
		n += " beginning with the day or, if it is no working day, the first after it"
	case Window:
		n = fmt.Sprintf("not less than %d and not more than %s after", r.AtLeast, n)
	case Before:
		n = "at least " + n + " before"
	case CalendarAfter:
		n += " starting with the day after, weekends and bank holidays counted"
	case RollingWeeks:
		n = "within " + n
	case MonthsFrom:
		n += " starting with the day"
	case MonthsAfter:
		n = "within " + n
	case EndOfNextDay:
		n = "the end of the next day, whatever day it is"
	case AsSoonAsPracticable:
		n = "as soon as practicable, no number of days"
	case LiveFor:
		n += " starting with the day"
		if r.Most > r.Least {
			n += fmt.Sprintf(", or up to %d as decided", r.Most)
		}
	}
	if r.Then > 0 {
		n += ", then each " + many(r.Then, r.Form.unit())
	}
	return n
}

// gap is a time of which no day counts: those after From and before To. A zero To
// has not come yet.
type gap struct{ from, to candour.Date }

// holds reports whether the day of that number is one of the gap's.
func (g gap) holds(n int) bool { return n > number(g.from) && (g.to.IsZero() || n < number(g.to)) }

func inGap(gaps []gap, n int) bool {
	for _, g := range gaps {
		if g.holds(n) {
			return true
		}
	}
	return false
}

// count finds the last day of the period of n units that x starts, or for Before
// the last day of those that end before x. No date is no limit in days. All gaps
// have ended.
func (c *Calendar) count(f Form, n int, x candour.Date, gaps ...gap) (candour.Date, error) {
	if f == AsSoonAsPracticable {
		return candour.Date{}, nil
	}
	if n < 1 {
		return candour.Date{}, fmt.Errorf("counting %q from %s: a length of %d is no period", f, x, n)
	}
	switch f {
	case After, Window:
		return c.workingDays(n, number(x)+1, 1, gaps)
	case Including, IncludingOrNext:
		return c.workingDays(n, number(x), 1, gaps)
	case Before:
		return c.workingDays(n, number(x)-1, -1, gaps)
	case CalendarAfter:
		return calendarDays(n, number(x)+1, gaps), nil
	case RollingWeeks:
		return x.AddDays(7 * n), nil
	case MonthsFrom, LiveFor:
		return endOfMonths(n, x, -1), nil
	case MonthsAfter:
		return endOfMonths(n, x, 0), nil
	case EndOfNextDay:
		return x.AddDays(n), nil
	}
	return candour.Date{}, fmt.Errorf("counting from %s: the form %q is not known", x, f)
}

// workingDays counts n working days, the first of them first or the next one in
// that direction. Every day on the way is asked for, so a period that leaves the
// calendar's years is an error and not a guess.
func (c *Calendar) workingDays(n, first, step int, gaps []gap) (candour.Date, error) {
	for d := first; ; d += step {
		working, err := c.worksOn(d)
		if err != nil {
			return candour.Date{}, err
		}
		if working && !inGap(gaps, d) {
			if n--; n == 0 {
				return dayOf(d), nil
			}
		}
	}
}

func calendarDays(n, first int, gaps []gap) candour.Date {
	for d := first; ; d++ {
		if !inGap(gaps, d) {
			if n--; n == 0 {
				return dayOf(d)
			}
		}
	}
}

// endOfMonths is the last day of n months: off days from the corresponding day, or
// the month's last where it has none. Go's AddDate would run 31 August plus six
// months over into March.
func endOfMonths(n int, x candour.Date, off int) candour.Date {
	month := time.Date(x.Year, x.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := month.AddDate(0, 1, -1).Day()
	if x.Day > last {
		return candour.Date{Year: month.Year(), Month: month.Month(), Day: last}
	}
	return candour.Date{Year: month.Year(), Month: month.Month(), Day: x.Day}.AddDays(off)
}
