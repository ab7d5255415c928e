package view_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
	"candour/view"
)

// TestLatestConcernsFirst: a page of a case shows the latest of the earlier concerns
// and says that there are more; asked for, it shows them all. What is hidden or
// disproved takes no place among them, and the officer's file has the same ones.
func TestLatestConcernsFirst(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	looks := crew.CaseWorker
	var want []candour.CaseID // what a case worker may see, the latest first
	var last candour.CaseID
	for i := range 2*view.LatestConcerns + 6 {
		s := w.Send(1)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
		switch {
		case i%5 == 3:
			w.Do(crew.Triage.Who, &cases.KeepOutOfCase{Case: c, Officer: looks.Officer, Because: cases.Tie(authz.KeptOut)})
		case i%7 == 5:
			if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
				if _, err := tx.Exec(`INSERT INTO cases_decision (force, allegation, case_id, decision, standard, reasons, by_person, on_day, told_day) VALUES ($1, $2, $3, $4, '', '', '', '2026-03-01', '')`, string(testdb.Force), string(s.Allegations[0]), string(c), string(cases.Disproved)); err != nil {
					return err
				}
				_, err := tx.Exec(`UPDATE cases_accused SET decision = $1 WHERE force = $2 AND case_id = $3`, string(cases.Disproved), string(testdb.Force), string(c))
				return err
			}); err != nil {
				t.Fatal(err)
			}
		default:
			want = slices.Insert(want, 0, c)
			last = c
		}
		w.Later(1)
	}
	want = want[1:] // but the case itself
	w.KnowsNobody(looks.Who, candour.Subject{Kind: "case", ID: string(last)})
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	viewer := view.Viewer{Who: looks.Who, Today: candour.On(w.Now), Now: w.Now}
	shown := func(f view.OfficerFile) (out []candour.CaseID) {
		for _, c := range f.Concerns {
			if c.Case != last {
				out = append(out, c.Case)
			}
		}
		return out
	}
	latest, err := v.CasePage(t.Context(), viewer, last, 0)
	if err != nil {
		t.Fatal(err)
	}
	if f := latest.Officers[crew.Officer.Officer]; !slices.Equal(shown(f), want[:view.LatestConcerns]) || !f.More {
		t.Errorf("the page of a case shows %v, more: %v; want the latest %d of %v", shown(f), f.More, view.LatestConcerns, want)
	}
	all, err := v.CaseWithConcerns(t.Context(), viewer, last, 0)
	if err != nil {
		t.Fatal(err)
	}
	if f := all.Officers[crew.Officer.Officer]; !slices.Equal(shown(f), want) || f.More {
		t.Errorf("with every concern it shows %v, more: %v; want %v", shown(f), f.More, want)
	}
	f, err := v.OfficerFile(t.Context(), viewer, crew.Officer.Officer)
	if err != nil || !slices.Equal(shown(f), want) {
		t.Errorf("the officer's file shows %v, %v; want %v", shown(f), err, want)
	}
}

// TestLongListIsCountedOnce: that a list is too long to be counted is remembered for
// some minutes, and for nobody else; a number that is shown is counted each time.
func TestLongListIsCountedOnce(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	count := func(who testdb.Person, at time.Time) (view.Count, bool) {
		var trace store.Trace
		list, err := v.Worklist(store.Traced(t.Context(), &trace), view.Viewer{Who: who.Who, Today: candour.On(w.Now), Now: at}, view.Filter{}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		asked := slices.ContainsFunc(trace.Lines(), func(l string) bool {
			return len(l) > 60 && l[:57] == "SELECT count(*) FROM (SELECT 1 AS one FROM clock_due d WH"
		})
		reports := slices.ContainsFunc(trace.Lines(), func(l string) bool {
			return strings.HasPrefix(l, "SELECT count(*) FROM (SELECT 1 AS one FROM (SELECT i.force, i.report")
		})
		if reports != (who.ID == crew.Triage.ID && list.Count <= 1000) { // more than 1,000 limits are more than 1,000 rows, whatever else waits; and nobody else has new ones
			t.Errorf("%s: %q rows, new reports counted: %v", who.ID, list.Count.Words(), reports)
		}
		return list.Count, asked
	}
	fill := func(from, to int) {
		err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
			for _, q := range []string{
				`INSERT INTO clock_due (force, subject, rule, about, event, rule_from, by_day, effect, attention_day, started_day, began, moved) WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT 'north', 'case/many-' || i, rule, about, event, rule_from, by_day, effect, attention_day, started_day, began, moved FROM n CROSS JOIN (SELECT * FROM clock_due WHERE subject NOT BETWEEN 'case/many' AND 'case/manz' LIMIT 1) one`,
				`INSERT INTO authz_triaged (force, subject) WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT 'north', 'case/many-' || i FROM n`,
			} {
				if _, err := tx.Exec(fmt.Sprintf(q, from, to)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.OpenCase(crew.Triage.Who, w.Send(1).Report)
	w.Send(1)
	count(crew.Triage, w.Now)
	fill(1, 990)
	for range 2 {
		if n, asked := count(crew.CaseWorker, w.Now); !asked || n > 1000 {
			t.Errorf("a list of less than 1,000: %s, counted: %v", n.Words(), asked)
		}
	}
	fill(991, 1300)
	for i, want := range []struct {
		who   testdb.Person
		after time.Duration
		asked bool
	}{{crew.CaseWorker, 0, true}, {crew.Triage, 0, true}, {crew.CaseWorker, 4 * time.Minute, false}, {crew.Assessor, 4 * time.Minute, true}, {crew.CaseWorker, 5 * time.Minute, true}, {crew.CaseWorker, 6 * time.Minute, false}} {
		if n, asked := count(want.who, w.Now.Add(want.after)); asked != want.asked || n.Words() != "more than 1,000" {
			t.Errorf("look %d: %q, counted: %v; want it counted: %v", i, n.Words(), asked, want.asked)
		}
	}
}
