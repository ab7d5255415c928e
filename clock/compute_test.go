package clock

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"pgregory.net/rapid"
)

// story makes events from lines "2026-05-22 dismissed", numbered in their order.
func story(t testing.TB, lines ...string) (events []candour.Event) {
	t.Helper()
	for i, l := range lines {
		on, kind, _ := strings.Cut(l, " ")
		events = append(events, candour.Event{ID: fmt.Sprint("e", i+1), Seq: int64(i + 1), Kind: candour.EventKind(kind), On: day(t, on)})
	}
	return events
}

// told writes limits as "id by [met|ended day]".
func told(dues []Due) string {
	var out []string
	for _, d := range dues {
		s := strings.TrimSpace(d.Rule.ID + " " + d.About)
		switch {
		case !d.By.IsZero():
			s += " " + d.By.String()
		case !d.Stopped.IsZero():
			s += " stopped"
		default:
			s += " no day"
		}
		switch {
		case d.Running():
		case slices.Contains(d.Rule.Stops, d.MetBy):
			s += " met " + d.Met.String()
		default:
			s += " ended " + d.Met.String()
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

// few are the rules that TestCompute follows.
var few = []string{"complaints-34-2-a-i-first-update", "complaints-34-2-a-ii-later-update", "complaints-13-delay-report", "conduct-43-1-chair-report", "barred-list-3-1-report"}

func TestCompute(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []string
		want   string
	}{
		{"nothing", nil, ""},
		{
			"a whole case, running first",
			[]string{"2026-01-05 matter-came-to-attention", "2026-01-06 case-opened", "2026-01-20 person-updated"},
			"complaints-34-2-a-ii-later-update 2026-02-17\ncomplaints-13-delay-report 2027-01-04\ncomplaints-34-2-a-i-first-update 2026-02-03 met 2026-01-20",
		},
		{
			"closing ends the updates and the delay report",
			[]string{"2026-01-05 matter-came-to-attention", "2026-01-06 case-opened", "2026-01-20 person-updated", "2026-02-01 case-closed"},
			"complaints-34-2-a-i-first-update 2026-02-03 met 2026-01-20\ncomplaints-34-2-a-ii-later-update 2026-02-17 ended 2026-02-01\ncomplaints-13-delay-report 2027-01-04 ended 2026-02-01",
		},
		{
			"closing without any update",
			[]string{"2026-01-06 case-opened", "2026-01-10 case-closed"},
			"complaints-34-2-a-i-first-update 2026-02-03 ended 2026-01-10",
		},
		{
			"a reopened case owes updates again",
			[]string{"2026-02-01 case-closed", "2026-02-02 person-updated", "2026-03-02 case-opened", "2026-03-09 person-updated"},
			"complaints-34-2-a-ii-later-update 2026-04-06\ncomplaints-34-2-a-i-first-update 2026-03-30 met 2026-03-09",
		},
		{
			"closing meets no report of a hearing",
			[]string{"2026-05-22 hearing-completed", "2026-05-23 case-closed"},
			"conduct-43-1-chair-report 2026-06-01",
		},
		{
			"two dismissals and one report",
			[]string{"2026-06-01 dismissed", "2026-06-02 dismissed", "2026-06-03 barred-list-reported"},
			"barred-list-3-1-report 2026-06-08\nbarred-list-3-1-report 2026-06-05 met 2026-06-03",
		},
		{
			"a report of an earlier day meets nothing",
			[]string{"2026-06-01 barred-list-reported", "2026-06-02 dismissed"},
			"barred-list-3-1-report 2026-06-08",
		},
		{
			"entered in the wrong order on one day",
			[]string{"2026-06-02 barred-list-reported", "2026-06-02 dismissed"},
			"barred-list-3-1-report 2026-06-08 met 2026-06-02",
		},
		{
			"entered late, counted from its day",
			[]string{"2026-06-09 barred-list-reported", "2026-06-01 dismissed"},
			"barred-list-3-1-report 2026-06-05 met 2026-06-09",
		},
		{
			"the old law applies to an old matter",
			[]string{"2020-01-31 matter-came-to-attention", "2020-02-03 case-opened", "2020-03-02 hearing-completed"},
			"",
		},
		{
			"the trigger chooses where nothing came to attention",
			[]string{"2020-01-31 hearing-completed", "2020-02-03 hearing-completed"},
			"conduct-43-1-chair-report 2020-02-10",
		},
		{
			"a second matter does not restart the twelve months",
			[]string{"2024-01-10 matter-came-to-attention", "2024-03-10 matter-came-to-attention"},
			"complaints-13-delay-report 2025-01-09",
		},
		{
			"an early delay report meets its period",
			[]string{"2024-01-10 matter-came-to-attention", "2025-01-06 delay-reported"},
			"complaints-13-delay-report 2025-07-09\ncomplaints-13-delay-report 2025-01-09 met 2025-01-06",
		},
		{
			"the copy for the second body meets no second period",
			[]string{"2024-01-10 matter-came-to-attention", "2025-01-13 delay-reported", "2025-01-14 delay-reported"},
			"complaints-13-delay-report 2025-07-09\ncomplaints-13-delay-report 2025-01-09 met 2025-01-13",
		},
		{
			"nor does a copy before the second period has begun",
			[]string{"2024-01-10 matter-came-to-attention", "2025-01-06 delay-reported", "2025-01-07 delay-reported"},
			"complaints-13-delay-report 2025-07-09\ncomplaints-13-delay-report 2025-01-09 met 2025-01-06",
		},
		{
			"reports on the last days roll on",
			[]string{"2024-01-10 matter-came-to-attention", "2025-01-09 delay-reported", "2025-07-09 delay-reported"},
			"complaints-13-delay-report 2026-01-09\ncomplaints-13-delay-report 2025-01-09 met 2025-01-09\ncomplaints-13-delay-report 2025-07-09 met 2025-07-09",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Compute(story(t, tt.events...))
			if err != nil {
				t.Fatal(err)
			}
			got = slices.DeleteFunc(got, func(d Due) bool { return !slices.Contains(few, d.Rule.ID) })
			if told(got) != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", told(got), tt.want)
			}
		})
	}
}

func TestCorrectedEventsDoNotCount(t *testing.T) {
	events := story(t, "2026-05-22 dismissed", "2026-06-01 dismissed")
	events[1].Corrects = "e1" // it was on 1 June
	got, err := Compute(events)
	if err != nil {
		t.Fatal(err)
	}
	if want := "barred-list-3-1-report 2026-06-05"; told(got) != want {
		t.Errorf("got %s, want %s", told(got), want)
	}
	events = append(events, candour.Event{ID: "e3", Seq: 3, Kind: "dismissal-withdrawn", On: day(t, "2026-06-02"), Corrects: "e2"})
	if got, err = Compute(events); err != nil || len(got) != 0 {
		t.Errorf("after the correction was withdrawn: %s, %v; want none", told(got), err)
	}
}

func TestComputeRefuses(t *testing.T) {
	two := story(t, "2026-05-22 dismissed", "2026-05-22 dismissed")
	two[1].Subject = candour.Subject{Kind: "officer", ID: "b"}
	if _, err := Compute(two); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("two subjects: %v, want a refusal", err)
	}
	undated := story(t, "2026-05-22 dismissed")
	undated[0].On = candour.Date{}
	if _, err := Compute(undated); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("no day: %v, want a refusal", err)
	}
	// Beyond the calendar the working days refuse, and the weeks are still told.
	got, err := Compute(story(t, "2029-05-22 dismissed", "2029-05-22 case-opened"))
	if want := "complaints-34-2-a-i-first-update 2029-06-19"; !errors.Is(err, candour.ErrInvalid) || told(got) != want {
		t.Errorf("got %s, %v; want %s and a refusal", told(got), err, want)
	}
}

func TestOverdueAndLate(t *testing.T) {
	got, err := Compute(story(t, "2026-06-01 dismissed"))
	if err != nil {
		t.Fatal(err)
	}
	for today, want := range map[string]bool{"2026-06-05": false, "2026-06-06": true} {
		if got[0].Overdue(day(t, today)) != want {
			t.Errorf("overdue on %s: %t, want %t", today, !want, want)
		}
	}
	got, err = Compute(story(t, "2026-06-01 dismissed", "2026-06-09 barred-list-reported"))
	if err != nil {
		t.Fatal(err)
	}
	if d := got[0]; d.Overdue(day(t, "2026-07-01")) || !d.Late() {
		t.Errorf("reported after its day: overdue %t, late %t", d.Overdue(day(t, "2026-07-01")), d.Late())
	}
}

func TestMoves(t *testing.T) {
	for k, want := range map[candour.EventKind]bool{
		"case-opened": true, "case-closed": true, "person-updated": true, "delay-reported": true,
		"matter-came-to-attention": true, "referred": true, "dismissed": true,
		"note-added": false, "cover": false, "": false,
	} {
		if Moves(k) != want {
			t.Errorf("Moves(%q) = %t, want %t", k, !want, want)
		}
	}
}

// drawStory is any order of moving events, on any days.
func drawStory(t *rapid.T) []candour.Event {
	var kinds []candour.EventKind
	for _, r := range Rules {
		kinds = slices.Concat(kinds, r.Starts, r.Stops, r.Ends, r.Reopens, r.Resets)
		for _, g := range r.Gaps {
			kinds = append(kinds, g.From, g.To)
		}
	}
	events := make([]candour.Event, rapid.IntRange(0, 12).Draw(t, "events"))
	for i := range events {
		events[i] = candour.Event{
			ID:   fmt.Sprint("e", i),
			Seq:  int64(10 * i),
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			On:   candour.Date{Year: 2019, Month: time.June, Day: 1}.AddDays(rapid.IntRange(0, 3000).Draw(t, "on")),
		}
		for _, of := range [][]string{{"officer", "", "a", "b"}, {"proceedings", "", "meeting", "hearing"}, {"date", "", events[i].On.AddDays(40).String()}, {"live-for", "", "18", "24"}} {
			if v := rapid.SampledFrom(of[1:]).Draw(t, of[0]); v != "" {
				events[i].Data = append(events[i].Data, candour.Field{Name: of[0], Value: v})
			}
		}
	}
	return events
}

// TestUnrelatedEventMovesNoClock, nor does the order in which events are handed
// over, nor an event that is entered and withdrawn.
func TestUnrelatedEventMovesNoClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawStory(t)
		want, err := Compute(events)
		if err != nil {
			t.Fatal(err)
		}
		more := append([]candour.Event(nil), events...)
		for i := range rapid.IntRange(1, 6).Draw(t, "unrelated") {
			kind := candour.EventKind(rapid.StringMatching(`[a-z]{1,8}(-[a-z]{1,8})?`).Filter(func(s string) bool { return !Moves(candour.EventKind(s)) }).Draw(t, "kind"))
			var on candour.Date // or none at all: nothing counts from it
			if rapid.Bool().Draw(t, "dated") {
				on = candour.Date{Year: 2019, Month: time.June, Day: 1}.AddDays(rapid.IntRange(0, 3000).Draw(t, "on"))
			}
			more = append(more, candour.Event{ID: fmt.Sprint("u", i), Seq: int64(10*i + 5), Kind: kind, On: on})
		}
		if len(events) > 0 {
			mistake := rapid.SampledFrom(events).Draw(t, "mistake")
			mistake.ID, mistake.On = "mistake", mistake.On.AddDays(rapid.IntRange(-30, 30).Draw(t, "off by"))
			more = append(more, mistake, candour.Event{ID: "withdrawal", Kind: "entry-withdrawn", On: mistake.On, Corrects: "mistake"})
		}
		got, err := Compute(rapid.Permutation(more).Draw(t, "order"))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got:\n%s\nwant:\n%s", told(got), told(want))
		}
	})
}

// TestComputeHolds checks what must be true of any list of limits.
func TestComputeHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got, err := Compute(drawStory(t))
		if err != nil {
			t.Fatal(err)
		}
		chains := map[string]int{}
		for i, d := range got {
			if i > 0 && !got[i-1].Running() && d.Running() {
				t.Fatalf("a running limit stands after one that is met:\n%s", told(got))
			}
			if i > 0 && got[i-1].Running() == d.Running() && (got[i-1].By.IsZero() && !d.By.IsZero() || !d.By.IsZero() && d.By.Before(got[i-1].By)) {
				t.Fatalf("not the soonest first:\n%s", told(got))
			}
			if !d.Running() && !slices.Contains(d.Rule.Stops, d.MetBy) && !slices.Contains(d.Rule.Ends, d.MetBy) {
				t.Fatalf("met by %q:\n%s", d.MetBy, told(got))
			}
			if slices.Contains(d.Rule.Stops, d.MetBy) && d.Met.Before(d.On) {
				t.Fatalf("met before it began:\n%s", told(got))
			}
			if d.Running() && d.Rule.Then > 0 {
				chains[d.Rule.ID]++
			}
		}
		for id, n := range chains {
			if n > 1 {
				t.Fatalf("%d periods of %s run at once:\n%s", n, id, told(got))
			}
		}
	})
}
