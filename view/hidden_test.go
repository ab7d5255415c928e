package view_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
	"candour/view"
)

// TestHiddenReportsTakeNoPlaces: more reports than the list looks at wait, and all
// are hidden from one who sorts them; the one that is not must stand there.
func TestHiddenReportsTakeNoPlaces(t *testing.T) {
	w := testdb.Open(t)
	p := w.Enrol("p", authz.Triage)
	err := w.DB.WithTx(context.Background(), func(tx *seal.Tx) error {
		for _, q := range []string{
			`INSERT INTO intake_report (force, id, reporter, code, sent_day) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) SELECT 'north', 'hidden-' || i, 'r' || i, 'c' || i, '2026-02-01' FROM n`,
			`INSERT INTO authz_wall (force, person, subject, because) SELECT 'north', 'person-p', 'report/' || id, 'candidate' FROM intake_report`,
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sent := w.Send(1)
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	var trace store.Trace
	list, err := v.Worklist(store.Traced(context.Background(), &trace), view.Viewer{Who: p.Who, Today: candour.On(w.Now)}, view.Filter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Due) != 1 || list.Due[0].Of != sent.Subject() || list.More {
		t.Errorf("%d reports are listed, more: %v; want the one that may be seen", len(list.Due), list.More)
	}
	if n := len(trace.Lines()); n > 20 {
		t.Errorf("%d statements for a list of one: hidden reports are asked about one by one", n)
	}
}

// TestHiddenConcernsTakeNoTime: nothing is asked about a concern that whoever
// opens an officer's file must not know of; and an administrator, who reads
// nothing, costs nothing that grows with what there is.
func TestHiddenConcernsTakeNoTime(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	w.Holds(crew.Officer, authz.CaseWorker, authz.Triage)
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	cost := func(who testdb.Person) (own, list []string) {
		var a, b store.Trace
		viewer := view.Viewer{Who: who.Who, Today: candour.On(w.Now)}
		f, err := v.OfficerFile(store.Traced(context.Background(), &a), viewer, crew.Officer.Officer)
		if err == nil && len(f.Concerns) > 0 && who == crew.Officer {
			t.Error("the accused is shown a concern")
		}
		if _, err := v.Worklist(store.Traced(context.Background(), &b), viewer, view.Filter{}, 0, 0); err != nil {
			t.Fatal(err)
		}
		return a.Lines(), b.Lines()
	}
	fileBefore, listBefore := cost(crew.Officer)
	_, adminBefore := cost(crew.Administrator)
	for range 2 {
		s := w.Send(1)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
		w.Do(crew.Triage.Who, &cases.KeepOutOfCase{Case: c, Officer: crew.Liaison.Officer, Because: cases.Tie(authz.KeptOut)})
	}
	fileAfter, listAfter := cost(crew.Officer)
	_, adminAfter := cost(crew.Administrator)
	for name, x := range map[string][2][]string{"their file": {fileBefore, fileAfter}, "their worklist": {listBefore, listAfter}, "an administrator’s worklist": {adminBefore, adminAfter}} {
		if before, after := strings.Join(x[0], "\n"), strings.Join(x[1], "\n"); before != after {
			t.Errorf("%s costs\n%s\nand before the hidden cases\n%s", name, after, before)
		}
	}
	if c, _ := cost(crew.CaseWorker); len(c) <= len(fileAfter) {
		t.Error("who may see the concerns asks no more than who may not: this test sees nothing")
	}
}

// TestOutsideBodiesAreNotAskedAboutEachRow: the oversight body and the local policing
// body may list hardly a row of a long list, and a vetting officer none. They see what is
// theirs, and what is not takes no statement of its own.
func TestOutsideBodiesAreNotAskedAboutEachRow(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		for _, q := range []string{
			`INSERT INTO intake_report (force, id, reporter, code, sent_day) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) SELECT 'north', 'waits-' || i, 'r' || i, 'c' || i, '2026-02-01' FROM n`,
			`INSERT INTO intake_waiting (force, report, sent_day) SELECT 'north', id, '2026-02-01' FROM intake_report`,
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	about := func(o candour.OfficerID) candour.CaseID {
		s := w.Send(1)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, o, s.Allegations...)
		return c
	}
	for range 8 {
		about(crew.Officer.Officer)
	}
	chiefs, nobodys, units := about(crew.Chief.Officer), w.Send(1), w.Send(1)
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error { // nobody is left who could sort them: each for another reason
		for _, q := range []string{
			`INSERT INTO authz_posting (force, person, unit, from_day, to_day, officer) VALUES ('north', $1, 'Standards two', '2020-01-01', '9999-12-31', 'x')`,
			`INSERT INTO authz_unit (force, subject, unit, from_day, to_day, because) VALUES ('north', $1, 'Standards two', '2026-01-01', '2026-03-01', 'unit')`,
		} {
			arg := string(crew.Triage.ID)
			if strings.Contains(q, "authz_unit") {
				arg = units.Subject().String()
			}
			if _, err := tx.Exec(q, arg); err != nil {
				return err
			}
		}
		return authz.Relate(tx.Tx, testdb.Force, crew.Triage.ID, nobodys.Subject(), authz.Candidate)
	}); err != nil {
		t.Fatal(err)
	}
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	left := []string{string(nobodys.Report), string(units.Report)}
	for name, x := range map[string]struct {
		who  testdb.Person
		want []string
		most int
	}{
		"the local policing body": {crew.PolicingBody, []string{string(chiefs)}, 20},
		"the oversight body":      {crew.Inspector, left, 40},
		"a vetting officer":       {crew.Vetting, nil, 6},
	} {
		var trace store.Trace
		list, err := v.Worklist(store.Traced(t.Context(), &trace), view.Viewer{Who: x.who.Who, Today: candour.On(w.Now)}, view.Filter{}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if (len(list.Due) == 0) != (len(x.want) == 0) || list.More {
			t.Errorf("%s: %d rows, more: %v", name, len(list.Due), list.More)
		}
		got := map[string]bool{}
		for _, d := range list.Due {
			if got[d.Of.ID] = true; !slices.Contains(x.want, d.Of.ID) {
				t.Errorf("%s: %s is listed, want only %s", name, d.Of, x.want)
			}
		}
		if len(got) != len(x.want) {
			t.Errorf("%s: %v are listed, want %v", name, got, x.want)
		}
		n := len(trace.Lines())
		t.Logf("%s: %d rows, %d statements", name, len(list.Due), n)
		if n > x.most {
			t.Errorf("%s: %d statements for %d rows: they are asked about one by one", name, n, len(list.Due))
		}
	}
}
