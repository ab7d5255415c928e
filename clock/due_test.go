package clock

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"pgregory.net/rapid"
)

func TestFormsDiffer(t *testing.T) {
	for _, tt := range []struct {
		form Form
		n    int
		x    string
		want string
	}{
		{Including, 5, "2026-05-22", "2026-05-29"},
		{After, 5, "2026-05-22", "2026-06-01"},
		{Including, 1, "2026-05-22", "2026-05-22"},
		{Including, 1, "2026-05-23", "2026-05-26"}, // Saturday of a bank holiday weekend
		{After, 1, "2026-05-22", "2026-05-26"},
		{MonthsFrom, 6, "2025-08-31", "2026-02-28"}, // AddDate says 3 March
		{MonthsFrom, 6, "2026-03-01", "2026-08-31"},
		{MonthsFrom, 12, "2023-03-01", "2024-02-29"},
		{MonthsFrom, 12, "2024-02-29", "2025-02-28"},
		{MonthsFrom, 6, "2023-08-30", "2024-02-29"},
		{RollingWeeks, 4, "2026-02-02", "2026-03-02"},
		{EndOfNextDay, 1, "2026-12-31", "2027-01-01"},
	} {
		got, err := EnglandAndWales.count(tt.form, tt.n, day(t, tt.x))
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != tt.want {
			t.Errorf("%d %s %s = %s, want %s", tt.n, tt.form, tt.x, got, tt.want)
		}
	}
}

func TestEveryRuleIsWhole(t *testing.T) {
	last := map[string]Rule{}
	for _, r := range Rules {
		if old, ok := last[r.ID]; ok && (old.Until.IsZero() || old.Until != r.From || old.Local != r.Local || old.Nature != r.Nature) {
			t.Errorf("%s: a version begins where the one before it ends, later in the list: %s, then %s", r.ID, old.Until, r.From)
		}
		last[r.ID] = r
		if r.ID == "" || r.Title == "" || r.Cites == "" || strings.HasPrefix(r.ID, "local-") != r.Local || strings.HasPrefix(r.Cites, "local standard;") != r.Local {
			t.Errorf("%s: a rule has an id, a title and a citation, and a local standard says in both that it is one: %q, %q", r.ID, r.Title, r.Cites)
		}
		if r.Status != V && r.Status != V2 && r.Status != U {
			t.Errorf("%s: status %q", r.ID, r.Status)
		}
		if r.From.IsZero() || len(r.Starts) == 0 || len(r.Stops) == 0 || (r.Length < 1) != (r.Form == AsSoonAsPracticable) {
			t.Errorf("%s: from %s, starts %q, stops %q, length %d", r.ID, r.From, r.Starts, r.Stops, r.Length)
		}
		if r.Then > 0 && (r.Form != MonthsFrom || len(r.Ends) == 0 || len(r.Gaps) > 0) {
			t.Errorf("%s: rolls on without an end, or with gaps", r.ID)
		}
		again := slices.ContainsFunc(r.Starts, func(k candour.EventKind) bool { return slices.Contains(r.Stops, k) })
		if again && (len(r.Ends) == 0 || len(r.Reopens) == 0) {
			t.Errorf("%s: restarts itself without an end", r.ID)
		}
		if (r.Form == Window) != (r.AtLeast > 0) || r.AtLeast >= r.Length && r.AtLeast > 0 || (r.Form == Before) != (r.Names != "") || (r.Form == LiveFor) != (r.LengthIn != "") {
			t.Errorf("%s: the form %s does not fit its fields", r.ID, r.Form)
		}
		if len(r.Gaps) > 0 && !slices.Contains([]Form{After, Including, IncludingOrNext, Window, CalendarAfter}, r.Form) {
			t.Errorf("%s: days can not be left out of %s", r.ID, r.Form)
		}
		if r.Served && r.Names != "" {
			t.Errorf("%s: it counts from a service and from a day that is named", r.ID)
		}
		if r.Binding() == r.Expected() || r.Local && r.Binding() {
			t.Errorf("%s is both binding and expected, or neither, or a local standard that binds", r.ID)
		}
	}
	for id, r := range last {
		if got, err := Find(id); err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("Find(%s) = %+v, %v", id, got, err)
		}
	}
	if _, err := Find("no-such-rule"); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("Find of an unknown id: %v, want a refusal", err)
	}
}

// TestOnlyTheReadBinds is the promise that nobody is called late by a number that
// nobody has read.
func TestOnlyTheReadBinds(t *testing.T) {
	for s, want := range map[Status]bool{V: true, V2: false, U: false, "": false, "v": false} {
		r := Rule{Status: s}
		if r.Binding() != want || r.Expected() == want || r.Verified() != want || (r.Effect() == Duty) != want {
			t.Errorf("status %q: binding %t, expected %t, verified %t, effect %s", s, r.Binding(), r.Expected(), r.Verified(), r.Effect())
		}
		if strings.Contains(r.by(), "expected") == want {
			t.Errorf("status %q is written %q", s, r.by())
		}
	}
	r, err := Find("complaints-4-referral")
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != U {
		t.Errorf("the referral has status %s: only somebody who read the number in the regulation raises it, and says where", r.Status)
	}
}

func TestSentences(t *testing.T) {
	for _, tt := range []struct{ rule, on, want string }{
		{"conduct-43-1-chair-report", "2026-05-22", "Send the chair's report of the hearing to the appropriate authority, by Monday 1 June 2026: " +
			"5 working days beginning with the first working day after Friday 22 May 2026 (hearing completed), " +
			"not counting 4 weekend days and Monday 25 May 2026 (Spring bank holiday); " +
			"Police (Conduct) Regulations 2020 (SI 2020/4), reg. 43(1)."},
		{"barred-list-3-1-report", "2026-06-01", "Report the dismissal for the police barred list, by Friday 5 June 2026: " +
			"5 working days beginning with Monday 1 June 2026 (dismissed), no day left out; " +
			"Police Barred List and Police Advisory List Regulations 2017 (SI 2017/1135), reg. 3(1)."},
		{"complaints-34-2-a-i-first-update", "2026-01-05", "Tell the person how the matter is progressing, for the first time, by Monday 2 February 2026: " +
			"4 weeks from Monday 5 January 2026 (case opened), every day counted; " +
			"Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), reg. 34(2)(a)(i)."},
		{"complaints-13-delay-report", "2023-03-01", "Finish the investigation, or report to the local policing body and the oversight body why it is not finished, by Thursday 29 February 2024: " +
			"12 months starting with Wednesday 1 March 2023 (matter came to attention), every day counted, ending the day before 1 March 2024; " +
			"the report is owed as soon as practicable after that day; " +
			"Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), reg. 13."},
		{"complaints-4-referral", "2026-05-22", "Refer the matter to the oversight body, expected by (unverified) Saturday 23 May 2026: " +
			"the end of the day after Friday 22 May 2026 (referral criteria met), weekends and bank holidays counted; " +
			"what must be referred was read in the law, the number of days was not; " +
			"Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), regs. 4, 7 and 9."},
	} {
		r, err := Find(tt.rule)
		if err != nil {
			t.Fatal(err)
		}
		d, err := r.Due(day(t, tt.on))
		if err != nil {
			t.Fatal(err)
		}
		if d.Sentence() != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.rule, d.Sentence(), tt.want)
		}
	}
	r, err := Find("conduct-43-1-chair-report")
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Due(day(t, "2028-04-28"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Early May bank holiday, expected but not yet proclaimed"; !strings.Contains(d.Sentence(), want) {
		t.Errorf("a holiday that nobody has proclaimed is counted in silence: %s", d.Sentence())
	}
}

func TestRefusals(t *testing.T) {
	r, err := Find("conduct-43-1-chair-report")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, on, attention, want string }{
		{"came to attention before the law", "2020-02-10", "2020-01-31", "on or after 1 February 2020"},
		{"outside the calendar", "2028-12-28", "2028-12-01", "from 1 January 2017 to 31 December 2028"},
	} {
		_, err := r.DueFor(day(t, tt.on), day(t, tt.attention))
		var refusal *candour.Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Says, tt.want) {
			t.Errorf("%s: got %v, want a refusal with %q", tt.name, err, tt.want)
		}
	}
	if _, err := r.DueFor(day(t, "2020-02-10"), day(t, "2020-02-01")); err != nil {
		t.Errorf("on its first day in force: %v", err)
	}
	if _, err := r.Due(candour.Date{}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("no trigger day: %v, want a refusal", err)
	}
}

// drawInForce is a version of a rule that is in force for matters of that day.
func drawInForce(t *rapid.T, on candour.Date) Rule {
	return rapid.SampledFrom(slices.DeleteFunc(slices.Clone(Rules), func(r Rule) bool {
		return on.Before(r.From) || !r.Until.IsZero() && !on.Before(r.Until)
	})).Draw(t, "rule")
}

// TestLaterTriggerIsNeverDueSooner, and no limit is due before its trigger, unless
// it is counted back from a day to come.
func TestLaterTriggerIsNeverDueSooner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attention := candour.Date{Year: 2020, Month: time.February, Day: 1}.AddDays(rapid.IntRange(0, 3000).Draw(t, "attention"))
		r := drawInForce(t, attention)
		early := attention.AddDays(rapid.IntRange(0, 60).Draw(t, "early"))
		late := early.AddDays(rapid.IntRange(0, 40).Draw(t, "later by"))
		a, errA := r.DueFor(early, attention)
		b, errB := r.DueFor(late, attention)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if a.By.IsZero() != (r.Form == AsSoonAsPracticable) {
			t.Fatalf("%s, %s: due %q", r.ID, r.Form, a.By)
		}
		if !a.By.IsZero() && b.By.Before(a.By) {
			t.Fatalf("%s: from %s due %s, but from %s due %s", r.ID, early, a.By, late, b.By)
		}
		if !a.By.IsZero() && a.By.Before(early) != (r.Form == Before) {
			t.Fatalf("%s: from %s due %s", r.ID, early, a.By)
		}
		must := []string{long(early), r.Cites}
		if !a.By.IsZero() {
			must = append(must, long(a.By))
		}
		for _, must := range must {
			if !strings.Contains(a.Sentence(), must) {
				t.Fatalf("%s: the sentence lacks %q: %s", r.ID, must, a.Sentence())
			}
		}
		if strings.Count(a.Sentence(), "\n") > 0 || !strings.HasSuffix(a.Sentence(), ".") {
			t.Fatalf("not one sentence: %q", a.Sentence())
		}
	})
}

// TestLondonMidnight: half past eleven at night UTC in June is the next day in
// London, and the limit counts from that day.
func TestLondonMidnight(t *testing.T) {
	at := time.Date(2026, time.June, 30, 23, 30, 0, 0, time.UTC)
	r, err := Find("complaints-4-referral")
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Due(candour.On(at))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.By.String(), "2026-07-02"; got != want {
		t.Errorf("due %s, want %s", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		june := rapid.IntRange(1, 30).Draw(t, "day of June")
		minute := rapid.IntRange(0, 59).Draw(t, "minute after 23:00Z")
		r := drawInForce(t, candour.Date{Year: 2026, Month: time.June, Day: june})
		at := time.Date(2026, time.June, june, 23, minute, 0, 0, time.UTC)
		got, err := r.Due(candour.On(at))
		if err != nil {
			t.Fatal(err)
		}
		want, err := r.Due(candour.Date{Year: 2026, Month: time.June, Day: june}.AddDays(1))
		if err != nil {
			t.Fatal(err)
		}
		if got.By != want.By || got.Sentence() != want.Sentence() {
			t.Fatalf("%s at %s: due %s, want %s", r.ID, at, got.By, want.By)
		}
	})
}

func TestVersions(t *testing.T) {
	if got := RulesVersion(); len(got) != 12 || got != RulesVersion() {
		t.Errorf("rules version %q", got)
	}
	if got := CalendarVersion(); len(got) != 12 || got == RulesVersion() {
		t.Errorf("calendar version %q", got)
	}
}
