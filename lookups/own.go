package lookups

import (
	"fmt"
	"time"
)

// Own builds the context of accesses to this system itself: whom a record is about is
// then a case, a report or the file of somebody who works here, and whoever works here
// is an officer.
type Own struct {
	b        *Builder
	lines    map[string]int
	officers map[string]bool
	err      error
}

// NewOwn begins it.
func NewOwn() *Own {
	return &Own{b: NewBuilder(64, 64), lines: map[string]int{}, officers: map[string]bool{}}
}

func (o *Own) row(table string, v ...string) {
	for _, t := range Tables {
		if t.Name == table && o.err == nil {
			o.lines[table]++
			if err := o.b.Take(t, o.lines[table], v...); err != nil {
				o.err = fmt.Errorf("%s %d: %w", table, o.lines[table], err)
			}
		}
	}
}

// Staff says who works here, and which file is about them, or "".
func (o *Own) Staff(who, file string) {
	if !o.officers[who] {
		o.officers[who] = true
		o.row("officers", who, "staff", file, "", "", "")
	}
}

// Post says where they work, and under whom. Everybody named must be Staff before.
func (o *Own) Post(who, unit, manager, from, to string) {
	if !o.officers[manager] {
		manager = ""
	}
	o.row("postings", who, unit, manager, from, to, "active")
}

// File says that a record is there, so that it is not called unknown.
func (o *Own) File(record string) { o.row("people", record, "", "", "", "", "", "") }

// Task gives a reason: a role of assignments.csv. A zero time is open.
func (o *Own) Task(who, record, role string, from, to time.Time) {
	o.row("assignments", "", record, who, "", role, stamp(from), stamp(to))
}

// Complained says that a case is about somebody who works here.
func (o *Own) Complained(record, who string, at time.Time) {
	o.row("complaints", record, record, who, stamp(at), "")
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// World ends the building.
func (o *Own) World() (*World, error) { return o.b.World(), o.err }
