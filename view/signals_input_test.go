package view_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/signals"
	"candour/view"
	"candour/workforce"
)

// took is a day as a year, a month and a day of an import.
func took(y int, m, d int) candour.Date {
	day, err := candour.ParseDate(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
	if err != nil {
		panic(err)
	}
	return day
}

// roster puts six officers and twelve cases of another system into the database, and
// writes the same as files in the layout of the extract, under the same ids.
func roster(w *testdb.World) (dir string) {
	w.T.Helper()
	officers, postings := "officer,appointed,resigned,serving,race,sex\n", "officer,unit,start,end\n"
	allegations := "case,officer,incident,received,closed,code,group,finding,outcome,officer_filed,n_accused\n"
	for i := range 6 {
		id := fmt.Sprintf("took-%d", i)
		a := &workforce.ImportOfficer{
			Officer: candour.OfficerID(id), Person: candour.PersonID("human-" + id), Source: "elsewhere", Appointed: took(1990+i, 3, 1), Serving: "yes",
			Equality: candour.Mark(fmt.Sprintf(`{"race":"group %d","sex":"F","birth_year":""}`, i%2)),
			Postings: []workforce.Posting{{Unit: fmt.Sprint("u", i%2), From: took(1990+i, 3, 1)}},
		}
		left := ""
		if i == 5 {
			a.Left, a.Serving, left = took(2024, 11, 1), "no", "2024-11-01"
		}
		w.Do(authz.Program(testdb.Force), a)
		officers += fmt.Sprintf("%s,%s,%s,%d,group %d,F\n", id, a.Appointed, left, map[bool]int{true: 1, false: 0}[a.Serving == "yes"], i%2)
		postings += fmt.Sprintf("%s,u%d,%s,\n", id, i%2, a.Appointed)
	}
	groups := []string{"verbal", "force", "domestic", "search_arrest", "duty", "sexual"}
	for k := range 12 {
		c := &cases.ImportCase{Case: candour.CaseID(fmt.Sprintf("tookcase-%02d", k)), Source: "elsewhere", Incident: took(2015+k%10, 1+k, 2), Received: took(2015+k%10, 1+k, 9)}
		finding, outcome := []string{"SU", "NS", ""}[k%3], []string{"030 DAY SUSPENSION", "", ""}[k%3]
		if k%4 != 0 {
			c.ClosedOn = took(2016+k%10, 1+k, 20)
		}
		about := []int{k % 6}
		if k%3 == 0 {
			about = append(about, (k+1)%6)
		}
		for _, o := range about {
			id := fmt.Sprintf("took-%d", o)
			c.Rows = append(c.Rows, cases.ImportedAllegation{
				ID: candour.AllegationID(fmt.Sprintf("tookcase-%02d-%d", k, o)), Officer: candour.OfficerID(id), Person: candour.PersonID("human-" + id),
				Category: "L", Code: "05A " + groups[k%6], Finding: finding, Outcome: outcome,
			})
			allegations += fmt.Sprintf("%s,%s,%s,%s,%s,05A,%s,%s,%s,0,%d\n", c.Case, id, c.Incident, c.Received, c.ClosedOn, groups[k%6], finding, outcome, len(about))
		}
		w.Do(authz.Program(testdb.Force), c)
	}
	dir = w.T.TempDir()
	for name, text := range map[string]string{"officers": officers, "allegations": allegations, "postings": postings} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			w.T.Fatal(err)
		}
	}
	return dir
}

// asked is what somebody is given of a day: every row, and the scores that come of it.
func asked(w *testdb.World, who testdb.Person, at signals.Day) (*signals.Record, string) {
	w.T.Helper()
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	r, err := v.SignalsInput(context.Background(), view.Viewer{Who: who.Who, Today: candour.On(w.Now), Now: w.Now}, at, true)
	if err != nil {
		w.T.Fatal(err)
	}
	return r, scoresOf(w.T, r, at)
}

func scoresOf(t testing.TB, r *signals.Record, at signals.Day) string {
	t.Helper()
	m, err := signals.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := signals.WriteScores(&b, r, signals.NewScorer(r, m).All(r.Population(at), at, signals.Independent)); err != nil {
		t.Fatal(err)
	}
	for _, k := range signals.UnitKinds {
		if err := r.UnitsOf(k, at).WriteText(&b); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// allegedOf are the allegations of a record about one officer.
func allegedOf(r *signals.Record, officer string) (all []signals.Allegation) {
	place, ok := r.Place(officer)
	for _, a := range r.Allegations {
		if ok && a.Officer == place {
			all = append(all, a)
		}
	}
	return all
}

// TestFilesAndDatabaseScoreAlike: the same people and concerns through files and through
// the database have the same points on every day, and the same units.
func TestFilesAndDatabaseScoreAlike(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	dir := roster(w)
	files, err := signals.Read(dir)
	if err != nil || len(files.Rejects) > 0 {
		t.Fatalf("%v %v", err, files.Rejects)
	}
	seen := map[string]bool{}
	for y := 2014; y <= 2024; y++ {
		at := signals.DayOf(took(y, 9, 1))
		r, got := asked(w, crew.CaseWorker, at)
		want := scoresOf(t, files.Record, at)
		if got != want {
			t.Errorf("as of %s the database gives\n%s\nand the files\n%s", at, got, want)
		}
		seen[got] = true
		if g := r.Officers[0].Group; g != (signals.Group{Race: "group 0", Sex: "F"}) {
			t.Errorf("the group of the first officer is %+v", g)
		}
	}
	if len(seen) < 8 {
		t.Errorf("only %d of 11 days differ: this test sees little", len(seen))
	}
	if _, got := asked(w, crew.Administrator, signals.DayOf(took(2020, 1, 1))); strings.Contains(got, "took-") {
		t.Errorf("an administrator is given %s", got)
	}
}

// TestLaterActsChangeNothing: what is recorded on a day or after it (a description, a
// decision, an officer named, a transfer, somebody's leaving, a correction by the source)
// does not change a byte of what was known before that day. Afterwards it counts.
func TestLaterActsChangeNothing(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	roster(w)
	w.Later(10)
	sent := w.Send(2)
	c := w.OpenCase(crew.Triage.Who, sent.Report)
	w.Link(crew.Triage.Who, "took-1", sent.Allegations[0])
	w.Do(crew.Triage.Who, &cases.DescribeAllegation{Allegation: sent.Allegations[0], Category: "K", Factors: cases.Factors{"domestic"}, OnDuty: cases.WasOffDuty})
	w.Later(10)
	at := signals.DayOf(candour.On(w.Now))
	was, before := asked(w, crew.Triage, at)
	live := allegedOf(was, "took-1")
	i := slices.IndexFunc(live, func(a signals.Allegation) bool { return a.Case == string(c) })
	if i < 0 || live[i].Type != signals.Domestic || live[i].Received != at-10 || live[i].Undisclosed != signals.Never || live[i].Accused != 1 {
		t.Fatalf("what was told here is read as %+v", live)
	}
	w.Do(authz.Program(testdb.Force), &workforce.ImportOfficer{Officer: "took-2", Person: "human-took-2", Source: "elsewhere", Appointed: took(2025, 1, 1), Serving: "yes", Equality: candour.Mark(`{"race":"group 0","sex":"F","birth_year":""}`), Postings: []workforce.Posting{{Unit: "u9", From: took(2001, 1, 1)}}, Correction: true})
	w.Do(authz.Program(testdb.Force), &cases.ImportCase{Case: "tookcase-late", Source: "elsewhere", Received: took(2024, 12, 1), Rows: []cases.ImportedAllegation{{ID: "late-0", Officer: "took-0", Person: "human-took-0", Code: "05K sexual", Finding: "SU"}}})
	w.Do(authz.Program(testdb.Force), &cases.ImportCase{Case: "tookcase-04", Source: "elsewhere", Received: took(2019, 5, 9), Correction: true, Rows: []cases.ImportedAllegation{{ID: "tookcase-04-4", Officer: "took-3", Person: "human-took-3", Code: "05K sexual", Finding: "SU"}}})
	w.Link(crew.Triage.Who, "took-0", sent.Allegations[1])
	w.Do(crew.CaseWorker.Who, &cases.DescribeAllegation{Allegation: sent.Allegations[0], Category: "H", OnDuty: cases.WasOnDuty})
	w.Plan(crew.Liaison.Who, c, "took-1")
	w.Do(crew.Authority.Who, &cases.Disclose{Case: c, Officer: "took-1", Says: candour.Mark("that there is a complaint"), Harm: candour.Mark("asked")})
	w.Assess(crew.Assessor.Who, c)
	w.Do(crew.Authority.Who, &cases.DecideAllegation{Allegation: sent.Allegations[0], Decision: cases.Disproved, Standard: cases.Balance, Reasons: candour.Mark("shown")})
	w.Later(30)
	now, after := asked(w, crew.Triage, at)
	if after != before || !slices.Equal(rows(now), rows(was)) {
		t.Errorf("what came later changed what was known on %s from\n%s\nto\n%s", at, before, after)
	}
	next := signals.DayOf(candour.On(w.Now))
	r, latest := asked(w, crew.Triage, next)
	if latest == before {
		t.Error("nothing that came later counts even afterwards: this test cannot fail")
	}
	for officer, want := range map[string]int{"took-0": 2, "took-1": -1, "took-3": 1, "took-4": -1} {
		if got := len(allegedOf(r, officer)) - len(allegedOf(was, officer)); got != want {
			t.Errorf("%s has %+d allegations afterwards, want %+d", officer, got, want)
		}
	}
}

// rows are a record's allegations, postings and officers as text.
func rows(r *signals.Record) (out []string) {
	for _, a := range r.Allegations {
		out = append(out, fmt.Sprintf("%+v", a))
	}
	for _, p := range r.Postings {
		out = append(out, fmt.Sprintf("%+v", p))
	}
	for _, o := range r.Officers {
		out = append(out, fmt.Sprintf("%+v", o))
	}
	return out
}

// TestTheWallStandsBeforeTheList: a case that somebody must not know of is in nothing that
// they are given, and the others are.
func TestTheWallStandsBeforeTheList(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	p := w.Enrol("walled", authz.CaseWorker)
	roster(w)
	sent := w.Send(2)
	c := w.OpenCase(crew.Triage.Who, sent.Report)
	w.Link(crew.Triage.Who, p.Officer, sent.Allegations[0])
	w.Link(crew.Triage.Who, "took-1", sent.Allegations[1])
	w.Later(5)
	at := signals.DayOf(candour.On(w.Now))
	has := func(who testdb.Person) bool {
		r, _ := asked(w, who, at)
		return slices.ContainsFunc(r.Allegations, func(a signals.Allegation) bool { return strings.HasPrefix(a.Case, string(c)) })
	}
	if has(p) || !has(crew.CaseWorker) {
		t.Errorf("the accused is given it: %v; another case worker: %v", has(p), has(crew.CaseWorker))
	}
	if r, _ := asked(w, p, at); len(r.Allegations) == 0 {
		t.Error("the accused is given nothing at all: this test sees little")
	}
}
