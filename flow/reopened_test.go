package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/cases"
	"candour/clock"
	"candour/internal/testdb"
	"candour/seal"
)

// TestReopen: the case stands as it stood, the decision that is taken back is kept
// with its reasons, the person is told at once and of the new decision later.
func TestReopen(t *testing.T) {
	x := lookInto(t, 3)
	x.Assess(x.crew.Assessor.Who, x.id)
	x.Decide(x.crew.Authority.Who, x.sent.Allegations...)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Close(x.crew.Authority.Who, x.id)
	closed := candour.On(x.Now)
	before, _ := mine(t, x.World, x.sent)
	x.Later(1)
	reopen := func(which string) error {
		_, err := x.Try(x.crew.Authority.Who, &cases.ReopenCase{Case: x.id, Why: "compensation-award", Allegations: which, Reasons: candour.Mark("the award accepts it")})
		return err
	}
	for _, wrong := range []string{"", "4", "0", "1, 1", "x"} {
		if err := reopen(wrong); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("reopening %q: %v, want not valid", wrong, err)
		}
	}
	if err := reopen("1 3"); err != nil {
		t.Fatal(err)
	}
	told, _ := mine(t, x.World, x.sent)
	var want []string
	for _, k := range before {
		if k == "allegation-decided 1" || k == "allegation-decided 3" {
			k = "decision-taken-back" + strings.TrimPrefix(k, "allegation-decided")
		}
		want = append(want, k)
	}
	if want = append(want, "case-reopened"); !slices.Equal(told, want) {
		t.Errorf("the person is told %q, want %q", told, want)
	}
	x.Read(func(tx *seal.Tx) error {
		got, err := cases.Read(tx, testdb.Force, x.id)
		if err != nil {
			return err
		}
		if got.State != cases.Assessed || !got.ClosedOn.IsZero() || got.Allegations[0].Decision != "" || got.Allegations[1].Decision == "" || got.Allegations[2].Decision != "" {
			t.Errorf("reopened: %+v", got)
		}
		earlier, err := cases.EarlierDecisions(tx, testdb.Force, x.id)
		if err != nil || len(earlier) != 2 {
			t.Fatalf("%d earlier decisions (%v), want 2", len(earlier), err)
		}
		for _, d := range earlier {
			if d.Decision != cases.NoCaseToAnswer || d.Reasons.Words() != "for the reason that was given" || d.By != x.crew.Authority.ID || d.On != closed || d.ToldOn != closed {
				t.Errorf("earlier decision %+v", d)
			}
		}
		past, err := cases.Past(tx, testdb.Force, x.id)
		if text := page(past); !strings.Contains(text, "the award accepts it") || !strings.Contains(text, "Earlier decision on allegation 3") {
			t.Errorf("the page says %s", text)
		}
		return err
	})
	_, err := x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	tellsWhy(t, err, "allegation 1 and allegation 3 have no decision")
	x.Do(x.crew.Authority.Who, &cases.DecideAllegation{Allegation: x.sent.Allegations[0], Decision: cases.CaseToAnswer, Standard: cases.Balance, Reasons: reasons})
	x.Decide(x.crew.Authority.Who, x.sent.Allegations[2])
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Answer(x.crew, x.id, x.crew.Officer.Officer)
	x.Close(x.crew.Authority.Who, x.id)
	told, _ = mine(t, x.World, x.sent)
	if n := len(slices.DeleteFunc(slices.Clone(told), func(k string) bool { return k != "allegation-decided 1" })); n != 1 {
		t.Errorf("the new decision on allegation 1 was told %d times, want once: %q", n, told)
	}
	// The local policing body may, too.
	x.KnowsNobody(x.crew.PolicingBody.Who, cases.Subject(x.id))
	x.Do(x.crew.PolicingBody.Who, &cases.ReopenCase{Case: x.id, Why: "review-upheld", Allegations: "ALL", Reasons: reasons})
	if n := x.Count("cases_decision"); n != 0 {
		t.Errorf("%d decisions stand after all were taken back", n)
	}
}

// TestCorrectedDayMovesWhatIsDue: the day is put right once, what is due moves, on
// the desk and for the person, and nothing else follows again.
func TestCorrectedDayMovesWhatIsDue(t *testing.T) {
	x := lookInto(t, 1)
	due := func() (out string) {
		x.Read(func(tx *seal.Tx) error {
			return tx.One(`SELECT by_day FROM clock_due WHERE force = $1 AND subject = $2 AND rule = $3`, []any{string(testdb.Force), cases.Subject(x.id).String(), "complaints-13-delay-report"}, &out)
		})
		return out
	}
	today := candour.On(x.Now)
	if got := due(); got != "2027-03-01" {
		t.Fatalf("the report is due %s", got)
	}
	correct := func(what candour.EventKind, entered, right candour.Date) error {
		_, err := x.Try(x.crew.Authority.Who, &cases.CorrectEvent{Case: x.id, What: cases.WhichEvent(what), Entered: entered, Right: right, Reasons: candour.Mark("the letter bears that day")})
		return err
	}
	for _, wrong := range []struct {
		what           candour.EventKind
		entered, right candour.Date
	}{
		{cases.CameToAttention, today, today},
		{cases.CameToAttention, today, today.AddDays(1)},
		{cases.CameToAttention, today.AddDays(-5), today},
		{cases.OfficerLinked, today, today.AddDays(-1)}, // no kind whose day counts in law
	} {
		if err := correct(wrong.what, wrong.entered, wrong.right); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%v: %v, want not valid", wrong, err)
		}
	}
	right := today.AddDays(-20)
	if err := correct(cases.CameToAttention, today, right); err != nil {
		t.Fatal(err)
	}
	if got := due(); got != "2027-02-09" {
		t.Errorf("the report is due %s after the correction, want 2027-02-09", got)
	}
	_, theirs := mine(t, x.World, x.sent)
	if !slices.Contains(theirs, "complaints-13-delay-report 2027-02-09") {
		t.Errorf("due to the person: %q", theirs)
	}
	tellsWhy(t, correct(cases.CameToAttention, right, today.AddDays(-30)), "corrected once already")
	tellsWhy(t, correct(cases.CameToAttention, today, today.AddDays(-30)), "corrected once already")

	// An update is told once, however often its day is put right.
	x.Tell(x.crew.CaseWorker.Who, x.id)
	before, _ := mine(t, x.World, x.sent)
	if err := correct(cases.PersonUpdated, today, today.AddDays(-2)); err != nil {
		t.Fatal(err)
	}
	if after, _ := mine(t, x.World, x.sent); !slices.Equal(before, after) {
		t.Errorf("a corrected day told the person again: %q, before %q", after, before)
	}
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	if err := correct(cases.PersonUpdated, today, today.AddDays(-1)); !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), "2 entries") {
		t.Errorf("two of one day: %v", err)
	}
	all := x.Events(cases.Subject(x.id))
	fresh, err := clock.Compute(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range fresh {
		if d.Rule.ID == "complaints-13-delay-report" && d.By.String() != due() {
			t.Errorf("computed %s, cached %s", d.By, due())
		}
	}
}
