package clock

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"candour"
)

// columns are the header of a calendar file, in order.
var columns = []string{"date", "name", "source", "added", "status"}

// ParseCalendar reads a calendar table. Rows may stand in any order except that the
// last for a day wins, so a correction is a new row at the end. What the table
// covers is itself said by rows: without a first-day and a last-day it is refused,
// because a year with no holidays entered looks just like one that has none.
func ParseCalendar(name string, text []byte) (*Calendar, error) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, candour.Invalid("calendar", "the calendar of %s can not be read: %v", name, err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], columns) {
		return nil, candour.Invalid("calendar", "the calendar of %s must begin with the line %s", name, strings.Join(columns, ","))
	}
	c := &Calendar{name: name, days: map[candour.Date]Holiday{}}
	digest := sha256.New()
	for i, row := range rows[1:] {
		h, err := parseHoliday(row)
		if err != nil {
			return nil, candour.Invalid("calendar", "row %d of the calendar of %s: %v", i+2, name, err)
		}
		fmt.Fprintf(digest, "%q\n", row) // the rows and not the bytes: line ends differ between machines
		switch h.Status {
		case FirstDay:
			c.first = h.On
		case LastDay:
			c.last = h.On
		default:
			c.days[h.On] = h
		}
	}
	c.version = hex.EncodeToString(digest.Sum(nil))[:12]
	if err := c.check(); err != nil {
		return nil, err
	}
	c.works = c.table()
	return c, nil
}

// check refuses a table that would answer for years it does not hold.
func (c *Calendar) check() error {
	if c.first.IsZero() || c.last.IsZero() || c.last.Before(c.first) {
		return candour.Invalid("calendar", "the calendar of %s must say what it covers: give one row first-day and one later row last-day", c.name)
	}
	for d := range c.days {
		if d.Before(c.first) || d.After(c.last) {
			return candour.Invalid("calendar", "the calendar of %s holds %s, outside the years it covers: move its first-day or last-day when the whole year is entered", c.name, d)
		}
	}
	return nil
}

func parseHoliday(row []string) (Holiday, error) {
	on, err := candour.ParseDate(row[0])
	if err != nil {
		return Holiday{}, fmt.Errorf("date: %w", err)
	}
	added, err := candour.ParseDate(row[3])
	if err != nil {
		return Holiday{}, fmt.Errorf("added: %w", err)
	}
	h := Holiday{On: on, Name: row[1], Source: row[2], Added: added, Status: HolidayStatus(row[4])}
	if !oneLine(h.Name) || !oneLine(h.Source) {
		return Holiday{}, fmt.Errorf("name and source must each be one line of text")
	}
	switch h.Status {
	case IsHoliday, NotHoliday, Foreseen, FirstDay, LastDay:
		return h, nil
	}
	return Holiday{}, fmt.Errorf("the status %q is none of holiday, not-holiday, expected, first-day, last-day", row[4])
}

// oneLine keeps what goes into a sentence to one printable line.
func oneLine(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
