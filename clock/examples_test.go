package clock

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"candour"
)

// TestWorkedExamples holds every rule to the examples in testdata that a lawyer can
// read: <rule id>.txt, and <rule id>.<trap>.txt for what people get wrong. A rule
// without one fails, and so does a file that no rule owns.
func TestWorkedExamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range files {
		name := filepath.Base(f)
		id, _, _ := strings.Cut(name, ".")
		seen[name] = true
		t.Run(strings.TrimSuffix(name, ".txt"), func(t *testing.T) {
			r, err := Find(id)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			readExample(t, string(text)).check(t, r)
		})
	}
	for _, r := range Rules {
		if !seen[r.ID+".txt"] {
			t.Errorf("rule %s (%s) has no worked example: write testdata/%s.txt by hand", r.ID, r.Cites, r.ID)
		}
	}
}

// example is what one file says.
type example struct {
	events  []candour.Event
	periods [][]line // each counting, from its trigger to its last day
	dues    []string // "2024-02-29 met 2024-03-04", in the order of the periods
}

// line is one day of a counting.
type line struct {
	on   candour.Date
	says string
}

var (
	eventLine = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) ([a-z0-9-]+)((?: [a-z-]+=(?:"[^"]*"|\S+))*)$`)
	fieldOf   = regexp.MustCompile(`([a-z-]+)=(?:"([^"]*)"|(\S+))`)
	dayLine   = regexp.MustCompile(`^((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]+ \d{4})(?: to ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]+ \d{4}))?\s+(.+)$`)
	dueLine   = regexp.MustCompile(`^due ((?:\d{4}-\d\d-\d\d(?: not before \d{4}-\d\d-\d\d)?|as soon as practicable|stopped since \d{4}-\d\d-\d\d)(?: (?:met|ended) \d{4}-\d\d-\d\d)?)$`)
	numbers   = regexp.MustCompile(`^days (\d+) to (\d+)$`)
)

func readExample(t *testing.T, text string) (x example) {
	t.Helper()
	for n, s := range strings.Split(strings.TrimSpace(text), "\n") {
		switch {
		case s == "" || strings.HasPrefix(s, "#"):
		case eventLine.MatchString(s):
			x.events = append(x.events, eventOf(t, n, s))
		case dayLine.MatchString(s):
			for _, l := range linesOf(t, n, dayLine.FindStringSubmatch(s)) {
				if strings.HasPrefix(l.says, "trigger") {
					x.periods = append(x.periods, nil)
				}
				if len(x.periods) == 0 {
					t.Fatalf("line %d: a counting begins with its trigger", n+1)
				}
				last := len(x.periods) - 1
				x.periods[last] = append(x.periods[last], l)
			}
		case dueLine.MatchString(s):
			x.dues = append(x.dues, dueLine.FindStringSubmatch(s)[1])
		default:
			t.Fatalf("line %d is neither an event, a day, a due date nor a comment: %q", n+1, s)
		}
	}
	return x
}

func eventOf(t *testing.T, n int, s string) candour.Event {
	t.Helper()
	m := eventLine.FindStringSubmatch(s)
	e := candour.Event{Seq: int64(n), Kind: candour.EventKind(m[2]), On: day(t, m[1])}
	for _, f := range fieldOf.FindAllStringSubmatch(m[3], -1) {
		e.Data = append(e.Data, candour.Field{Name: f[1], Value: f[2] + f[3]})
	}
	return e
}

// linesOf reads one day, or in a long counting the days of one week in one line.
func linesOf(t *testing.T, n int, m []string) (out []line) {
	t.Helper()
	first := written(t, n, m[1])
	if m[2] == "" {
		return []line{{first, m[3]}}
	}
	last, of := written(t, n, m[2]), numbers.FindStringSubmatch(m[3])
	for d := first; !d.After(last); d = d.AddDays(1) {
		switch {
		case m[3] == "not working days":
			out = append(out, line{d, "not a working day"})
		case of != nil:
			from, err := strconv.Atoi(of[1])
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, line{d, fmt.Sprint("day ", from+len(out))})
		default:
			t.Fatalf("line %d: several days in one line are numbered or no working days: %q", n+1, m[3])
		}
	}
	if of != nil && out[len(out)-1].says != "day "+of[2] || len(out) < 2 || len(out) > 5 {
		t.Fatalf("line %d: %d days do not end as they say: %q", n+1, len(out), m[3])
	}
	return out
}

// written is a day as the examples write it; the day of the week must be right.
func written(t *testing.T, n int, s string) candour.Date {
	t.Helper()
	weekday, rest, _ := strings.Cut(s, " ")
	at, err := time.Parse("2 January 2006", rest)
	if err != nil {
		t.Fatalf("line %d: %v", n+1, err)
	}
	if got := at.Format("Mon"); got != weekday {
		t.Fatalf("line %d: %s is a %s, not a %s", n+1, rest, got, weekday)
	}
	return day(t, at.Format(time.DateOnly))
}

func (x example) check(t *testing.T, r Rule) {
	t.Helper()
	if len(x.periods) == 0 || len(x.periods) != len(x.dues) {
		t.Fatalf("the example counts %d periods and gives %d due dates", len(x.periods), len(x.dues))
	}
	if !slices.ContainsFunc(x.events, func(e candour.Event) bool { return slices.Contains(r.Starts, e.Kind) }) {
		t.Fatalf("no event of the example is any of %s, which start the rule", r.Starts)
	}
	for i, p := range x.periods {
		length := r.Length
		if i > 0 && r.Then > 0 {
			length = r.Then
		}
		stopped := strings.HasPrefix(x.dues[i], "stopped")
		x.checkCounting(t, r, length, p, stopped)
		if stopped || r.Form == AsSoonAsPracticable {
			continue
		}
		if last, due := p[len(p)-1].on.String(), x.dues[i][:10]; last != due {
			t.Errorf("the counting ends on %s and the example says due %s", last, due)
		}
	}
	all, err := Compute(x.events)
	if err != nil {
		t.Fatal(err)
	}
	dues := slices.DeleteFunc(all, func(d Due) bool { return d.Rule.ID != r.ID })
	slices.SortFunc(dues, func(a, b Due) int {
		return cmp.Or(cmp.Compare(a.On.String(), b.On.String()), cmp.Compare(a.Started.String(), b.Started.String()), cmp.Compare(a.About, b.About))
	})
	if len(dues) != len(x.dues) {
		t.Fatalf("%d limits run, want %d: %+v", len(dues), len(x.dues), dues)
	}
	for i, d := range dues {
		if got := d.asExample(); got != x.dues[i] {
			t.Errorf("due %s, want %s", got, x.dues[i])
		}
		if d.Started != x.periods[i][0].on {
			t.Errorf("started %s, want %s", d.Started, x.periods[i][0].on)
		}
		x.checkLeftOut(t, d, x.periods[i])
	}
}

// asExample writes a limit as the examples do.
func (d Due) asExample() string {
	got := d.By.String()
	switch {
	case !d.Stopped.IsZero():
		got = "stopped since " + d.Stopped.String()
	case d.By.IsZero():
		got = "as soon as practicable"
	case !d.Earliest.IsZero():
		got += " not before " + d.Earliest.String()
	}
	switch {
	case d.Running():
	case slices.Contains(d.Rule.Stops, d.MetBy):
		got += " met " + d.Met.String()
	default:
		got += " ended " + d.Met.String()
	}
	return got
}

// checkLeftOut: the days that the sentence says were left out are those that the
// example did not number.
func (x example) checkLeftOut(t *testing.T, d Due, p []line) {
	t.Helper()
	var want []string
	for i, l := range p {
		said := strings.TrimPrefix(l.says, "trigger, ")
		if said == "not a working day" || strings.HasPrefix(said, "bank holiday") || strings.HasPrefix(said, "not counted") {
			if i > 0 || d.Rule.Form == Including || d.Rule.Form == IncludingOrNext {
				want = append(want, l.on.String())
			}
		}
	}
	var got []string
	for _, l := range d.LeftOut() {
		got = append(got, l.On.String())
	}
	slices.Sort(want)
	slices.Sort(got)
	if d.Stopped.IsZero() && !slices.Equal(got, want) {
		t.Errorf("left out are %s, want %s", got, want)
	}
}

var numbered = regexp.MustCompile(`(?:day|week|month) (\d+)`)

// checkCounting checks a counting by itself, so that a wrong example can not agree
// quietly with a wrong program: no day is missing, the numbers run from 1 to the
// length of the rule, and each day is what it is said to be.
func (x example) checkCounting(t *testing.T, r Rule, length int, p []line, stopped bool) {
	t.Helper()
	if last := p[len(p)-1]; last.says == "moved to this day" {
		if !slices.ContainsFunc(x.events, func(e candour.Event) bool {
			return e.Value("to") == last.on.String() || e.Value("date") == last.on.String()
		}) {
			t.Errorf("nothing moved the day to %s", last.on)
		}
		p = p[:len(p)-1]
	}
	if r.Form == AsSoonAsPracticable {
		if len(p) != 1 || p[0].says != "trigger, no number of days" {
			t.Errorf("as soon as practicable is not counted: %v", p)
		}
		return
	}
	step := map[Form]int{After: 1, Including: 1, IncludingOrNext: 1, Window: 1, CalendarAfter: 1, EndOfNextDay: 1, RollingWeeks: 7, Before: -1}[r.Form]
	n := 0
	for i, l := range p {
		if i > 0 && step != 0 && l.on != p[i-1].on.AddDays(step) {
			t.Errorf("%s follows %s: days are missing", l.on, p[i-1].on)
		}
		if m := numbered.FindStringSubmatch(l.says); m != nil {
			n++
			if m[1] != strconv.Itoa(n) {
				t.Errorf("%s is said to be %q, but is number %d", l.on, l.says, n)
			}
			if first := strings.HasSuffix(l.says, ", the first that will do"); first != (r.Form == Window && n == r.AtLeast) {
				t.Errorf("%s is said to be %q, and the first that will do is day %d", l.on, l.says, r.AtLeast)
			}
		}
		switch r.Form {
		case After, Including, IncludingOrNext, Window, Before, CalendarAfter:
			x.checkDay(t, r, l)
		case MonthsFrom, MonthsAfter, LiveFor:
			if i > 0 {
				checkMonth(t, r.Form, p[0].on, l, n)
			}
		}
	}
	if r.Form == EndOfNextDay {
		n = len(p) - 1
	}
	if n != length && !stopped {
		t.Errorf("the example counts to %d, and the rule has %d", n, length)
	}
}

// checkDay holds what the example says of a day against the calendar and, for a day
// that a gap takes out, against the events.
func (x example) checkDay(t *testing.T, r Rule, l line) {
	t.Helper()
	working, err := EnglandAndWales.Working(l.on)
	if err != nil {
		t.Fatal(err)
	}
	h, holiday := EnglandAndWales.Holiday(l.on)
	said := strings.TrimPrefix(l.says, "trigger, ")
	gap := slices.ContainsFunc(r.Gaps, func(g Gap) bool {
		from := slices.IndexFunc(x.events, func(e candour.Event) bool { return e.Kind == g.From })
		to := slices.IndexFunc(x.events, func(e candour.Event) bool { return e.Kind == g.To })
		return from >= 0 && l.on.After(x.events[from].On) && (to < 0 || l.on.Before(x.events[to].On))
	})
	var ok bool
	switch {
	case said == "trigger" || said == "the day named" && r.Form == Before:
		ok = true // it is not counted, so it may be any day
	case strings.HasPrefix(said, "not counted ("):
		ok = gap && slices.ContainsFunc(r.Gaps, func(g Gap) bool { return said == "not counted ("+g.Why+")" })
	case said == "not a working day":
		ok = !working && !holiday && !gap && r.Form != CalendarAfter
	case strings.HasPrefix(said, "day "):
		ok = (working || r.Form == CalendarAfter) && !gap
	default:
		ok = holiday && !gap && r.Form != CalendarAfter && said == fmt.Sprintf("bank holiday (%s)", h.Name)
	}
	if !ok {
		t.Errorf("%s is said to be %q: working day %t, bank holiday %q, not counted %t", l.on, l.says, working, h.Name, gap)
	}
}

// checkMonth checks that month n of a counting from start ends on that line: for a
// period that starts with the day, the next day is the corresponding one; for one
// after the day, it is that day itself; or the month is over and has none.
func checkMonth(t *testing.T, f Form, start candour.Date, l line, n int) {
	t.Helper()
	months := func(d candour.Date) int { return 12*(d.Year-start.Year) + int(d.Month) - int(start.Month) }
	next := l.on.AddDays(1)
	corresponds := next.Day == start.Day && months(next) == n
	if f == MonthsAfter {
		corresponds = l.on.Day == start.Day && months(l.on) == n
	}
	clamped := next.Day == 1 && l.on.Day < start.Day && months(l.on) == n
	if !corresponds && !clamped {
		t.Errorf("month %d from %s does not end on %s", n, start, l.on)
	}
}

// TestEachFormHasThreeExamples: one is a coincidence, and each form has traps of its
// own.
func TestEachFormHasThreeExamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Form]int{}
	for _, f := range files {
		id, _, _ := strings.Cut(filepath.Base(f), ".")
		r, err := Find(id)
		if err != nil {
			t.Fatal(err)
		}
		seen[r.Form]++
	}
	for _, r := range Rules {
		if seen[r.Form] < 3 {
			t.Errorf("the form %s has %d worked examples, want at least 3", r.Form, seen[r.Form])
		}
	}
}

func day(t testing.TB, s string) candour.Date {
	t.Helper()
	d, err := candour.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
