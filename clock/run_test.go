package clock

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"pgregory.net/rapid"
)

// tale is story with fields: "2026-06-01 notice-served officer=a".
func tale(t testing.TB, lines ...string) (events []candour.Event) {
	t.Helper()
	for i, l := range lines {
		words := strings.Fields(l)
		e := candour.Event{ID: fmt.Sprint("e", i+1), Seq: int64(i + 1), Kind: candour.EventKind(words[1]), On: day(t, words[0])}
		for _, w := range words[2:] {
			name, value, _ := strings.Cut(w, "=")
			e.Data = append(e.Data, candour.Field{Name: name, Value: value})
		}
		events = append(events, e)
	}
	return events
}

// of are the limits of one rule, and what was wrong.
func of(t testing.TB, rule string, events []candour.Event) ([]Due, error) {
	t.Helper()
	dues, err := Compute(events)
	return slices.DeleteFunc(dues, func(d Due) bool { return d.Rule.ID != rule }), err
}

func TestSideBySide(t *testing.T) {
	for _, tt := range []struct {
		name, rule string
		events     []string
		want       string
	}{
		{
			"a stop that names an officer meets that one's limit, not the oldest", "conduct-31-1-response",
			[]string{"2026-06-01 documents-supplied officer=a", "2026-06-02 documents-supplied officer=b", "2026-06-10 regulation-31-response-given officer=b"},
			"conduct-31-1-response a 2026-06-22\nconduct-31-1-response b 2026-06-23 met 2026-06-10",
		},
		{
			"one that names nobody meets the oldest", "conduct-31-1-response",
			[]string{"2026-06-01 documents-supplied officer=a", "2026-06-02 documents-supplied officer=b", "2026-06-10 regulation-31-response-given"},
			"conduct-31-1-response b 2026-06-23\nconduct-31-1-response a 2026-06-22 met 2026-06-10",
		},
		{
			"one that names somebody else meets nothing", "conduct-31-1-response",
			[]string{"2026-06-01 documents-supplied officer=a", "2026-06-10 regulation-31-response-given officer=c"},
			"conduct-31-1-response a 2026-06-22",
		},
		{
			"dismissed and reported on one day, entered in the wrong order, of two", "barred-list-3-1-report",
			[]string{"2026-06-01 dismissed officer=a", "2026-06-01 barred-list-reported officer=b", "2026-06-01 dismissed officer=b"},
			"barred-list-3-1-report a 2026-06-05\nbarred-list-3-1-report b 2026-06-05 met 2026-06-01",
		},
		{
			"an update tells of every decision before it", "complaints-34-2-b-outcome",
			[]string{"2026-06-01 allegation-decided", "2026-06-02 allegation-decided", "2026-06-03 person-updated"},
			"complaints-34-2-b-outcome 2026-06-08 met 2026-06-03\ncomplaints-34-2-b-outcome 2026-06-09 met 2026-06-03",
		},
		{
			"and not of one that was made after it on the same day", "complaints-34-2-b-outcome",
			[]string{"2026-06-03 person-updated", "2026-06-03 allegation-decided"},
			"complaints-34-2-b-outcome 2026-06-10",
		},
		{
			"a second suspension reopens the reviews, of that officer", "conduct-11-suspension-review",
			[]string{"2026-06-01 officer-suspended officer=a", "2026-06-05 suspension-lifted officer=a", "2026-06-08 suspension-reviewed officer=a", "2026-07-01 officer-suspended officer=a"},
			"conduct-11-suspension-review a 2026-07-29\nconduct-11-suspension-review a 2026-06-29 ended 2026-06-05",
		},
		{
			"the other officer's reviews go on when the first one's end", "conduct-11-suspension-review",
			[]string{"2026-06-01 officer-suspended officer=a", "2026-06-01 officer-suspended officer=b", "2026-06-05 suspension-lifted officer=a", "2026-06-08 suspension-reviewed officer=b"},
			"conduct-11-suspension-review b 2026-07-06\nconduct-11-suspension-review a 2026-06-29 ended 2026-06-05\nconduct-11-suspension-review b 2026-06-29 met 2026-06-08",
		},
		{
			"a lifting that names nobody ends all", "conduct-11-suspension-review",
			[]string{"2026-06-01 officer-suspended officer=a", "2026-06-01 officer-suspended officer=b", "2026-06-05 suspension-lifted", "2026-06-08 suspension-reviewed officer=b"},
			"conduct-11-suspension-review a 2026-06-29 ended 2026-06-05\nconduct-11-suspension-review b 2026-06-29 ended 2026-06-05",
		},
		{
			"a hearing with a date needs none when the documents go out, and the other officer's does", "local-hearing-date",
			[]string{"2026-05-29 hearing-fixed officer=a date=2026-09-01", "2026-06-01 documents-supplied officer=a", "2026-06-01 documents-supplied officer=b"},
			"local-hearing-date b 2026-06-15",
		},
		{
			"postponed to a new date it still has one", "local-hearing-date",
			[]string{"2026-05-29 hearing-fixed officer=a date=2026-09-01", "2026-06-01 documents-supplied officer=a", "2026-06-02 hearing-postponed officer=a date=2026-10-01"},
			"",
		},
		{
			"postponed on the day it was fixed it has none", "local-hearing-date",
			[]string{"2026-06-01 hearing-fixed officer=a date=2026-09-01", "2026-06-01 hearing-postponed officer=a"},
			"local-hearing-date a 2026-06-15",
		},
		{
			"proceedings that nobody has said are neither", "conduct-34-meeting-held",
			[]string{"2026-06-01 documents-supplied officer=a"},
			"",
		},
		{
			"another officer's proceedings are not this one's", "conduct-34-meeting-held",
			[]string{"2026-05-01 case-to-answer-decided officer=a proceedings=meeting", "2026-05-02 case-to-answer-decided officer=b proceedings=hearing", "2026-06-01 documents-supplied officer=a", "2026-06-01 documents-supplied officer=b"},
			"conduct-34-meeting-held a 2026-06-29",
		},
		{
			"without an investigator there is no investigation to be late", "conduct-19-investigation-delay-report",
			[]string{"2026-06-01 matter-came-to-attention"},
			"",
		},
		{
			"a warning of 20 months is neither", "conduct-42-written-warning",
			[]string{"2026-06-01 warning-given officer=a live-for=20", "2026-06-01 warning-given officer=a"},
			"",
		},
		{
			"five years at a hearing", "conduct-42-final-written-warning",
			[]string{"2026-06-01 warning-given officer=a live-for=60"},
			"conduct-42-final-written-warning a 2031-05-31",
		},
		{
			"an offence that the bar is not known for", "cja-1988-39a-two-years",
			[]string{"2026-06-01 incident-happened offence=stalking", "2026-06-01 incident-happened"},
			"",
		},
		{
			"with enhanced rights there is the shorter limit alone", "victims-code-6-tell",
			[]string{"2026-06-01 arrested enhanced=yes"},
			"",
		},
		{
			"a source that nobody says the deletion of has no last day here", "local-evidence-deletion",
			[]string{"2026-06-01 evidence-source-known source=cctv"},
			"",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := of(t, tt.rule, tale(t, tt.events...))
			if err != nil {
				t.Fatal(err)
			}
			if told(got) != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", told(got), tt.want)
			}
		})
	}
}

func TestMoving(t *testing.T) {
	const (
		meeting  = "conduct-34-meeting-held"
		supplied = "2026-06-01 documents-supplied officer=a proceedings=meeting" // due on 29 June
	)
	for _, tt := range []struct {
		name   string
		events []string
		want   string
	}{
		{"extended", []string{"2026-06-10 limit-extended rule=" + meeting + " to=2026-07-10"}, "a 2026-07-10"},
		{"an extension to an earlier day shortens nothing", []string{"2026-06-10 limit-extended rule=" + meeting + " to=2026-06-15"}, "a 2026-06-29"},
		{"extended twice, the later day counts", []string{"2026-06-10 limit-extended rule=" + meeting + " to=2026-07-10", "2026-06-11 limit-extended rule=" + meeting + " to=2026-07-03"}, "a 2026-07-10"},
		{"of another rule", []string{"2026-06-10 limit-extended rule=conduct-31-1-response to=2026-07-10"}, "a 2026-06-29"},
		{"on the last day", []string{"2026-06-29 limit-extended rule=" + meeting + " to=2026-07-10"}, "a 2026-07-10"},
		{"a day too late", []string{"2026-06-30 limit-extended rule=" + meeting + " to=2026-07-10"}, "a 2026-06-29"},
		{"reduced by agreement", []string{"2026-06-02 limit-reduced rule=" + meeting + " to=2026-06-12"}, "a 2026-06-12"},
		{"a reduction to a later day lengthens nothing", []string{"2026-06-02 limit-reduced rule=" + meeting + " to=2026-07-12"}, "a 2026-06-29"},
		{"a reduction to a day that is past", []string{"2026-06-05 limit-reduced rule=" + meeting + " to=2026-06-04"}, "a 2026-06-29"},
		{"postponed", []string{"2026-06-02 limit-postponed rule=" + meeting + " to=2026-07-12"}, "a 2026-07-12"},
		{"the hearing, for another reason", []string{"2026-06-02 hearing-postponed officer=a reason=illness date=2026-07-12"}, "a 2026-06-29"},
		{"after it was held", []string{"2026-06-20 meeting-held officer=a", "2026-06-21 limit-extended rule=" + meeting + " to=2026-07-10"}, "a 2026-06-29 met 2026-06-20"},
		{"stopped while delayed", []string{"2026-06-10 delayed-for-proceedings"}, "a stopped"},
		{"stopped, and held all the same", []string{"2026-06-10 delayed-for-proceedings", "2026-06-20 meeting-held officer=a"}, "a stopped met 2026-06-20"},
		{"a delay after the last day stops nothing", []string{"2026-06-30 delayed-for-proceedings"}, "a 2026-06-29"},
		{"a delay that ends the next day takes out no day", []string{"2026-06-10 delayed-for-proceedings", "2026-06-11 delay-ended"}, "a 2026-06-29"},
		{"a delay over a weekend takes out none that counted", []string{"2026-06-12 delayed-for-proceedings", "2026-06-15 delay-ended"}, "a 2026-06-29"},
		{"two delays", []string{"2026-06-10 delayed-for-proceedings", "2026-06-12 delay-ended", "2026-06-16 delayed-for-proceedings", "2026-06-18 delay-ended"}, "a 2026-07-01"},
		{"an end without a beginning", []string{"2026-06-12 delay-ended"}, "a 2026-06-29"},
		{"extended while it was stopped", []string{"2026-06-10 delayed-for-proceedings", "2026-06-11 limit-extended rule=" + meeting + " to=2026-08-03", "2026-06-12 delay-ended"}, "a 2026-08-03"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := of(t, meeting, tale(t, append([]string{supplied}, tt.events...)...))
			if err != nil {
				t.Fatal(err)
			}
			if want := meeting + " " + tt.want; told(got) != want {
				t.Errorf("got %s, want %s", told(got), want)
			}
		})
	}
	// What the sentence says of it.
	got, err := of(t, meeting, tale(t, supplied, "2026-06-10 delayed-for-proceedings", "2026-06-22 delay-ended", "2026-06-23 limit-extended rule="+meeting+" to=2026-07-31", "2026-08-01 limit-extended rule="+meeting+" to=2026-08-31"))
	if err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{"expected by (unverified) Friday 31 July 2026", "11 days of the delay for criminal proceedings", "limit extended on Tuesday 23 June 2026, to Friday 31 July 2026", "to Monday 31 August 2026, which does not count: it came after the last day"} {
		if !strings.Contains(got[0].Sentence(), must) {
			t.Errorf("the sentence lacks %q: %s", must, got[0].Sentence())
		}
	}
	if got, _ = of(t, meeting, tale(t, supplied, "2026-06-10 delayed-for-proceedings")); got[0].When() != "no day while it is stopped" || got[0].Overdue(day(t, "2030-01-01")) || got[0].Waits() || !strings.Contains(got[0].Sentence(), "no day counts after Wednesday 10 June 2026, the delay for criminal proceedings, until that ends") {
		t.Errorf("stopped: %s, %s", got[0].When(), got[0].Sentence())
	}
}

// TestAMoveLeavesNoDoubt: an extension that could be of two limits moves neither,
// and says so.
func TestAMoveLeavesNoDoubt(t *testing.T) {
	two := []string{"2026-06-01 documents-supplied officer=a", "2026-06-02 documents-supplied officer=b"}
	got, err := of(t, "conduct-31-1-response", tale(t, append(two, "2026-06-05 limit-extended rule=conduct-31-1-response to=2026-08-03")...))
	if want := "conduct-31-1-response a 2026-06-22\nconduct-31-1-response b 2026-06-23"; told(got) != want || !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("got %s, %v; want %s and a refusal", told(got), err, want)
	}
	got, err = of(t, "conduct-31-1-response", tale(t, append(two, "2026-06-05 limit-extended rule=conduct-31-1-response to=2026-08-03 officer=b")...))
	if want := "conduct-31-1-response a 2026-06-22\nconduct-31-1-response b 2026-08-03"; told(got) != want || err != nil {
		t.Errorf("got %s, %v; want %s", told(got), err, want)
	}
	if _, err = of(t, "conduct-31-1-response", tale(t, two[0], "2026-06-05 limit-extended rule=conduct-31-1-response to=soon")); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("an extension to no day: %v, want a refusal", err)
	}
}

// TestService: the day on which a notice counts as served is the act's to record.
func TestService(t *testing.T) {
	const rule = "conduct-52-accelerated-hearing"
	for _, tt := range []struct {
		name, served, want string
		unsure             bool
	}{
		{"by hand", "", "2026-06-22", false},
		{"by e-mail, with the day on which it counts as served", " service=email deemed=2026-06-03", "2026-06-24", false},
		{"by post, and nobody says when it counts as served", " service=post", "2026-06-22", true},
	} {
		got, err := of(t, rule, tale(t, "2026-06-01 accelerated-notice-served"+tt.served))
		if err != nil {
			t.Fatal(err)
		}
		d := got[0]
		if d.By.String() != tt.want || d.Binding() == tt.unsure || strings.Contains(d.Sentence(), "expected by (unverified)") != tt.unsure || (d.Label() == "") == tt.unsure {
			t.Errorf("%s: by %s, binding %t, %q: %s", tt.name, d.By, d.Binding(), d.Label(), d.Sentence())
		}
		if rows := Rows(tale(t, "2026-06-01 accelerated-notice-served"+tt.served)); len(rows) != 1 || (rows[0].Effect == Duty) == tt.unsure {
			t.Errorf("%s: the cache holds %+v", tt.name, rows)
		}
	}
	for _, deemed := range []string{"2026-05-31", "soon"} {
		if got, err := of(t, rule, tale(t, "2026-06-01 accelerated-notice-served deemed="+deemed)); !errors.Is(err, candour.ErrInvalid) || len(got) > 0 {
			t.Errorf("served before it was sent, %s: %s, %v", deemed, told(got), err)
		}
	}
	// A field that is sealed moves no clock: it would move back with its key.
	events := tale(t, "2026-06-01 accelerated-notice-served deemed=2026-06-03")
	events[0].Data[0].Of = candour.Subject{Kind: "officer", ID: "a"}
	if got, err := of(t, rule, events); err != nil || told(got) != rule+" 2026-06-22" {
		t.Errorf("a sealed field: %s, %v", told(got), err)
	}
}

// TestOldMattersKeepTheirRule: of two versions the day on which the matter came to
// attention chooses, and not the day of the trigger.
func TestOldMattersKeepTheirRule(t *testing.T) {
	for attention, want := range map[string]string{"2025-05-27": "2025-06-16", "2025-05-28": "2025-06-18"} {
		got, err := of(t, "conduct-18-representations", tale(t, attention+" matter-came-to-attention", "2025-06-02 notice-served officer=a deemed=2025-06-04"))
		if err != nil || len(got) != 1 || got[0].By.String() != want {
			t.Errorf("came to attention on %s: %s, %v; want %s", attention, told(got), err, want)
		}
		r, err := FindFor("conduct-18-representations", day(t, attention))
		if err != nil || r.Served != (attention == "2025-05-28") {
			t.Errorf("the version of %s is that from %s, %v", attention, r.From, err)
		}
	}
	old := Rule{ID: "x-1", Starts: on("thing-happened"), Stops: on("thing-done"), Form: After, Length: 5, From: day(t, "2020-01-01"), Until: day(t, "2026-06-01")}
	young := old
	young.From, young.Until, young.Length = old.Until, candour.Date{}, 2
	l := newLaw([]Rule{old, young})
	for attention, want := range map[string]string{"2019-12-31": "", "2026-05-31": "x-1 2026-07-13", "2026-06-01": "x-1 2026-07-08"} {
		got, err := l.compute(tale(t, attention+" matter-came-to-attention", "2026-07-06 thing-happened"), false)
		if err != nil || told(got) != want {
			t.Errorf("came to attention on %s: %s, %v; want %s", attention, told(got), err, want)
		}
	}
}

// TestARightIsNeverOverdue, nor is a period that something stands for: nobody has
// missed a duty.
func TestARightIsNeverOverdue(t *testing.T) {
	n := 0
	for _, r := range Rules {
		d, err := r.DueFor(r.From.AddDays(30), r.From)
		if err != nil {
			t.Fatal(err)
		}
		far := day(t, "2099-01-01")
		if want := r.Nature == Must && r.Form != AsSoonAsPracticable; d.Overdue(far) != want || d.Waits() != want {
			t.Errorf("%s: overdue %t, waits %t, want %t", r.ID, d.Overdue(far), d.Waits(), want)
		}
		if r.Nature != Must {
			n++
		}
		if d.Overdue(far) && d.Binding() && (r.Local || r.Status != V) {
			t.Errorf("%s counts as a breach, and is %s, local %t", r.ID, r.Status, r.Local)
		}
	}
	if n < 10 {
		t.Errorf("only %d rights and periods: this test has gone blind", n)
	}
}

// TestStatusesAreThoseThatWereRead pins the status of every rule: to raise one,
// somebody has read the primary text and says where.
func TestStatusesAreThoseThatWereRead(t *testing.T) {
	got := map[Status][]string{}
	for _, r := range Rules {
		if !r.Local && r.Until.IsZero() {
			got[r.Status] = append(got[r.Status], r.ID)
		}
	}
	for s, want := range map[Status]string{
		U:  "complaints-4-referral conduct-14-severity-assessment conduct-18-representations conduct-11-suspension-confirmed conduct-11-suspension-representations conduct-11-suspension-review conduct-34-meeting-held conduct-33-hearing-held conduct-36-public-notice police-appeals-tribunal-appeal prosecution-vrr-ask-preferred prosecution-vrr-ask",
		V2: "conduct-17-notice conduct-30-panel-objection conduct-43-outcome-published conduct-43-outcome-stays-up conduct-42-written-warning conduct-42-final-written-warning victims-code-4-support cic-scheme-2012-claim",
	} {
		if g := strings.Join(got[s], " "); g != want {
			t.Errorf("status %s:\ngot  %s\nwant %s", s, g, want)
		}
	}
}

// TestNoLastDayOffWork: no form of working days ends on a day that is none.
func TestNoLastDayOffWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawDay(t).AddDays(150)
		if dayAt(x) > oracleDays-220 {
			x = x.AddDays(-400)
		}
		n := rapid.IntRange(1, 100).Draw(t, "n")
		for _, f := range []Form{After, Including, IncludingOrNext, Window, Before} {
			by, err := EnglandAndWales.count(f, n, x)
			if err != nil {
				t.Fatal(err)
			}
			if !table.works[dayAt(by)] {
				t.Fatalf("%d %s %s end on %s %s", n, f, x, by.Weekday(), by)
			}
		}
	})
}

// TestAnExtensionNeverShortens, a reduction never lengthens, and a gap never makes a
// last day earlier, whatever comes in whichever order.
func TestAnExtensionNeverShortens(t *testing.T) {
	const rule = "conduct-34-meeting-held"
	rapid.Check(t, func(t *rapid.T) {
		begin := candour.Date{Year: 2025, Month: time.June, Day: 2}.AddDays(rapid.IntRange(0, 300).Draw(t, "begin"))
		events := []candour.Event{{ID: "s", Kind: "documents-supplied", On: begin, Data: []candour.Field{{Name: "proceedings", Value: "meeting"}, {Name: "officer", Value: "a"}}}}
		by := func() candour.Date {
			dues, err := Compute(events)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range dues {
				if d.Rule.ID == rule {
					return d.By
				}
			}
			t.Fatal("it does not run")
			return candour.Date{}
		}
		before := by()
		at := begin
		for i := range rapid.IntRange(1, 6).Draw(t, "moves") {
			at = at.AddDays(rapid.IntRange(0, 8).Draw(t, "later"))
			to := begin.AddDays(rapid.IntRange(-10, 90).Draw(t, "to"))
			kind := rapid.SampledFrom([]candour.EventKind{Extended, Reduced, Postponed}).Draw(t, "kind")
			events = append(events, candour.Event{ID: fmt.Sprint("m", i), Seq: int64(i + 1), Kind: kind, On: at, Data: []candour.Field{{Name: "rule", Value: rule}, {Name: "to", Value: to.String()}}})
			now := by()
			if kind == Reduced && now.After(before) || kind != Reduced && now.Before(before) {
				t.Fatalf("%s of %s to %s moved %s to %s", kind, at, to, before, now)
			}
			before = now
		}
		from := begin.AddDays(rapid.IntRange(0, 40).Draw(t, "gap from"))
		events = append(events,
			candour.Event{ID: "g1", Seq: 100, Kind: "delayed-for-proceedings", On: from},
			candour.Event{ID: "g2", Seq: 101, Kind: "delay-ended", On: from.AddDays(rapid.IntRange(0, 60).Draw(t, "gap"))})
		if now := by(); now.Before(before) {
			t.Fatalf("a delay moved %s back to %s", before, now)
		}
	})
}

// TestLawIsReadByKind: a rule that no event starts is not asked, and each is found
// by each event that starts it.
func TestLawIsReadByKind(t *testing.T) {
	l := lawOf()
	for i, r := range l.rules {
		for _, k := range r.Starts {
			if !slices.Contains(l.starts[l.ids[k]], i) || l.roles[i][l.ids[k]]&starts == 0 {
				t.Errorf("%s is not started by %s", r.ID, k)
			}
		}
		for _, k := range slices.Concat(r.Starts, r.Stops, r.Ends, r.Reopens, r.Resets) {
			if !Moves(k) {
				t.Errorf("%s listens to %s, which is said to move nothing", r.ID, k)
			}
		}
	}
	for _, k := range []candour.EventKind{Extended, Reduced, Postponed, HearingPostponed, "delayed-for-proceedings", "delay-ended", "review-sent-to-wrong-body", "review-sent-on", "objection-upheld", "case-to-answer-decided", "investigator-appointed"} {
		if !Moves(k) {
			t.Errorf("%s is said to move nothing", k)
		}
	}
}
