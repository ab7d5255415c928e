package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/cases"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/lookups"
	"candour/view"
)

// TestLookupsOwn plants somebody at the desk who opens cases that are not theirs, among
// people who do their work, on each engine. Whoever must not know of a case learns
// nothing of who opened it.
func TestLookupsOwn(t *testing.T) {
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		t.Run(engine, func(t *testing.T) {
			w := testdb.OpenOn(t, engine)
			crew := w.Crew()
			curious := w.Enrol("curious", "case-worker")
			var theirs []candour.Subject
			for range 3 {
				s := w.Send(1)
				c := w.OpenCase(crew.Triage.Who, s.Report)
				w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
				w.Do(crew.Supervisor.Who, &cases.AssignCase{Case: c, Officer: crew.CaseWorker.Officer})
				theirs = append(theirs, candour.Subject{Kind: "case", ID: string(c)})
			}
			look := func(p testdb.Person, page string, of ...candour.Subject) {
				t.Helper()
				if err := ledger.Access(t.Context(), w.DB, ledger.Accessed{Force: testdb.Force, Who: p.ID, At: w.Now, Page: page, Shown: of}); err != nil {
					t.Fatal(err)
				}
			}
			file := candour.Subject{Kind: "officer", ID: string(crew.Officer.Officer)}
			for range 6 {
				w.Later(4)
				for _, c := range theirs { // the work
					look(crew.CaseWorker, "case", c, file)
					look(crew.Authority, "case", c, file)
					look(crew.Inspector, "api: case", c)
				}
				look(curious, "worklist", theirs...) // a list shows what it shows
				look(curious, "case", theirs[0], file)
			}
			screen := func(p testdb.Person) ([]lookups.Case, int) {
				t.Helper()
				all, err := view.View{Runner: w.Runner, Acts: testdb.Kinds()}.OwnAccesses(t.Context(), view.Viewer{Who: p.Who, Today: candour.On(w.Now), Now: w.Now}, testdb.Day)
				if err != nil {
					t.Fatal(err)
				}
				r, err := screenOwn(all)
				if err != nil {
					t.Fatal(err)
				}
				return r.Cases, len(all.Opened)
			}
			found, n := screen(crew.Authority)
			if n != 6*(3*3+1) {
				t.Errorf("%d openings were read of %d", n, 6*(3*3+1))
			}
			if len(found) != 1 || found[0].Officer != string(curious.ID) || found[0].Person != theirs[0].String() || found[0].Accesses != 6 {
				t.Fatalf("one case about whoever was curious is meant: %+v", found)
			}
			if !slices.ContainsFunc(found[0].Rules, func(r lookups.CaseRule) bool { return r.ID == "no-task" }) {
				t.Errorf("nothing says that they had no task: %+v", found[0].Rules)
			}
			if found, n := screen(crew.Officer); len(found) != 0 || n != 0 {
				t.Errorf("the person complained of learns of %d openings: %+v", n, found)
			}
			if found, n := screen(crew.Administrator); len(found) != 0 || n != 0 {
				t.Errorf("an administrator learns of %d openings: %+v", n, found)
			}
			w.Later(4) // a task explains twelve hours before it too
			w.Do(crew.Supervisor.Who, &cases.AssignCase{Case: candour.CaseID(theirs[0].ID), Officer: curious.Officer})
			w.Later(1)
			look(curious, "case", theirs[0])
			if found, _ := screen(crew.Authority); len(found) != 1 || found[0].Accesses != 6 {
				t.Errorf("what was opened with the case given to them must not count, nor explain what was before: %+v", found)
			}
			t.Logf("%s: %d openings, %d cases", engine, n, len(found))
		})
	}
}

// TestLookupsOwnPages holds the names of pages that view tells apart to those that the
// doors write.
func TestLookupsOwnPages(t *testing.T) {
	seen := ""
	for _, name := range []string{"desk/read.go", "desk/do.go", "desk/print.go", "api/readings.go"} {
		text, err := os.ReadFile(filepath.Join("../../web", name))
		if err != nil {
			t.Fatal(err)
		}
		seen += string(text)
	}
	for _, page := range []string{`"case"`, `"report"`, `"form "`, `"clocks of a case"`, `"history of a case"`} {
		if !strings.Contains(seen, page) {
			t.Errorf("no door writes %s any more: package view must be told what it is called now", page)
		}
	}
}
