package candour

import (
	"time"
	_ "time/tzdata" // the force's own zone must be there on any machine
)

// Date is a civil date in the force's own time zone. It has no time of day and
// no zone: the law counts days, and a day off at midnight is a breach. The zero
// Date is no date at all.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// London is where the days of the England and Wales pack are counted.
var London = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // the zone data is compiled in
	}
	return l
}()

// On is the civil date in London at an instant.
func On(t time.Time) Date { return dateOf(t.In(London)) }

// String is YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Words is how a page writes the date: "22 May 2026".
func (d Date) Words() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Time().Before(e.Time()) }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return e.Before(d) }

// AddDays is the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return dateOf(d.Time().AddDate(0, 0, n)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// Time is midnight UTC at the start of the day, for arithmetic only.
func (d Date) Time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// DaysUntil is the number of days from d to e; negative where e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.Time().Sub(d.Time()).Hours() / 24) }

// ParseDate reads YYYY-MM-DD and refuses dates that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, Invalid("", "%q is not a date: write it as 2026-05-22", s)
	}
	return dateOf(t), nil
}

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}
