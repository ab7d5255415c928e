package clock

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"candour"
)

// Sentence says how the last day was counted: what, by when, what was counted, from
// which day, which days were left out, what moved it, under which law. It holds no
// personal word, because it reaches logs and screens that show no names. It is
// written when somebody asks: a recount of every case needs no words.
func (d Due) Sentence() string {
	var b strings.Builder
	b.WriteString(d.Rule.Title + ", " + d.promise() + ": " + d.counted())
	for _, m := range d.Moved {
		b.WriteString("; " + m.Words())
	}
	if !d.Stopped.IsZero() {
		fmt.Fprintf(&b, "; no day counts after %s, %s, until that ends", long(d.Stopped), d.whyStopped())
	}
	if d.Rule.Note != "" {
		b.WriteString("; " + d.Rule.Note)
	}
	b.WriteString("; " + d.Rule.Cites + ".")
	return b.String()
}

func (d Due) promise() string {
	switch {
	case !d.Stopped.IsZero():
		return "no day while it is stopped"
	case d.By.IsZero() && d.Rule.Verified():
		return "as soon as practicable"
	case d.By.IsZero():
		return "expected as soon as practicable"
	case !d.Earliest.IsZero():
		return "not before " + long(d.Earliest) + " and " + d.by() + " " + long(d.By)
	}
	return d.by() + " " + long(d.By)
}

func (d Due) by() string {
	if d.Unsure && d.Rule.Binding() {
		return "expected by (unverified)"
	}
	return d.Rule.by()
}

// counted is the counting itself.
func (d Due) counted() string {
	start := fmt.Sprintf("%s (%s)", long(d.Started), cmp.Or(d.began, words(d.Trigger)))
	left := leftOut(d.LeftOut())
	switch d.Rule.Form {
	case After:
		return fmt.Sprintf("%s beginning with the first working day after %s, %s", many(d.length, "working day"), start, left)
	case Including:
		return fmt.Sprintf("%s beginning with %s, %s", many(d.length, "working day"), start, left)
	case IncludingOrNext:
		return fmt.Sprintf("%s beginning with %s or, if that is no working day, with the first after it, %s", many(d.length, "working day"), start, left)
	case Window:
		return fmt.Sprintf("not less than %d and not more than %s after %s, %s", d.Rule.AtLeast, many(d.length, "working day"), start, left)
	case Before:
		return fmt.Sprintf("%s counted back from %s, which is not counted, %s", many(d.length, "working day"), start, left)
	case CalendarAfter:
		return fmt.Sprintf("%s starting with the day after %s, weekends and bank holidays counted, %s", many(d.length, "day"), start, left)
	case RollingWeeks:
		return fmt.Sprintf("%s from %s, every day counted", many(d.length, "week"), start)
	case MonthsFrom, LiveFor:
		return fmt.Sprintf("%s starting with %s, every day counted, %s", many(d.length, "month"), start, d.whyThere())
	case MonthsAfter:
		return fmt.Sprintf("%s after %s, every day counted, %s", many(d.length, "month"), start, d.whyThere())
	case EndOfNextDay:
		return fmt.Sprintf("the end of the day after %s, weekends and bank holidays counted", start)
	}
	return "from " + start + "; no number of days is set"
}

// Words says a move in a sentence.
func (m Move) Words() string {
	says := fmt.Sprintf("%s on %s, to %s", words(m.Kind), long(m.On), long(m.To))
	if m.Not != "" {
		says += ", which does not count: " + m.Not
	}
	return says
}

func (d Due) whyStopped() string {
	for _, g := range d.Rule.Gaps {
		return g.Why
	}
	return ""
}

// Left is a day that was not counted, and why: "" for a Saturday or a Sunday.
type Left struct {
	On  candour.Date
	Why string
}

// LeftOut are the days that were passed over in counting, in their order: those
// that are no working days, where working days are counted, and those in a gap.
func (d Due) LeftOut() (out []Left) {
	first, last := number(d.Started), number(d.counting())
	switch d.Rule.Form {
	case After, Window, CalendarAfter:
		first++
	case Including, IncludingOrNext:
	case Before:
		first, last = last, first-1
	default:
		return nil
	}
	_, gaps := d.split()
	for n := first; n <= last; n++ {
		day := dayOf(n)
		switch {
		case inGap(gaps, n):
			out = append(out, Left{day, d.whyStopped()})
		case d.Rule.Form == CalendarAfter:
		case isWeekend(day):
			out = append(out, Left{day, ""})
		default:
			if h, holiday := EnglandAndWales.Holiday(day); holiday {
				why := h.Name
				if h.Status == Foreseen {
					why += ", expected but not yet proclaimed"
				}
				out = append(out, Left{day, why})
			}
		}
	}
	return out
}

// counting is the last day by counting alone, before anything moved it.
func (d Due) counting() candour.Date {
	_, closed := d.split()
	by, err := EnglandAndWales.count(d.Rule.Form, d.length, d.Started, closed...)
	if err != nil || by.IsZero() {
		return d.Started
	}
	return by
}

// leftOut names what was not counted: weekend days by number, because anybody can
// see them in a calendar, the days of a gap by number and reason, and bank holidays
// by name, because nobody can see them.
func leftOut(left []Left) string {
	var weekend int
	gaps := map[string]int{}
	var parts, why []string
	for _, l := range left {
		_, holiday := EnglandAndWales.Holiday(l.On)
		switch {
		case l.Why == "":
			weekend++
		case holiday:
			parts = append(parts, fmt.Sprintf("%s (%s)", long(l.On), l.Why))
		default:
			if gaps[l.Why] == 0 {
				why = append(why, l.Why)
			}
			gaps[l.Why]++
		}
	}
	if weekend > 0 {
		parts = append([]string{many(weekend, "weekend day")}, parts...)
	}
	for _, w := range why {
		parts = append(parts, many(gaps[w], "day")+" of "+w)
	}
	switch n := len(parts); n {
	case 0:
		return "no day left out"
	case 1:
		return "not counting " + parts[0]
	default:
		return "not counting " + strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
}

// whyThere explains the end of a period of months, which is where people differ.
func (d Due) whyThere() string {
	by := d.counting()
	switch next := by.AddDays(1); {
	case d.Rule.Form == MonthsAfter && by.Day == d.Started.Day:
		return "ending with the day of the same number"
	case d.Rule.Form != MonthsAfter && next.Day == d.Started.Day:
		return "ending the day before " + next.Words()
	}
	return fmt.Sprintf("ending with the last day of %s, which has no day %d", by.Time().Format("January 2006"), d.Started.Day)
}

// words says an event kind as people do.
func words(k candour.EventKind) string { return strings.ReplaceAll(string(k), "-", " ") }

// long is "Friday 22 May 2026": a person checks the day of the week first.
func long(d candour.Date) string { return d.Weekday().String() + " " + d.Words() }

func many(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func isWeekend(d candour.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}
