package workforce_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

var dayOne = candour.Date{Year: 2026, Month: 3, Day: 2}

func stands(w *testdb.World, o candour.OfficerID, on candour.Date) (s workforce.Standing) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) (err error) {
		s, err = workforce.StandingOf(tx, testdb.Force, o, on)
		return err
	})
	return s
}

func binds(w *testdb.World, o candour.OfficerID, on candour.Date) (p workforce.Procedure) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) error {
		b, err := workforce.BindingOn(tx, testdb.Force, o, on)
		if b.Says == "" || b.Verified {
			w.T.Errorf("%+v: no sentence, or verified though nobody read the primary text", b)
		}
		p = b.Procedure
		return err
	})
	return p
}

// TestWhatBinds: which rules bind hangs on what somebody was on the day, on what
// the force is, and on whether they serve.
func TestWhatBinds(t *testing.T) {
	for _, k := range workforce.PersonTypes {
		serving, gone := workforce.BindingFor(k.Type, true), workforce.BindingFor(k.Type, false)
		sworn := k.Type == workforce.Sworn || k.Type == workforce.Special
		if (serving.Procedure == workforce.ConductRegulations) != sworn || (gone.Procedure == workforce.FormerOfficer) != sworn {
			t.Errorf("%s: %s, and gone %s", k.Type, serving.Procedure, gone.Procedure)
		}
	}
	if got := workforce.BindingFor("robot", true); got.Procedure != workforce.NotHeld {
		t.Errorf("a type that is none: %s", got.Procedure)
	}
	w := testdb.Open(t)
	p := w.Enrol("x")
	if got := binds(w, p.Officer, dayOne); got != workforce.ConductRegulations {
		t.Errorf("an officer: %s", got)
	}
	w.Later(10)
	change := dayOne.AddDays(10)
	w.Do(system, &workforce.SetPersonType{Officer: p.Officer, Type: workforce.StaffType, From: change})
	w.Later(10)
	leave := dayOne.AddDays(20)
	w.Do(system, &workforce.SetPersonType{Officer: p.Officer, Type: workforce.Special, From: leave})
	for on, want := range map[candour.Date]workforce.Procedure{
		dayOne: workforce.ConductRegulations, change.AddDays(-1): workforce.ConductRegulations, change: workforce.EmploymentProcedure,
		leave.AddDays(-1): workforce.EmploymentProcedure, leave: workforce.ConductRegulations,
	} {
		if got := binds(w, p.Officer, on); got != want {
			t.Errorf("on %s: %s, want %s", on, got, want)
		}
	}
	for name, a := range map[string]act.Act{
		"twice":     &workforce.SetPersonType{Officer: p.Officer, Type: workforce.Special, From: leave},
		"no type":   &workforce.SetPersonType{Officer: p.Officer, Type: "robot", From: leave},
		"earlier":   &workforce.SetPersonType{Officer: p.Officer, Type: workforce.Sworn, From: change, Reason: why},
		"not come":  &workforce.SetPersonType{Officer: p.Officer, Type: workforce.Sworn, From: leave.AddDays(1)},
		"no reason": &workforce.SetPersonType{Officer: p.Officer, Type: workforce.Sworn, From: leave.AddDays(-1)},
	} {
		if _, err := w.Try(system, a); !errors.Is(err, candour.ErrInvalid) && !errors.Is(err, candour.ErrConflict) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	w.Later(1)
	w.Do(system, &workforce.LeaveForce{Officer: p.Officer, Day: leave.AddDays(1), Why: "retired"})
	if got := binds(w, p.Officer, leave.AddDays(1)); got != workforce.FormerOfficer {
		t.Errorf("gone: %s", got)
	}
	w.Do(system, &workforce.SetForceType{Force: testdb.Force, Type: "non-territorial", From: leave.AddDays(1)})
	if got := binds(w, p.Officer, leave.AddDays(1)); got != workforce.NotHeld {
		t.Errorf("in a force of another type: %s", got)
	}
	if got := binds(w, p.Officer, leave); got != workforce.ConductRegulations {
		t.Errorf("the day before: %s", got)
	}
}

// reactions runs what is given as a reaction would, with its events journalled.
func after(w *testdb.World, on candour.EventKind, do func(*seal.Tx, act.Made) ([]candour.Event, error)) {
	w.Runner.Then = append(w.Runner.Then[:len(w.Runner.Then):len(w.Runner.Then)], act.Reaction{
		ID: "in-this-test", On: on, Emits: workforce.StandingEvents,
		Do: func(tx *seal.Tx, m act.Made, _ candour.Event) ([]candour.Event, error) { return do(tx, m) },
	})
}

// now does something as what follows from an act that changes nothing else.
func now(t *testing.T, w *testdb.World, do func(*seal.Tx, act.Made) ([]candour.Event, error)) ([]candour.Event, error) {
	t.Helper()
	was := w.Runner.Then
	defer func() { w.Runner.Then = was }()
	after(w, workforce.UnitWallSet, do)
	return w.Try(system, &workforce.SetUnitWall{Force: testdb.Force, Months: "12"})
}

// TestStanding: what was put on somebody in two matters ends with each apart; the
// days before stay as they were; and the event says neither matter nor conditions.
func TestStanding(t *testing.T) {
	w := testdb.Open(t)
	p := w.Enrol("x", authz.Triage)
	one, two := candour.Subject{Kind: "case", ID: "one"}, candour.Subject{Kind: "case", ID: "two"}
	is := func(on candour.Date, want workforce.State) {
		t.Helper()
		if got := stands(w, p.Officer, on).State; got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
	must := func(do func(*seal.Tx, act.Made) ([]candour.Event, error)) []candour.Event {
		t.Helper()
		events, err := now(t, w, do)
		if err != nil {
			t.Fatal(err)
		}
		return events[1:]
	}
	is(dayOne, workforce.Serving)
	must(func(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
		return workforce.Restrict(tx, m, p.Officer, dayOne, candour.Mark("canary: desk only"), one)
	})
	is(dayOne, workforce.Restricted)
	if len(roles(w, p)) != 1 {
		t.Error("a restriction took their roles")
	}
	w.Later(5)
	suspended := must(func(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
		a, err := workforce.Suspend(tx, m, p.Officer, dayOne.AddDays(3), candour.Mark("canary: at home"), one) // decided two days ago
		if err != nil {
			return nil, err
		}
		b, err := workforce.Suspend(tx, m, p.Officer, dayOne.AddDays(5), candour.Marking{}, two)
		return append(a, b...), err
	})
	if len(suspended) != 2 || suspended[0].On != dayOne.AddDays(3) || suspended[0].Value(act.EarlierDay) == "" || suspended[0].Value("standing") != "suspended" {
		t.Errorf("%+v", suspended)
	}
	is(dayOne.AddDays(2), workforce.Restricted)
	is(dayOne.AddDays(4), workforce.Suspended)
	if len(roles(w, p)) != 0 {
		t.Error("a suspension left their roles")
	}
	w.Read(func(tx *seal.Tx) error {
		got, err := workforce.ConditionsOf(tx, testdb.Force, p.Officer, dayOne.AddDays(5))
		if len(got) != 3 || got[0].Words() != "canary: desk only" || got[1].Words() != "canary: at home" {
			t.Errorf("%d conditions", len(got))
		}
		return err
	})
	if d := w.Dump(); strings.Contains(d, "canary:") || strings.Contains(d, "case/one") {
		t.Error("the conditions or the matter stand in clear")
	}
	w.Later(2)
	lift := func(ground candour.Subject) []candour.Event {
		return must(func(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
			return workforce.Lift(tx, m, p.Officer, workforce.Suspended, dayOne.AddDays(7), ground)
		})
	}
	if e := lift(one); len(e) != 1 || e[0].Value("standing") != "lifted" {
		t.Errorf("%+v", e)
	}
	is(dayOne.AddDays(7), workforce.Suspended)
	if len(roles(w, p)) != 0 {
		t.Error("their roles came back while another suspension stands")
	}
	if e := lift(one); len(e) != 0 {
		t.Errorf("lifted twice: %+v", e)
	}
	lift(two)
	is(dayOne.AddDays(7), workforce.Restricted)
	is(dayOne.AddDays(6), workforce.Suspended)
	if len(roles(w, p)) != 1 {
		t.Error("their roles did not come back")
	}
	if _, err := now(t, w, func(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
		return workforce.Suspend(tx, m, p.Officer, dayOne.AddDays(8), candour.Marking{}, one)
	}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("from tomorrow: %v", err)
	}
}

// TestSuspendedCountsNowhere: a suspended person is nobody's second person, nobody
// who could sort a report, and can lose a role all the same.
func TestSuspendedCountsNowhere(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	proposal := w.Do(crew.Chief.Who, &workforce.ProposeGrant{Officer: crew.Officer.Officer, Role: "liaison", Reasons: why})[0].Subject.ID
	for _, p := range []testdb.Person{crew.Chief, crew.Triage} {
		if _, err := now(t, w, func(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
			return workforce.Suspend(tx, m, p.Officer, dayOne, candour.Marking{}, candour.Subject{Kind: "case", ID: "one"})
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Try(crew.Approver.Who, &workforce.ApproveGrant{Grant: proposal, Reasons: why}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("what a suspended person proposed was approved: %v", err)
	}
	w.Read(func(tx *seal.Tx) error {
		list, err := authz.Holders(tx.Tx, testdb.Force, authz.Triage)
		if len(list) != 0 {
			t.Errorf("%v may sort reports", list)
		}
		return err
	})
	w.Do(crew.Administrator.Who, &workforce.WithdrawRole{Officer: crew.Triage.Officer, Role: "triage", Reasons: why})
}

// TestLeaving: who left does nothing any more, and what they held does not come
// back by itself when they do.
func TestLeaving(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	p := w.Enrol("x", authz.CaseWorker)
	w.Do(crew.Administrator.Who, &workforce.NameSystem{Force: testdb.Force, System: "crime-records", Answers: "records-desk"})
	leave := &workforce.LeaveForce{Officer: p.Officer, Day: dayOne, Why: "transferred", To: "south"}
	if _, err := w.Try(p.Who, leave); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("by a case worker: %v", err)
	}
	for name, a := range map[string]*workforce.LeaveForce{
		"tomorrow":     {Officer: p.Officer, Day: dayOne.AddDays(1), Why: "retired"},
		"no reason":    {Officer: p.Officer, Day: dayOne.AddDays(-1), Why: "retired"},
		"before":       {Officer: p.Officer, Day: candour.Date{Year: 2019, Month: 1, Day: 1}, Why: "retired", Reason: why},
		"a force":      {Officer: p.Officer, Day: dayOne, Why: "retired", To: "south"},
		"no such why":  {Officer: p.Officer, Day: dayOne, Why: "bored"},
		"no real code": {Officer: p.Officer, Day: dayOne, Why: "transferred", To: "South Force"},
	} {
		if _, err := w.Try(crew.Authority.Who, a); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	var kinds []string
	for _, e := range w.Do(crew.Authority.Who, leave) {
		kinds = append(kinds, string(e.Kind))
	}
	if got := strings.Join(kinds, " "); got != "officer-left role-withdrawn revocation-ordered" {
		t.Errorf("it emitted %s", got)
	}
	if s := stands(w, p.Officer, dayOne); s.State != workforce.Gone || s.Since != dayOne {
		t.Errorf("they stand %+v", s)
	}
	if s := stands(w, p.Officer, dayOne.AddDays(-1)); s.State != workforce.Serving {
		t.Errorf("the day before: %+v", s)
	}
	if _, err := w.Try(crew.Authority.Who, leave); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("twice: %v", err)
	}
	if _, err := w.Try(crew.Chief.Who, &workforce.ProposeGrant{Officer: p.Officer, Role: "triage", Reasons: why}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("a role for who has left: %v", err)
	}
	w.Read(func(tx *seal.Tx) error {
		l, err := workforce.LeavingOf(tx, testdb.Force, p.Officer)
		if l.Why != "transferred" || l.To != "south" {
			t.Errorf("left: %+v", l)
		}
		return err
	})
	w.Later(30)
	w.Do(system, &workforce.RejoinForce{Officer: "again", Former: p.Officer, Type: workforce.Special, Unit: "unit-9", From: dayOne.AddDays(30), Number: candour.Mark("N9")})
	if len(roles(w, p)) != 0 {
		t.Error("their roles came back")
	}
	w.Read(func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, testdb.Force, "again")
		if o.Person != p.ID || o.Name.Words() != "Officer x" || o.Kind != "special" || len(o.Postings) != 1 {
			t.Errorf("again: %+v", o)
		}
		all, err2 := workforce.EmploymentsIn(tx, testdb.Force, p.ID)
		if len(all) != 2 {
			t.Errorf("employments: %v", all)
		}
		barred, err3 := authz.Barred(tx.Tx, p.Who)
		if barred {
			t.Error("who came back is shut out")
		}
		return errors.Join(err, err2, err3)
	})
	if _, err := w.Try(system, &workforce.RejoinForce{Officer: "third", Former: "again", Type: workforce.Sworn, From: dayOne.AddDays(30)}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("while they are here: %v", err)
	}
	// One of two employments that ends shuts nobody out.
	w.Later(1)
	w.Do(system, &workforce.Enrol{Officer: "beside", Person: p.ID, Name: candour.Mark("Officer x"), From: dayOne.AddDays(31), Roles: []authz.Role{authz.Liaison}})
	w.Do(system, &workforce.LeaveForce{Officer: "again", Day: dayOne.AddDays(31), Why: "resigned"})
	if got := roles(w, p); !slices.Equal(got, []string{"liaison"}) {
		t.Errorf("roles of who works here still: %v", got)
	}
}

// TestLinkEmployment: only who knows name and number of the other force links, and
// whoever guesses learns nothing by it.
func TestLinkEmployment(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	w.T.Helper()
	south := authz.Program("south")
	for _, a := range []act.Act{
		&workforce.FoundForce{Force: "south"},
		&workforce.Enrol{Officer: "s1", Person: "p-south", Name: candour.Mark("Echo Foxtrot"), Number: candour.Mark("S 77"), From: dayOne},
	} {
		if _, err := w.Runner.Run(t.Context(), act.By(south, w.Now), a); err != nil {
			t.Fatal(err)
		}
	}
	link := func(there, name, number string) error {
		w.Now = w.Now.Add(2 * time.Second)
		_, err := w.Try(crew.Authority.Who, &workforce.LinkEmployment{Officer: crew.Officer.Officer, There: there, Name: candour.Mark(name), Number: candour.Mark(number), Reasons: why})
		return err
	}
	wrong := link("south", "Echo Foxtrot", "78")
	for _, err := range []error{link("south", "Echo Golf", "S77"), link("west", "Echo Foxtrot", "S77")} {
		if err == nil || wrong == nil || err.Error() != wrong.Error() {
			t.Errorf("%v and %v: want one answer", err, wrong)
		}
	}
	if err := link("south", "Foxtrot, Echo", "s77"); err != nil {
		t.Fatal(err)
	}
	w.Read(func(tx *seal.Tx) error {
		all, err := workforce.SamePerson(tx, "p-south")
		if !slices.Contains(all, crew.Officer.ID) {
			t.Errorf("the same person: %v", all)
		}
		here, err2 := workforce.EmploymentsIn(tx, testdb.Force, "p-south")
		if len(here) != 1 || here[0].Officer != crew.Officer.Officer {
			t.Errorf("here: %v", here)
		}
		return errors.Join(err, err2)
	})
	if err := link("north", "Echo Foxtrot", "S77"); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("in the same force: %v", err)
	}
}

// TestRelationshipsWall: whoever is tied to somebody stands on the wall of what is
// about them, of now, to come, and while it is not known who it is about; also once
// it has ended. Whoever is told of the act learns of no matter.
func TestRelationshipsWall(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	worker := w.Enrol("worker", authz.CaseWorker, authz.Triage)
	about := func() (testdb.Sent, candour.CaseID) {
		s := w.Send(1)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
		return s, c
	}
	walled := func(what string, s candour.Subject, want bool) {
		t.Helper()
		w.KnowsNobody(worker.Who, s)
		w.Read(func(tx *seal.Tx) error {
			_, ok, err := w.Runner.May(tx, worker.Who, cases.ReadCase.ID, s)
			if ok == want {
				t.Errorf("%s: may read %v, want %v", what, ok, !want)
			}
			return err
		})
	}
	_, before := about()
	walled("before it is declared", candour.Subject{Kind: "case", ID: string(before)}, false)
	events := w.Do(worker.Who, &workforce.DeclareRelationship{Force: testdb.Force, Officer: crew.Officer.Officer, Is: "former-partner", To: dayOne.AddDays(-400)})
	if told := act.Told(candour.Subject{Kind: "force", ID: string(testdb.Force)}, events); len(told) != 1 || len(events) < 2 {
		t.Errorf("%d happened, and of %d they are told; want 1", len(events), len(told))
	}
	if d := w.Dump(); strings.Contains(d, "former-partner") {
		t.Error("what kind of relationship it is stands in clear")
	}
	walled("of before", candour.Subject{Kind: "case", ID: string(before)}, true)
	_, later := about()
	walled("of after", candour.Subject{Kind: "case", ID: string(later)}, true)

	// A report that could mean the officer, before anybody is linked.
	secret := w.Send(1)
	_ = secret
	w.Read(func(tx *seal.Tx) error {
		got, err := workforce.Related(tx, testdb.Force, crew.Officer.ID)
		if !slices.Equal(got, []candour.PersonID{worker.ID}) {
			t.Errorf("related: %v", got)
		}
		return err
	})
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		return authz.Relate(tx.Tx, testdb.Force, crew.Officer.ID, secret.Subject(), authz.Candidate)
	}); err != nil {
		t.Fatal(err)
	}
	w.KnowsNobody(worker.Who, secret.Subject())
	may := func() (ok bool) {
		w.Read(func(tx *seal.Tx) (err error) {
			_, ok, err = w.Runner.May(tx, worker.Who, "read-report", secret.Subject())
			return err
		})
		return ok
	}
	if may() {
		t.Error("who is tied to a candidate may sort the report")
	}
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		return authz.NoLongerCandidates(tx.Tx, testdb.Force, secret.Subject())
	}); err != nil {
		t.Fatal(err)
	}
	if !may() {
		t.Error("it turned out to mean nobody, and who is tied to the candidate is walled still")
	}

	for name, a := range map[string]act.Act{
		"nobody":   &workforce.RecordRelationship{Officer: crew.Officer.Officer, Is: "family"},
		"self":     &workforce.RecordRelationship{Officer: crew.Officer.Officer, Other: crew.Officer.Officer, Is: "family"},
		"absent":   &workforce.RecordRelationship{Officer: crew.Officer.Officer, Other: "nobody", Is: "family"},
		"no kind":  &workforce.RecordRelationship{Officer: crew.Officer.Officer, Other: worker.Officer, Is: "x"},
		"not come": &workforce.RecordRelationship{Officer: crew.Officer.Officer, Other: worker.Officer, Is: "family", From: dayOne.AddDays(1)},
		"reversed": &workforce.RecordRelationship{Officer: crew.Officer.Officer, Other: worker.Officer, Is: "family", From: dayOne, To: dayOne.AddDays(-1)},
	} {
		if _, err := w.Try(crew.Authority.Who, a); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	w.Do(crew.Authority.Who, &workforce.RecordRelationship{Officer: crew.Officer.Officer, Outside: candour.Mark("Golf Outside"), Is: "business"})
	if _, err := w.Try(crew.Supervisor.Who, &workforce.RecordRelationship{Officer: crew.Officer.Officer, Other: worker.Officer, Is: "family"}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("by a supervisor: %v", err)
	}
}

func TestUnitsOverTime(t *testing.T) {
	w := testdb.Open(t)
	w.Enrol("x")
	set := func(unit, parent, level string, from candour.Date) error {
		_, err := w.Try(system, &workforce.SetUnit{Force: testdb.Force, Unit: unit, Name: "Unit " + unit, Parent: parent, Level: level, From: from, Reason: why})
		return err
	}
	for _, u := range [][3]string{{"c", "", "command"}, {"d", "c", "department"}, {"t", "d", "team"}} {
		if err := set(u[0], u[1], u[2], dayOne); err != nil {
			t.Fatal(err)
		}
	}
	w.Later(10)
	if err := set("t", "c", "team", dayOne.AddDays(10)); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a ring": set("c", "t", "command", dayOne.AddDays(10)), "itself": set("t", "t", "team", dayOne.AddDays(10)), "no kind": set("x", "", "gang", dayOne), "the same day": set("t", "d", "team", dayOne.AddDays(10)),
	} {
		if !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	w.Do(system, &workforce.SetUnit{Force: testdb.Force, Unit: "d", Ends: true, From: dayOne.AddDays(10)})
	w.Read(func(tx *seal.Tx) error {
		for on, want := range map[candour.Date]string{dayOne: "d", dayOne.AddDays(9): "d", dayOne.AddDays(10): "c"} {
			if u, err := workforce.UnitOn(tx, testdb.Force, "t", on); err != nil || u.Parent != want {
				t.Errorf("on %s: %+v, %v", on, u, err)
			}
		}
		if _, err := workforce.UnitOn(tx, testdb.Force, "d", dayOne.AddDays(10)); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("a unit that ended: %v", err)
		}
		_, err := workforce.UnitOn(tx, testdb.Force, "d", dayOne.AddDays(9))
		return err
	})
}
