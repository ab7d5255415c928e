package flow_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/view"
	"candour/workforce"
)

var program = authz.Program(testdb.Force)

// named enrols somebody under a name, a number and a unit.
func named(w *testdb.World, id, name, number, unit string, roles ...authz.Role) testdb.Person {
	w.T.Helper()
	p := testdb.Person{Officer: candour.OfficerID("o-" + id), ID: candour.PersonID("p-" + id), Who: act.Staff(testdb.Force, candour.PersonID("p-"+id))}
	w.Do(program, &workforce.Enrol{Officer: p.Officer, Person: p.ID, Rank: "constable", Name: candour.Mark(name), Number: candour.Mark(number), Unit: unit, From: candour.Date{Year: 2020, Month: 1, Day: 6}, Roles: roles})
	return p
}

// says sends a report of one thing.
func says(w *testdb.World, said intake.Said, keepOut string) testdb.Sent {
	w.T.Helper()
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	if said.What.Empty() {
		said.What = candour.Mark("it happened")
	}
	return w.SendAs(secret, &intake.SendReport{Report: secret.Report(), Code: secret.ReturnCode(), Said: []intake.Said{said}, KeepOut: candour.Mark(keepOut)})
}

// declare answers for everybody that they know nobody in it, so that only the
// wall is left to refuse.
func declare(w *testdb.World, of candour.Subject, all ...testdb.Person) {
	w.T.Helper()
	change(w, func(tx *seal.Tx) error {
		for _, p := range all {
			if err := authz.KnowsNobody(tx.Tx, testdb.Force, p.ID, of); err != nil {
				return err
			}
		}
		return nil
	})
}

func change(w *testdb.World, f func(*seal.Tx) error) {
	w.T.Helper()
	if err := w.DB.WithTx(ctx, f); err != nil {
		w.T.Fatal(err)
	}
}

// reaches tells whether somebody comes at a report in any way: its page, a row of
// a list, a page of the list counted over it, or the act that opens it.
func reaches(w *testdb.World, p testdb.Person, of candour.Subject) bool {
	w.T.Helper()
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	viewer := view.Viewer{Who: p.Who, Today: candour.On(w.Now)}
	_, err := v.ReportPage(ctx, viewer, candour.ReportID(of.ID))
	opens := err == nil
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		w.T.Fatal(err)
	}
	list, err := v.Worklist(ctx, viewer, view.Filter{}, 0, 0)
	if err != nil {
		w.T.Fatal(err)
	}
	row := slices.ContainsFunc(list.Due, func(x view.Work) bool { return x.Of == of })
	if row != opens {
		w.T.Errorf("%s sees a row: %v, and the page: %v", p.ID, row, opens)
	}
	if !opens && (len(list.Due) > 0 || list.More) {
		w.T.Errorf("%s sees %d rows, more: %v", p.ID, len(list.Due), list.More)
	}
	return opens
}

// TestTheAccusedIsTheOnlyTriageOfficer: they see neither the report nor a row nor
// a count, however the report names them, and the oversight body does.
func TestTheAccusedIsTheOnlyTriageOfficer(t *testing.T) {
	for name, said := range map[string]intake.Said{
		"by number":                 {Who: candour.Mark("number 4711, I think")},
		"by number and rank in one": {Who: candour.Mark("it said PC4711")},
		"by number typed apart":     {Who: candour.Mark("47 11")},
		"by number in the story":    {What: candour.Mark("he had 4711 on the shoulder")},
		"by surname":                {Who: candour.Mark("a mr. ZULU")},
		"by forename":               {Who: candour.Mark("Alpha something")},
		"in the story, lower case":  {What: candour.Mark("then zulu's car came")},
		"in when":                   {When: candour.Mark("the night Zulu was on")},
		"in where":                  {Where: candour.Mark("in Zulu’s car")},
		"by unit":                   {What: candour.Mark("they were all from response-1.")},
		"by unit, run together":     {Where: candour.Mark("the yard of RESPONSE1")},
		"by unit in who":            {Who: candour.Mark("somebody of Response 1")},
	} {
		t.Run(name, func(t *testing.T) {
			w := testdb.Open(t)
			accused := named(w, "z", "Alpha Zulu", "4711", "Response 1", authz.Triage)
			oversight := named(w, "i", "India Oversight", "9001", "Oversight", authz.Inspector)
			s := says(w, said, "")
			declare(w, s.Subject(), accused, oversight)
			if reaches(w, accused, s.Subject()) {
				t.Error("the accused reaches it")
			}
			if _, err := w.Try(accused.Who, &cases.OpenCase{Report: s.Report}); !errors.Is(err, candour.ErrNotFound) {
				t.Errorf("the accused opens it: %v, want not found", err)
			}
			if !reaches(w, oversight, s.Subject()) {
				t.Error("nobody is left, and the oversight body does not see it")
			}
			other := named(w, "t", "Tango Quebec", "2001", "Standards", authz.Triage)
			declare(w, s.Subject(), other)
			if !reaches(w, other, s.Subject()) {
				t.Error("somebody of triage whom it cannot mean does not see it")
			}
			if reaches(w, oversight, s.Subject()) {
				t.Error("somebody is left, and the oversight body sees it")
			}
		})
	}
}

// TestNobodyIsMeant: a report that names nobody makes nobody a candidate, and one
// that names somebody makes nobody else one.
func TestNobodyIsMeant(t *testing.T) {
	w := testdb.Open(t)
	named(w, "z", "Alpha Zulu", "4711", "Response 1", authz.Triage)
	named(w, "m", "Mark Officer", "7", "7", authz.Triage)
	named(w, "a", "Officer A", "B-12", "Standards", authz.Triage)
	for _, said := range []intake.Said{
		{What: candour.Mark("my mark on the wall, alpha or not, at 8 o'clock. A response came, one of 1"), Who: candour.Mark("a tall man")},
		{What: candour.Mark(""), Who: candour.Mark("")},
		{When: candour.Mark("at 0 11"), Where: candour.Mark("in room 9 of Response 13")},
	} {
		s := says(w, said, "")
		if n := w.Count("authz_wall") + w.Count("authz_unit"); n != 0 {
			t.Errorf("%d on the wall of %q %q %q: %v", n, said.What.Words(), said.When.Words(), said.Who.Words(), append(w.Rows("authz_wall"), w.Rows("authz_unit")...))
		}
		events := w.Events(s.Subject())
		if e := events[slices.IndexFunc(events, func(e candour.Event) bool { return e.Kind == intake.CandidatesFound })]; e.Value("candidates") != "0" {
			t.Errorf("the journal says %v", e.Data)
		}
	}
	s := says(w, intake.Said{Who: candour.Mark("Officer A")}, "")
	if got := wall(w, s.Subject()); got != "p-a candidate, p-m candidate" {
		t.Errorf("on the wall: %q", got)
	}
	s = says(w, intake.Said{Who: candour.Mark("an Officer")}, "")
	if got := wall(w, s.Subject()); got != "p-m candidate" {
		t.Errorf("on the wall: %q", got)
	}
	s = says(w, intake.Said{What: candour.Mark("from unit 7")}, "")
	if got := w.Rows("authz_unit"); len(got) != 1 || !strings.Contains(got[0], "unit=7") {
		t.Errorf("units: %v", got)
	}
	for _, e := range w.Events(s.Subject()) {
		if got := fmt.Sprint(e.Data); e.Kind == intake.CandidatesFound && got != "[{candidates 2 /} {kept out 0 /}]" {
			t.Errorf("the journal says %s", got) // the unit, and the number 7
		}
	}
}

// wall is who stands on a wall and why, sorted.
func wall(w *testdb.World, of candour.Subject) string {
	var out []string
	w.Read(func(tx *seal.Tx) error {
		return tx.Each(`SELECT person, because FROM authz_wall WHERE subject = $1 ORDER BY person, because`, []any{of.String()}, func(scan func(...any) error) error {
			var p, b string
			err := scan(&p, &b)
			out = append(out, p+" "+b)
			return err
		})
	})
	return strings.Join(out, ", ")
}

// TestWhoIsKeptOut: candidates are let in again once somebody has said who it is
// about; whom the person wanted kept out never are, in the report and its case.
func TestWhoIsKeptOut(t *testing.T) {
	w := testdb.Open(t)
	candidate := named(w, "z", "Alpha Zulu", "4711", "Response 1", authz.Triage)
	brother := named(w, "b", "Bravo Yankee", "4712", "Custody", authz.Triage)
	inUnit := named(w, "u", "Uniform Xray", "4713", "Roads 3", authz.Triage)
	free := named(w, "t", "Tango Quebec", "2001", "Standards", authz.Triage)
	about := named(w, "o", "Oscar November", "1001", "Response 2")
	everybody := []testdb.Person{candidate, brother, inUnit, free}
	s := says(w, intake.Said{Who: candour.Mark("zulu or november")}, "My brother yankee. And Roads 3")
	declare(w, s.Subject(), everybody...)
	sees := func(step string, of func(testdb.Person) bool, want ...testdb.Person) {
		t.Helper()
		for _, p := range everybody {
			if got := of(p); got != slices.Contains(want, p) {
				t.Errorf("%s: %s reaches it: %v", step, p.ID, got)
			}
		}
	}
	sees("sent", func(p testdb.Person) bool { return reaches(w, p, s.Subject()) }, free)

	c := w.OpenCase(free.Who, s.Report)
	of := candour.Subject{Kind: "case", ID: string(c)}
	declare(w, of, everybody...)
	readsCase := func(p testdb.Person) bool {
		return w.Runner.Read(ctx, p.Who, cases.ReadCase, of, func(*seal.Tx) error { return nil }) == nil
	}
	sees("opened", readsCase, free)
	for _, p := range []testdb.Person{candidate, brother, inUnit} {
		if _, err := w.Try(p.Who, &cases.LinkOfficer{Allegation: s.Allegations[0], Officer: about.Officer, Reasons: reasons}); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s links: %v, want not found", p.ID, err)
		}
		w.Later(1)
	}
	w.Link(free.Who, about.Officer, s.Allegations...)
	change(w, func(tx *seal.Tx) error {
		return errors.Join(authz.NoLongerCandidates(tx.Tx, testdb.Force, of), authz.NoLongerCandidates(tx.Tx, testdb.Force, s.Subject()))
	})
	declare(w, of, everybody...)
	sees("linked", readsCase, free, candidate)

	// The person's own words reach triage and themselves, and the journal sealed.
	var shown view.ReportPage
	declare(w, s.Subject(), free)
	shown, err := view.View{Runner: w.Runner, Acts: testdb.Kinds()}.ReportPage(ctx, view.Viewer{Who: free.Who, Today: candour.On(w.Now)}, s.Report)
	if err != nil || shown.KeepOut.Words() != "My brother yankee. And Roads 3" {
		t.Errorf("shown to triage: %q (%v)", shown.KeepOut.Words(), err)
	}
	if e := w.Events(s.Subject())[0]; e.Kind != intake.ReportSent || e.Value("keep out") != "My brother yankee. And Roads 3" || e.Data[0].Of != s.Subject() {
		t.Errorf("the journal has %v", e.Data)
	}
}

// TestMoreThanCanBeLookedUp: a report of more words than can be looked up could
// mean anybody, so nobody of triage sees it and the oversight body does.
func TestMoreThanCanBeLookedUp(t *testing.T) {
	w := testdb.Open(t)
	triage := named(w, "t", "Tango Quebec", "2001", "Standards", authz.Triage)
	oversight := named(w, "i", "India Oversight", "9001", "Oversight", authz.Inspector)
	var many strings.Builder
	for i := range 21_000 {
		fmt.Fprintf(&many, "%c%06dx ", 'a'+i%26, i)
	}
	long := []rune(many.String())
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	a := &intake.SendReport{Report: secret.Report(), Code: secret.ReturnCode()}
	for len(long) > 0 {
		n := min(len(long), 45_000)
		a.Said = append(a.Said, intake.Said{What: candour.Mark(string(long[:n]))})
		long = long[n:]
	}
	s := w.SendAs(secret, a)
	declare(w, s.Subject(), triage, oversight)
	if reaches(w, triage, s.Subject()) {
		t.Error("triage reaches it")
	}
	if !reaches(w, oversight, s.Subject()) {
		t.Error("the oversight body does not see it")
	}
}

// TestAMisspeltSurname is found by its sound, by who as by the story.
func TestAMisspeltSurname(t *testing.T) {
	for name, said := range map[string]intake.Said{"in who": {Who: candour.Mark("pc smyth")}, "in the story": {What: candour.Mark("it was Smyth again")}} {
		t.Run(name, func(t *testing.T) {
			w := testdb.Open(t)
			accused := named(w, "z", "Alpha Smith", "4711", "Response 1", authz.Triage)
			s := says(w, said, "")
			declare(w, s.Subject(), accused)
			if reaches(w, accused, s.Subject()) {
				t.Error("the accused reaches it")
			}
		})
	}
}

// TestTheReporterLearnsNothing of who was matched, whoever it was.
func TestTheReporterLearnsNothing(t *testing.T) {
	w := testdb.Open(t)
	named(w, "z", "Alpha Zulu", "4711", "Response 1", authz.Triage)
	var seen []string
	for _, who := range []string{"Zulu 4711 Response 1", "nobody that I know"} {
		s := says(w, intake.Said{What: candour.Mark("thing 1"), Who: candour.Mark(who)}, "")
		told, due := mine(t, w, s)
		seen = append(seen, fmt.Sprint(told, due))
	}
	if seen[0] != seen[1] {
		t.Errorf("told %s of somebody and %s of nobody", seen[0], seen[1])
	}
}

// TestTransferIntoTheUnitWallsAtOnce, with nothing done to the report, and a
// transfer away from it long after opens nothing.
func TestTransferIntoTheUnitWallsAtOnce(t *testing.T) {
	w := testdb.Open(t)
	tango := named(w, "t", "Tango Quebec", "2001", "Standards", authz.Triage)
	named(w, "z", "Alpha Zulu", "4711", "Response 1")
	s := says(w, intake.Said{Who: candour.Mark("somebody of Response 1")}, "")
	declare(w, s.Subject(), tango)
	if !reaches(w, tango, s.Subject()) {
		t.Fatal("before the transfer: not")
	}
	post := func(unit string) {
		w.Later(1)
		w.Do(program, &workforce.PostOfficer{Officer: tango.Officer, Unit: unit, From: candour.On(w.Now)})
	}
	post("Response 1")
	if reaches(w, tango, s.Subject()) {
		t.Error("posted to the unit, and still reaches it")
	}
	post("Standards")
	if reaches(w, tango, s.Subject()) {
		t.Error("was in the unit, and reaches it again")
	}
}
