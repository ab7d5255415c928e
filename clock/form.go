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

	// RollingWeeks: "within N weeks of the previous". The same day of the week, N
	// weeks on; weekends and bank holidays neither stop nor extend it. SI 2020/2
	// reg 34(2)(a).
	RollingWeeks Form = "rolling-weeks"

	// MonthsFrom: "N months starting with X". If the corresponding day exists the
	// period ends on the day before it, otherwise on that month's last day: six
	// months from 31 August end on the last of February. SI 2020/2 reg 13(3).
	MonthsFrom Form = "months-from"

	// EndOfNextDay: "not later than the end of the day following X". A calendar day:
	// a Saturday counts. SI 2020/2 regs 4, 7 and 9 (number not verified).
	EndOfNextDay Form = "end-of-next-day"
)

// counted is the end of a period and the days that were passed over on the way.
type counted struct {
	by      candour.Date
	skipped []candour.Date // not working days; empty in the calendar forms
}

// count finds the last day of the period of n units that x starts.
func (c *Calendar) count(f Form, n int, x candour.Date) (counted, error) {
	if n < 1 {
		return counted{}, fmt.Errorf("counting %q from %s: a length of %d is no period", f, x, n)
	}
	switch f {
	case After:
		return c.workingDays(n, x.AddDays(1))
	case Including:
		return c.workingDays(n, x)
	case RollingWeeks:
		return counted{by: x.AddDays(7 * n)}, nil
	case MonthsFrom:
		return counted{by: endOfMonths(n, x)}, nil
	case EndOfNextDay:
		return counted{by: x.AddDays(n)}, nil
	}
	return counted{}, fmt.Errorf("counting from %s: the form %q is not known", x, f)
}

// workingDays counts n working days, the first of them first or the next after it.
// Every day on the way is asked for, so a period that leaves the calendar's years
// is an error and not a guess.
func (c *Calendar) workingDays(n int, first candour.Date) (counted, error) {
	var out counted
	for d := first; ; d = d.AddDays(1) {
		working, err := c.Working(d)
		switch {
		case err != nil:
			return counted{}, err
		case !working:
			out.skipped = append(out.skipped, d)
		default:
			if n--; n == 0 {
				out.by = d
				return out, nil
			}
		}
	}
}

// endOfMonths is the last day of n months starting with x. Go's AddDate would run
// 31 August plus six months over into March.
func endOfMonths(n int, x candour.Date) candour.Date {
	month := time.Date(x.Year, x.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := month.AddDate(0, 1, -1).Day()
	if x.Day > last {
		return candour.Date{Year: month.Year(), Month: month.Month(), Day: last}
	}
	return candour.Date{Year: month.Year(), Month: month.Month(), Day: x.Day}.AddDays(-1)
}
