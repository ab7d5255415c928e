package view_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
	"candour/view"
)

// TestListsAgreeWithTheWall links random officers, who hold roles themselves, to
// random cases, and holds every list of everybody to what the test itself knows
// of who is accused where.
func TestListsAgreeWithTheWall(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	w := testdb.Open(t)
	crew := w.Crew()
	people := []testdb.Person{w.Enrol("p", authz.CaseWorker), w.Enrol("q", authz.Assessor), w.Enrol("r", authz.Authority, authz.CaseWorker), crew.Officer}
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}

	accused := map[candour.CaseID][]candour.OfficerID{} // what the test knows
	waits := map[candour.CaseID]bool{}                  // an allegation has no officer yet
	var all []candour.CaseID
	for range 12 {
		s := w.Send(1 + rnd.IntN(2))
		c := w.OpenCase(crew.Triage.Who, s.Report)
		all = append(all, c)
		accused[c] = nil
		for _, a := range s.Allegations {
			if rnd.IntN(4) > 0 {
				p := people[rnd.IntN(len(people))]
				w.Link(crew.Triage.Who, p.Officer, a)
				accused[c] = append(accused[c], p.Officer)
			} else {
				waits[c] = true
			}
		}
	}
	for _, looks := range append(people, crew.Triage, crew.CaseWorker, crew.Assessor, crew.Authority, crew.Supervisor, crew.Administrator) {
		viewer := view.Viewer{Who: looks.Who, Today: candour.On(w.Now)}
		reads := slices.Contains([]candour.PersonID{people[0].ID, people[1].ID, people[2].ID, crew.Triage.ID, crew.CaseWorker.ID, crew.Assessor.ID, crew.Authority.ID, crew.Supervisor.ID}, looks.ID)
		may := func(c candour.CaseID) bool {
			return reads && !slices.Contains(accused[c], looks.Officer) && (!waits[c] || looks.ID == crew.Triage.ID)
		}
		list, err := v.Worklist(context.Background(), viewer, view.Filter{}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		shown := map[candour.CaseID]bool{}
		for _, x := range list.Due {
			if x.Of.Kind == "case" {
				shown[candour.CaseID(x.Of.ID)] = true
			}
		}
		if len(list.Due) > 0 && !list.More && int(list.Count) != len(list.Due) {
			t.Errorf("%s: %d things are due, and the count is %s", looks.ID, len(list.Due), list.Count.Words())
		}
		for _, c := range all {
			if shown[c] != may(c) {
				t.Errorf("%s: case about %v on the worklist: %v, want %v", looks.ID, accused[c], shown[c], may(c))
			}
			if _, err := v.CasePage(context.Background(), viewer, c, 0); err == nil && looks.ID != crew.Triage.ID {
				t.Errorf("%s was not asked first whether they know anyone", looks.ID)
			}
			w.KnowsNobody(looks.Who, candour.Subject{Kind: "case", ID: string(c)})
			_, err := v.CasePage(context.Background(), viewer, c, 0)
			if (err == nil) != may(c) || err != nil && !errors.Is(err, candour.ErrNotFound) {
				t.Errorf("%s: page of a case about %v: %v, want it shown: %v", looks.ID, accused[c], err, may(c))
			}
		}
		for _, p := range people {
			f, err := v.OfficerFile(context.Background(), viewer, p.Officer)
			if !reads {
				if !errors.Is(err, candour.ErrNotFound) {
					t.Errorf("%s: file of %s: %v, want not found", looks.ID, p.Officer, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			got := map[candour.CaseID]bool{}
			for _, c := range f.Concerns {
				got[c.Case] = true
			}
			for _, c := range all {
				if want := slices.Contains(accused[c], p.Officer) && may(c); got[c] != want {
					t.Errorf("%s: file of %s shows a case about %v: %v, want %v", looks.ID, p.Officer, accused[c], got[c], want)
				}
			}
		}
	}
}

func TestCountWords(t *testing.T) {
	for c, want := range map[view.Count]string{0: "0", 1000: "1,000", 1001: "more than 1,000", view.Uncounted: ""} {
		if got := c.Words(); got != want {
			t.Errorf("%d is %q, want %q", int(c), got, want)
		}
	}
}

// TestOverdueFirst: the worklist begins with what has been due longest, and says
// what is late.
func TestOverdueFirst(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	old := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, old.Report)
	w.Later(40) // the first update was due after 28 days, and three standards of our own before
	w.Send(1)
	list, err := view.View{Runner: w.Runner}.Worklist(context.Background(), view.Viewer{Who: crew.Triage.Who, Today: candour.On(w.Now)}, view.Filter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	late := 0
	for i, x := range list.Due {
		switch {
		case x.Overdue && (i != late || x.Of.ID != string(c)):
			t.Errorf("row %d is overdue, below one that is not, or of another: %+v", i, x)
		case x.Overdue:
			late++
		}
		if local := x.Rule == nil || x.Rule.Local; local != (x.Standing == "local standard") {
			t.Errorf("%s is labelled %q", x.What, x.Standing)
		}
	}
	if late != 4 || len(list.Due) <= late {
		t.Errorf("%d of %d are overdue: %+v", late, len(list.Due), list.Due)
	}
	if !slices.IsSortedFunc(list.Due, func(a, b view.Work) int { return a.By.Time().Compare(b.By.Time()) }) {
		t.Error("the worklist is not in the order of its days")
	}
}

// TestWorklistPages: the pages together hold each thing once.
func TestWorklistPages(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	for range view.PageSize + 5 {
		w.Send(1)
	}
	v, viewer := view.View{Runner: w.Runner}, view.Viewer{Who: crew.Triage.Who, Today: candour.On(w.Now)}
	seen := map[string]int{}
	for at := range 3 {
		list, err := v.Worklist(context.Background(), viewer, view.Filter{}, at, 0)
		if err != nil {
			t.Fatal(err)
		}
		if want := at == 0; list.More != want {
			t.Errorf("page %d says that there is more: %v", at, list.More)
		}
		for _, x := range list.Due {
			seen[x.Of.ID]++
		}
	}
	if len(seen) != view.PageSize+5 {
		t.Errorf("%d things on the pages, want %d", len(seen), view.PageSize+5)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s is shown %d times", id, n)
		}
	}
}

// TestHiddenReportsTakeNoRoom puts 1,500 reports that a person may not see before
// one that they may: the one is on their first page, and their pages have no gap.
// The walled ones are refused to triage by the wall, and to the inspector by the
// policy that leaves a report to triage as long as somebody of it may see it.
func TestHiddenReportsTakeNoRoom(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	other := w.Enrol("other", authz.Triage)
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		for i := range 1500 {
			id := fmt.Sprintf("r%04d", i)
			for _, q := range []string{
				`INSERT INTO intake_report (force, id, reporter, code, sent_day) VALUES ($1, $2, $2, $2, '2026-01-05')`,
				`INSERT INTO intake_waiting (force, report, sent_day) VALUES ($1, $2, '2026-01-05')`,
			} {
				if _, err := tx.Exec(q, string(testdb.Force), id); err != nil {
					return err
				}
			}
			if err := authz.Relate(tx.Tx, testdb.Force, crew.Triage.ID, candour.Subject{Kind: "report", ID: id}, authz.Candidate); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	mine, theirs := w.Send(1), w.Send(1)
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		for _, p := range []testdb.Person{crew.Triage, other} { // of the second report nobody of triage is left
			if err := authz.Relate(tx.Tx, testdb.Force, p.ID, theirs.Subject(), authz.Candidate); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	v := view.View{Runner: w.Runner}
	list := func(who testdb.Person, page int) (ids []string, more bool) {
		t.Helper()
		l, err := v.Worklist(t.Context(), view.Viewer{Who: who.Who, Today: candour.On(w.Now)}, view.Filter{}, page, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range l.Due {
			ids = append(ids, x.Of.ID)
		}
		return ids, l.More
	}
	for name, c := range map[string]struct {
		who  testdb.Person
		want candour.ReportID
	}{"triage, on the wall of 1,501": {crew.Triage, mine.Report}, "the inspector": {crew.Inspector, theirs.Report}} {
		if got, more := list(c.who, 0); len(got) != 1 || got[0] != string(c.want) || more {
			t.Errorf("%s: %d rows %.60v, more %v; want only %s", name, len(got), got, more, c.want)
		}
	}
	seen := map[string]bool{}
	for page := 0; ; page++ {
		got, more := list(other, page)
		for _, id := range got {
			seen[id] = true
		}
		if len(got) != view.PageSize && more || page > 40 {
			t.Fatalf("page %d has %d rows", page+1, len(got))
		}
		if !more {
			break
		}
		if page == 1 {
			w.OpenCase(other.Who, mine.Report) // and what was opened waits no more
		}
	}
	if len(seen) != 1500+1 || seen[string(mine.Report)] { // the case is due now
		t.Errorf("%d rows on all pages, want 1,501 and not the report that was opened", len(seen))
	}
}

// TestConcernsLeave: disproved and not-this-person leave the list of earlier
// concerns; no case to answer stays on it.
func TestConcernsLeave(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	v, viewer := view.View{Runner: w.Runner}, view.Viewer{Who: crew.Assessor.Who, Today: candour.On(w.Now)}
	for i, d := range []struct {
		decision cases.Decision
		stays    bool
	}{{cases.NoCaseToAnswer, true}, {cases.CaseToAnswer, true}, {cases.Disproved, false}, {cases.NotThisPerson, false}} {
		o := w.Enrol(fmt.Sprint("x", i))
		s := w.Send(1)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, o.Officer, s.Allegations...)
		w.Assess(crew.Assessor.Who, c)
		w.Do(crew.Authority.Who, &cases.DecideAllegation{Allegation: s.Allegations[0], Decision: d.decision, Standard: cases.Balance, Reasons: candour.Mark("the evidence")})
		f, err := v.OfficerFile(context.Background(), viewer, o.Officer)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(f.Concerns) == 1; got != d.stays {
			t.Errorf("%s stays among earlier concerns: %v, want %v", d.decision, got, d.stays)
		}
	}
}

// TestFindOfficers finds by number and by all words of a name, and nobody for
// whom the asker may not look.
func TestFindOfficers(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	v := view.View{Runner: w.Runner}
	for _, tt := range []struct {
		who   testdb.Person
		query string
		want  int
	}{
		{crew.Triage, "No", 1},
		{crew.Triage, " n-O ", 0}, // a number is one word
		{crew.Triage, "officer o", 1},
		{crew.Triage, "officer", 15},
		{crew.Triage, "nobody", 0},
		{crew.Triage, "", 0},
		{crew.Administrator, "officer", 0},
	} {
		found, _, err := v.FindOfficers(context.Background(), view.Viewer{Who: tt.who.Who}, tt.query, candour.Subject{})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != tt.want {
			t.Errorf("%q finds %d for %s, want %d", tt.query, len(found), tt.who.ID, tt.want)
		}
	}
}
