package signals

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAddIsSort: a record that an event was added to scores as one that was sorted
// again.
func TestAddIsSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, a, b := drawn(t), allegation(t, 98), allegation(t, 99)
		want := points(t, with(with(r, a), b))
		pairs := func(r *Record) (v [4]int) {
			for o := range int32(4) {
				for _, p := range r.FileOf(o, today, Independent).partners() {
					v[o] += int(p.shared)
				}
			}
			return v
		}
		both := pairs(with(with(r, a), b))
		r.Add(a)
		r.Add(b)
		if got := points(t, r); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
		if got := pairs(r); got != both {
			t.Fatalf("shared cases %v, want %v", got, both)
		}
	})
}

// TestRejects plants what is wrong and sees it listed by line and column.
func TestRejects(t *testing.T) {
	dir := t.TempDir()
	write := func(name, s string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("officers.csv", "officer,appointed,resigned,serving,race,sex,birth_year\n1,2000-01-01,,1,A,B,1970\n2,2000-13-01,,1,A,B,1970\n1,2000-01-01,,1,A,B,1970\n3,2000-01-01,,yes,A,B,1970\n4,,,1,A,B,1970\n")
	write("allegations.csv", "case,officer,incident,received,closed,code,group,finding,outcome,officer_filed,n_accused\nc1,1,2001-01-01,2001-01-02,,01A,verbal,,,0,1\nc2,9,2001-01-01,2001-01-02,,01A,verbal,,,0,1\nc3,1,2001-01-01,,,01A,verbal,,,0,1\nc4,1,2001-01-01,2001-01-02\nc5,1,2001-01-01,2001-01-02,2001-02-30,01A,verbal,,,0,1\nc6,1,2001-01-01,2001-01-02,,01A,verbal,,,0,none\nc7,1,2001-01-01,2001-01-02,2000-01-01,01A,shouting,XX,,0,1\n")
	r, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"officers:3:3: ", "officers:4: stands there twice", "officers:5:15: ", "allegations:3:4: officer \"9\"", "allegations:4:17: a date", "allegations:5: has 4 values", "allegations:6:28: ", "allegations:7:44: "}
	if len(r.Rejects) != len(want) {
		t.Fatalf("%d rejects, want %d: %v", len(r.Rejects), len(want), r.Rejects)
	}
	for i, w := range want {
		if !strings.HasPrefix(r.Rejects[i].String(), w) {
			t.Errorf("reject %d: %q, want it to begin %q", i, r.Rejects[i], w)
		}
	}
	if len(r.Warnings) != 4 || r.Rows["officers"] != 2 || r.Rows["allegations"] != 2 {
		t.Errorf("warnings %v, rows %v", r.Warnings, r.Rows)
	}
	write("allegations.csv", "case,officer\n")
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "no column incident") {
		t.Errorf("a missing column: %v", err)
	}
}

// TestTopHasItsShare: a list is as long as it says whatever is tied.
func TestTopHasItsShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.SliceOfN(rapid.Int64Range(0, 5), 100, 300).Draw(t, "score")
		sum := 0.0
		for _, p := range Rank(score).Top(0.05) {
			sum += p
		}
		if want := math.Floor(0.05 * float64(len(score))); math.Abs(sum-want) > 1e-9 {
			t.Fatalf("%v on the list, want %v", sum, want)
		}
	})
}

// TestUnits: rates counted by hand, pulled towards the mean and never past it, and
// nothing said of the small.
func TestUnits(t *testing.T) {
	r := &Record{}
	at := today
	for i := range 120 {
		unit := string(rune('a' + i/20))
		if i >= 118 {
			unit = "small"
		}
		r.Officers = append(r.Officers, Officer{ID: unit + string(rune('A'+i%20)), Appointed: at - 3000, Serving: true})
		r.Postings = append(r.Postings, Posting{Officer: int32(i), Unit: unit, Start: at - 3000})
		for k := range i / 20 {
			r.Allegations = append(r.Allegations, Allegation{Officer: int32(i), Case: unit + string(rune('0'+i)) + string(rune('0'+k)), Received: at - 30, Accused: 1})
		}
	}
	r.Sort()
	u := r.UnitsOf(UnitKinds[0], at)
	if len(u.All) != 7 || !u.All[6].TooFew || u.All[6].Unit != "small" {
		t.Fatalf("units %+v", u.All)
	}
	for i, x := range u.All[:6] {
		name := string(rune('f' - i))
		cases := (5 - i) * 20
		if name == "f" {
			cases -= 10
		}
		if x.Unit != name || x.Cases != cases {
			t.Errorf("place %d: unit %s with %d cases, want %s with %d", i, x.Unit, x.Cases, name, cases)
		}
		if (x.Shrunk-u.Mean)*(x.Rate-u.Mean) < 0 || math.Abs(x.Shrunk-u.Mean) > math.Abs(x.Rate-u.Mean) || x.Low > x.Shrunk || x.High < x.Shrunk {
			t.Errorf("unit %s: rate %.2f, shrunk %.2f [%.2f, %.2f], mean %.2f", x.Unit, x.Rate, x.Shrunk, x.Low, x.High, u.Mean)
		}
	}
}

// TestGate: the same evaluation passes wide bounds and is refused by narrow ones.
func TestGate(t *testing.T) {
	e, err := Evaluate(extract(t).Record, day(t, "2008-01-01"), fitted(t, "2008-01-01"), 1)
	if err != nil {
		t.Fatal(err)
	}
	if no := UsualGate.Refusals(e); len(no) != 0 {
		t.Errorf("the usual gate refuses it: %v", no)
	}
	if no := (Gate{MaxRaw: 9, MaxWithin: 9, MinAUC: UsualGate.MinAUC, MinLift5: UsualGate.MinLift5}).Refusals(e); len(no) != 0 {
		t.Errorf("refused: %v", no)
	}
	if no := (Gate{MaxRaw: 1.5, MaxWithin: 9}).Refusals(e); len(no) == 0 {
		t.Error("a bound of 1.5 on disparity refused nothing")
	}
	if no := (Gate{MaxRaw: 9, MaxWithin: 9, MinAUC: map[string]float64{"sustained": 0.3}}).Refusals(e); len(no) != 1 {
		t.Errorf("an AUC that nobody reaches: %v", no)
	}
	e.NotHeld = []*Outcome{payoutOutcome}
	if no := UsualGate.Refusals(e); len(no) != 0 || e.NotTested() != ", of what was measured; not measured: payout" {
		t.Errorf("no payouts are held: refused %v, says %q", no, e.NotTested())
	}
	e.NotHeld = []*Outcome{seriousOutcome}
	if no := UsualGate.Refusals(e); len(no) != 1 || !strings.HasPrefix(no[0], "serious: nothing of it is held") {
		t.Errorf("what was not tested passed: %v", no)
	}
	e.NotHeld = nil
	e.Ahead = true
	if no := (Gate{MaxRaw: 9, MaxWithin: 9}).Refusals(e); len(no) != 1 {
		t.Errorf("a model that has seen what came after: %v", no)
	}
}

// TestAgainstFloor: equal is enough for payout and not for the others, what was not
// measured is said to be, and the last line names every outcome and day that falls short.
func TestAgainstFloor(t *testing.T) {
	row := func(auc, lift float64) Row { return Row{Measure: Measure{AUC: auc, Lift5: lift}} }
	of := func(o *Outcome, auc, lift float64) Evaluated {
		return Evaluated{Outcome: o, Rows: []Row{{}, {}, row(0.6, 2), {}, row(auc, lift), {}}}
	}
	last := func(days ...*Evaluation) string {
		var b strings.Builder
		if err := WriteAgainstFloor(&b, days); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(b.String()), "\n")
		if len(lines) != len(days)+3 {
			t.Errorf("%d lines for %d days: %s", len(lines), len(days), b.String())
		}
		return lines[len(lines)-1]
	}
	good := &Evaluation{At: today, Outcomes: []Evaluated{of(sustainedOutcome, 0.61, 2.1), of(payoutOutcome, 0.6, 2)}}
	if got := last(good, good); !strings.HasPrefix(got, "On 2 days the model is above the floor") {
		t.Error(got)
	}
	bad := &Evaluation{At: today + 1, Outcomes: []Evaluated{of(sustainedOutcome, 0.61, 2), of(payoutOutcome, 0.59, 1.9)}}
	want := fmt.Sprintf("NOT what it must be against the floor: sustained on %s (lift@5%%); payout on %s (AUC, lift@5%%).", today+1, today+1)
	if got := last(good, bad); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestNothingToLearn: of an outcome that was not known of anybody when it was fitted the
// points are for volume alone, and order people as the floor does.
func TestNothingToLearn(t *testing.T) {
	r := Invent(400, 6000, today, 3)
	m, err := Fit(r, today)
	if err != nil {
		t.Fatal(err)
	}
	tables := m.Outcomes[2].Tables
	if len(r.Payouts) != 0 || len(tables) != 1 || tables[0].Signal != recent.ID || len(m.Outcomes[0].Tables) < 2 {
		t.Errorf("%d payouts, tables %+v", len(r.Payouts), tables)
	}
	// One payout to somebody of whom nobody complained teaches no more.
	r.Payouts = []Payout{{int32(slices.IndexFunc(r.Officers, func(o Officer) bool {
		return o.Appointed < today-4000 && !slices.ContainsFunc(r.Allegations, func(a Allegation) bool { return r.Officers[a.Officer].ID == o.ID })
	})), today - 800}}
	if r.Payouts[0].Officer < 0 {
		t.Fatal("everybody was complained of: nobody to pay out for")
	}
	r.ForceReports = nil // nothing else to learn from
	r.Sort()
	if m, err = Fit(r, today); err != nil {
		t.Fatal(err)
	}
	if tables = m.Outcomes[2].Tables; len(tables) != 1 || tables[0].Signal != recent.ID {
		t.Errorf("of one payout, tables %+v", tables)
	}
}

// TestMeasuredWords: share, precision and lift stand together, and of few people nothing is said.
func TestMeasuredWords(t *testing.T) {
	r := &Record{}
	came := [][]bool{make([]bool, 200)}
	var who []int32
	for i := range 200 {
		r.Officers = append(r.Officers, Officer{ID: fmt.Sprint(i), Appointed: today - 3000, Serving: true})
		who = append(who, int32(i))
		if i < 40 { // fires for 40 of 200, came to pass for 10 of them and for 10 others
			r.Allegations = append(r.Allegations, Allegation{Officer: int32(i), Case: fmt.Sprint("c", i), Received: today - 10, Type: Sexual, Accused: 1})
		}
		came[0][i] = i < 10 || i >= 190
	}
	r.Sort()
	some := r.measureSignals([]*Signal{abuse, bullying}, who, today, Independent, came)
	of := []*Outcome{abuseOutcome}
	want := fmt.Sprintf("On %s it fired for 20.0 of 100. Of 100 for whom it did, within two years: abuse 25.0 (lift 2.5).", today)
	if got := some[0].words(today, of); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	want = fmt.Sprintf("On %s it fired for 0 people, too few to say what came after.", today)
	if got := some[1].words(today, of); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
