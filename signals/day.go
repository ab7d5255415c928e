package signals

import (
	"time"

	"candour"
)

// Day is a civil day as a number that can be subtracted: a score looks at millions
// of dates. 1 January of the year 1 is 1; zero is no day at all.
type Day int32

// NoDay stands where a record has no date. It is the zero Day.
const NoDay Day = 0

// Never is later than any day that a record can hold.
const Never Day = 1<<31 - 1

// yearOne is the day before the first, in days from 1 January 1970.
const yearOne = -719163

// DayOf is a date as a Day; NoDay for no date.
func DayOf(d candour.Date) Day {
	if d.IsZero() {
		return NoDay
	}
	return Day(d.Time().Unix()/86400 - yearOne)
}

// Date is the day as a date; no date for NoDay.
func (d Day) Date() candour.Date {
	if d == NoDay {
		return candour.Date{}
	}
	t := time.Unix((int64(d)+yearOne)*86400, 0).UTC()
	return candour.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

// String is YYYY-MM-DD, or "" for no day.
func (d Day) String() string { return d.Date().String() }

// ParseDay reads YYYY-MM-DD. An empty text is NoDay; a date that does not exist is
// refused with a sentence.
func ParseDay(s string) (Day, error) {
	if s == "" {
		return NoDay, nil
	}
	d, err := candour.ParseDate(s)
	if err != nil {
		return NoDay, err
	}
	return DayOf(d), nil
}

// before reports whether d is a day, and before at.
func (d Day) before(at Day) bool { return d != NoDay && d < at }
