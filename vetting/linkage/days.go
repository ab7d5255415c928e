package linkage

import (
	"slices"
	"strings"
	"time"
)

// day is a column of days, and how a day that exists is told.
type day struct {
	column int
	name   string
	exists func([]byte) bool
	bad    []bool // of the values that an index knows: those that no calendar has; nil where there are none
}

// notADay is said of a value that no calendar has. The row stays: whoever has a wrong
// day of birth is somebody.
const notADay = "no calendar has this day: the row was taken in, and no day can agree with this value unless it is written alike"

// days are the columns that hold days: what a condition reads as one, by its own form;
// and a column named as a day of birth, of whose values those that are written as
// 1980-01-31 are looked at, because in some lists only a year is known.
func (p *Plan) days() (out []day) {
	add := func(c int, exists func([]byte) bool) {
		if c >= 0 && !slices.ContainsFunc(out, func(d day) bool { return d.column == c }) {
			out = append(out, day{column: c, name: p.Columns[c], exists: exists})
		}
	}
	p.each(func(e *expr) {
		e.calls("try_strptime", func(call *expr) {
			if of := call.args[0]; of.op == "column" {
				add(p.column(of.name), func(b []byte) bool {
					return call.eval(func(string, side) []byte { return b }).kind != absent
				})
			}
		})
	})
	for i, c := range p.Columns {
		if name := strings.ToLower(c); name == "date_of_birth" || name == "dob" || name == "birth_date" {
			add(i, func(b []byte) bool {
				if len(b) != 10 || b[4] != '-' || b[7] != '-' {
					return true
				}
				_, err := time.Parse(time.DateOnly, string(b))
				return err == nil
			})
		}
	}
	return out
}

// calls gives every call of a function.
func (e *expr) calls(name string, f func(*expr)) {
	if e.op == "call" && e.name == name {
		f(e)
	}
	for _, a := range e.args {
		a.calls(name, f)
	}
}

// days are those of the plan, with what is known of the values of the table.
func (x *Index) days() []day {
	days := x.e.plan.days()
	for i, d := range days {
		if x.look[d.column] > lookLater {
			days[i].bad = d.none(x.e.dicts[d.column])
		}
	}
	return days
}

// none says of each value of a dictionary whether no calendar has it, and is nil where
// all are days.
func (d *day) none(of *Dict) (bad []bool) {
	for id := 1; id < of.Len(); id++ {
		if !d.exists(of.Text(uint32(id))) {
			if bad == nil {
				bad = make([]bool, of.Len())
			}
			bad[id] = true
		}
	}
	return bad
}

// impossible lists the days of a piece that no calendar has. Each value is looked at
// once in a piece, and those of an index once for all pieces.
func (p *Part) impossible(file string, days []day) {
	for _, d := range days {
		bad, base := d.none(p.dicts[d.column]), p.base[d.column]
		if bad == nil && d.bad == nil {
			continue
		}
		for row, id := range p.rows[d.column] {
			if id < base && d.bad != nil && d.bad[id] || id >= base && bad != nil && bad[id-base+1] {
				p.rejects = append(p.rejects, Reject{File: file, Line: int(p.Lines[row]), Reason: d.name + ": " + notADay, Kept: true})
			}
		}
	}
	if len(days) > 0 {
		slices.SortStableFunc(p.rejects, func(a, b Reject) int { return a.Line - b.Line })
	}
}
