package clock

import (
	_ "embed"
	"time"

	"candour"
)

// HolidayStatus is what one row of a calendar says of its day.
type HolidayStatus string

// The statuses. A row is never edited: a later row for the same day corrects it.
const (
	IsHoliday  HolidayStatus = "holiday"
	NotHoliday HolidayStatus = "not-holiday" // corrects a row, or says that a holiday was moved away
	Foreseen   HolidayStatus = "expected"    // counted as a holiday, but its proclamation was not seen: the sentence says so
	FirstDay   HolidayStatus = "first-day"   // the first day that the table covers
	LastDay    HolidayStatus = "last-day"    // the last; a new year is added with all its days and a new last-day row
)

// Holiday is one row of a calendar.
type Holiday struct {
	On     candour.Date
	Name   string
	Source string       // who says so
	Added  candour.Date // when we learnt it
	Status HolidayStatus
}

// Calendar knows the working days of one country. A working day is any day but a
// Saturday, a Sunday and a bank or public holiday, so Good Friday and Christmas Day,
// which are holidays by common law, are rows like the others. A calendar is never
// changed once parsed, so it may be shared.
//
// BUG(clock): the definitions of "working day" in SI 2020/4 reg 2 and SI 2017/1135
// reg 2 were not read word for word. A day that one of them treats otherwise would
// need a calendar of its own.
type Calendar struct {
	name        string
	days        map[candour.Date]Holiday // the last row for each day
	first, last candour.Date             // inclusive
	works       []bool                   // by day from first; computed from days, for speed
	version     string
}

//go:embed calendars/england-and-wales.csv
var englandAndWalesCSV []byte

// EnglandAndWales is the calendar of the first pack.
var EnglandAndWales = func() *Calendar {
	c, err := ParseCalendar("England and Wales", englandAndWalesCSV)
	if err != nil {
		panic(err) // compiled in, and a test reads it
	}
	return c
}()

// CalendarVersion names the content of the England and Wales calendar.
func CalendarVersion() string { return EnglandAndWales.Version() }

// Version is a short digest of the rows.
func (c *Calendar) Version() string { return c.version }

// Covers returns the first and last day that the calendar knows.
func (c *Calendar) Covers() (first, last candour.Date) { return c.first, c.last }

// Working reports whether the day is a working day. Outside the covered years it
// refuses: a bank holiday that nobody has entered would make a due date too early,
// and nobody would see it.
func (c *Calendar) Working(d candour.Date) (bool, error) {
	return c.worksOn(number(d))
}

// worksOn is Working of a day by its number.
func (c *Calendar) worksOn(n int) (bool, error) {
	i := n - number(c.first)
	if i < 0 || i >= len(c.works) {
		return false, candour.Invalid("",
			"the bank holidays of %s are known from %s to %s, and %s is outside: add that year's to the calendar, or count by hand",
			c.name, c.first.Words(), c.last.Words(), dayOf(n).Words())
	}
	return c.works[i], nil
}

// table works out every covered day once: a recount of every case asks for
// hundreds of millions of days.
func (c *Calendar) table() []bool {
	var out []bool
	for d := c.first; !d.After(c.last); d = d.AddDays(1) {
		_, holiday := c.Holiday(d)
		out = append(out, !isWeekend(d) && !holiday)
	}
	return out
}

// number is a day's number, 1 January 1970 being 0; dayOf gives the day back.
func number(d candour.Date) int { return int(d.Time().Unix() / (24 * 60 * 60)) }

func dayOf(n int) candour.Date {
	return candour.Date{Year: 1970, Month: time.January, Day: 1}.AddDays(n)
}

// Holiday returns the bank or public holiday of that day, if it is one.
func (c *Calendar) Holiday(d candour.Date) (Holiday, bool) {
	h, ok := c.days[d]
	return h, ok && h.Status != NotHoliday
}
