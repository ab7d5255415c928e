package clock

import (
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
	eventLine = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) ([a-z-]+)$`)
	dayLine   = regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2} [A-Z][a-z]+ \d{4})\s+(.+)$`)
	dueLine   = regexp.MustCompile(`^due (\d{4}-\d\d-\d\d(?: (?:met|ended) \d{4}-\d\d-\d\d)?)$`)
)

func readExample(t *testing.T, text string) (x example) {
	t.Helper()
	for n, s := range strings.Split(strings.TrimSpace(text), "\n") {
		switch {
		case s == "" || strings.HasPrefix(s, "#"):
		case eventLine.MatchString(s):
			m := eventLine.FindStringSubmatch(s)
			x.events = append(x.events, candour.Event{Seq: int64(n), Kind: candour.EventKind(m[2]), On: day(t, m[1])})
		case dayLine.MatchString(s):
			m := dayLine.FindStringSubmatch(s)
			at, err := time.Parse("2 January 2006", m[2])
			if err != nil {
				t.Fatalf("line %d: %v", n+1, err)
			}
			if got := at.Format("Mon"); got != m[1] {
				t.Fatalf("line %d: %s is a %s, not a %s", n+1, m[2], got, m[1])
			}
			l := line{on: day(t, at.Format(time.DateOnly)), says: m[3]}
			if strings.HasPrefix(l.says, "trigger") {
				x.periods = append(x.periods, nil)
			}
			if len(x.periods) == 0 {
				t.Fatalf("line %d: a counting begins with its trigger", n+1)
			}
			last := len(x.periods) - 1
			x.periods[last] = append(x.periods[last], l)
		case dueLine.MatchString(s):
			x.dues = append(x.dues, dueLine.FindStringSubmatch(s)[1])
		default:
			t.Fatalf("line %d is neither an event, a day, a due date nor a comment: %q", n+1, s)
		}
	}
	return x
}

func (x example) check(t *testing.T, r Rule) {
	t.Helper()
	if len(x.periods) == 0 || len(x.periods) != len(x.dues) {
		t.Fatalf("the example counts %d periods and gives %d due dates", len(x.periods), len(x.dues))
	}
	if !slices.ContainsFunc(x.events, func(e candour.Event) bool { return e.Kind == r.Starts }) {
		t.Fatalf("no event of the example is %s, which starts the rule", r.Starts)
	}
	for i, p := range x.periods {
		length := r.Length
		if i > 0 && r.Then > 0 {
			length = r.Then
		}
		checkCounting(t, r.Form, length, p)
		if last, due := p[len(p)-1].on.String(), x.dues[i][:10]; last != due {
			t.Errorf("the counting ends on %s and the example says due %s", last, due)
		}
	}
	all, err := Compute(x.events)
	if err != nil {
		t.Fatal(err)
	}
	dues := slices.DeleteFunc(all, func(d Due) bool { return d.Rule.ID != r.ID })
	slices.SortFunc(dues, func(a, b Due) int { return a.Started.Time().Compare(b.Started.Time()) })
	if len(dues) != len(x.dues) {
		t.Fatalf("%d limits run, want %d: %+v", len(dues), len(x.dues), dues)
	}
	for i, d := range dues {
		got := d.By.String()
		switch {
		case d.Running():
		case d.MetBy == r.Stops:
			got += " met " + d.Met.String()
		default:
			got += " ended " + d.Met.String()
		}
		if got != x.dues[i] {
			t.Errorf("due %s, want %s", got, x.dues[i])
		}
		if d.Started != x.periods[i][0].on {
			t.Errorf("started %s, want %s", d.Started, x.periods[i][0].on)
		}
	}
}

var number = regexp.MustCompile(`(?:day|week|month) (\d+)`)

// checkCounting checks a counting by itself, so that a wrong example can not agree
// quietly with a wrong program: no day is missing, the numbers run from 1 to the
// length of the rule, and each day is what it is said to be.
func checkCounting(t *testing.T, f Form, length int, p []line) {
	t.Helper()
	step := map[Form]int{After: 1, Including: 1, EndOfNextDay: 1, RollingWeeks: 7}[f]
	n := 0
	for i, l := range p {
		if i > 0 && step > 0 && l.on != p[i-1].on.AddDays(step) {
			t.Errorf("%s follows %s: days are missing", l.on, p[i-1].on)
		}
		if m := number.FindStringSubmatch(l.says); m != nil {
			n++
			if m[1] != strconv.Itoa(n) {
				t.Errorf("%s is said to be %q, but is number %d", l.on, l.says, n)
			}
		}
		if f == After || f == Including {
			checkDay(t, l)
		}
		if f == MonthsFrom && i > 0 {
			checkMonth(t, p[0].on, l, n)
		}
	}
	if f == EndOfNextDay {
		n = len(p) - 1
	}
	if n != length {
		t.Errorf("the example counts to %d, and the rule has %d", n, length)
	}
}

// checkDay holds what the example says of a day against the calendar.
func checkDay(t *testing.T, l line) {
	t.Helper()
	working, err := EnglandAndWales.Working(l.on)
	if err != nil {
		t.Fatal(err)
	}
	h, holiday := EnglandAndWales.Holiday(l.on)
	says := strings.TrimPrefix(l.says, "trigger, ")
	var ok bool
	switch {
	case says == "trigger":
		ok = true // it is not counted, so it may be any day
	case says == "not a working day":
		ok = !working && !holiday
	case strings.HasPrefix(says, "day "):
		ok = working
	default:
		ok = holiday && says == fmt.Sprintf("bank holiday (%s)", h.Name)
	}
	if !ok {
		t.Errorf("%s is said to be %q: working day %t, bank holiday %q", l.on, l.says, working, h.Name)
	}
}

// checkMonth checks that month n of a counting from start ends on that line: the
// next day is the corresponding one, or the month is over and has none.
func checkMonth(t *testing.T, start candour.Date, l line, n int) {
	t.Helper()
	months := func(d candour.Date) int { return 12*(d.Year-start.Year) + int(d.Month) - int(start.Month) }
	next := l.on.AddDays(1)
	corresponds := next.Day == start.Day && months(next) == n
	clamped := next.Day == 1 && l.on.Day < start.Day && months(l.on) == n
	if !corresponds && !clamped {
		t.Errorf("month %d starting with %s does not end on %s", n, start, l.on)
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
