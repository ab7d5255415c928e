package clock

import (
	"fmt"
	"strings"
	"time"

	"candour"
)

// sentence says how the last day was counted: what, by when, what was counted, from
// which day, which days were left out, under which law. It holds no personal word,
// because it reaches logs and screens that show no names.
func (d Due) sentence(length int, began string, skipped []candour.Date) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s %s: ", d.Rule.Title, d.Rule.by(), long(d.By))
	start := fmt.Sprintf("%s (%s)", long(d.Started), began)
	switch d.Rule.Form {
	case After:
		fmt.Fprintf(&b, "%s beginning with the first working day after %s, %s", many(length, "working day"), start, leftOut(skipped))
	case Including:
		fmt.Fprintf(&b, "%s beginning with %s, %s", many(length, "working day"), start, leftOut(skipped))
	case RollingWeeks:
		fmt.Fprintf(&b, "%s from %s, every day counted", many(length, "week"), start)
	case MonthsFrom:
		fmt.Fprintf(&b, "%s starting with %s, every day counted, %s", many(length, "month"), start, d.whyThere())
	case EndOfNextDay:
		fmt.Fprintf(&b, "the end of the day after %s, weekends and bank holidays counted", start)
	}
	if d.Rule.Note != "" {
		b.WriteString("; " + d.Rule.Note)
	}
	b.WriteString("; " + d.Rule.Cites + ".")
	return b.String()
}

// leftOut names what was not counted: weekend days by number, because anybody can
// see them in a calendar, and bank holidays by name, because nobody can.
func leftOut(skipped []candour.Date) string {
	var weekend int
	var parts []string
	for _, s := range skipped {
		if isWeekend(s) {
			weekend++
			continue
		}
		h, _ := EnglandAndWales.Holiday(s)
		name := h.Name
		if h.Status == Foreseen {
			name += ", expected but not yet proclaimed"
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", long(s), name))
	}
	if weekend > 0 {
		parts = append([]string{many(weekend, "weekend day")}, parts...)
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
	if next := d.By.AddDays(1); next.Day == d.Started.Day {
		return "ending the day before " + next.Words()
	}
	return fmt.Sprintf("ending with the last day of %s, which has no day %d", d.By.Time().Format("January 2006"), d.Started.Day)
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
