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
		list, err := v.Worklist(context.Background(), viewer, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		shown := map[candour.CaseID]bool{}
		for _, x := range list.Due {
			if x.Of.Kind == "case" {
				shown[candour.CaseID(x.Of.ID)] = true
			}
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

// TestOverdueFirst: the worklist begins with what has been due longest, and says
// what is late.
func TestOverdueFirst(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	old := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, old.Report)
	w.Later(40) // the first update was due after 28 days
	w.Send(1)
	list, err := view.View{Runner: w.Runner}.Worklist(context.Background(), view.Viewer{Who: crew.Triage.Who, Today: candour.On(w.Now)}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Due) < 2 || list.Due[0].Of.ID != string(c) || !list.Due[0].Overdue || list.Due[1].Overdue {
		t.Errorf("worklist: %+v", list.Due)
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
		list, err := v.Worklist(context.Background(), viewer, at, 0)
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
		{crew.Triage, "officer", 12},
		{crew.Triage, "nobody", 0},
		{crew.Triage, "", 0},
		{crew.Administrator, "officer", 0},
	} {
		found, _, err := v.FindOfficers(context.Background(), view.Viewer{Who: tt.who.Who}, tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != tt.want {
			t.Errorf("%q finds %d for %s, want %d", tt.query, len(found), tt.who.ID, tt.want)
		}
	}
}
