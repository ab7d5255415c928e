package flow_test

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
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

func (x looked) suspend(who testdb.Person, o candour.OfficerID) ([]candour.Event, error) {
	return x.Try(who.Who, &misconduct.SuspendOfficer{Case: x.id, Officer: o, Under: misconduct.ConductRegulations, Redeployment: reasons, Ground: misconduct.PublicInterest, Reasons: reasons})
}

func (x looked) stands(o candour.OfficerID) (s workforce.State) {
	x.t.Helper()
	x.Read(func(tx *seal.Tx) error {
		now, err := workforce.StandingOf(tx, testdb.Force, o, candour.On(x.Now))
		s = now.State
		return err
	})
	return s
}

func (x looked) barred(p testdb.Person) (is bool) {
	x.t.Helper()
	x.Read(func(tx *seal.Tx) (err error) {
		is, err = authz.Barred(tx.Tx, p.Who)
		return err
	})
	return is
}

func (x looked) orders(o candour.OfficerID) (out []string) {
	x.t.Helper()
	x.Read(func(tx *seal.Tx) error {
		all, err := workforce.RevocationsOf(tx, testdb.Force, o, x.Now)
		for _, r := range all {
			out = append(out, r.System+" "+r.State)
		}
		return err
	})
	return out
}

// TestMeasure follows a suspension through the workforce: access ends in the same
// transaction, each named system is asked and late after an hour, a review changes
// it to a restriction, and lifting it gives back what it took.
func TestMeasure(t *testing.T) {
	x := lookInto(t, 1)
	worker := x.Enrol("worker", authz.CaseWorker)
	other := x.Enrol("other", authz.Authority)
	x.Link(x.crew.Triage.Who, worker.Officer, x.sent.Allegations...)
	for _, s := range []string{"crime-records", "e-mail"} {
		x.Do(x.crew.Administrator.Who, &workforce.NameSystem{Force: testdb.Force, System: s, Answers: "records-desk"})
	}
	elsewhere := x.Send(1)
	mine := &investigation.SetEnquiry{Case: x.OpenCase(x.crew.Triage.Who, elsewhere.Report), What: reasons, By: candour.On(x.Now)}
	x.Link(x.crew.Triage.Who, x.crew.Officer.Officer, elsewhere.Allegations...)
	x.Do(worker.Who, mine)
	_, err := x.suspend(x.crew.Authority, worker.Officer)
	tellsWhy(t, err, "no safety plan for the person who reported that stands before")
	if x.barred(worker) || x.stands(worker.Officer) != workforce.Serving || x.orders(worker.Officer) != nil {
		t.Error("a refused suspension took something away")
	}
	x.Plan(x.crew.Liaison.Who, x.id, worker.Officer)
	done, err := x.suspend(x.crew.Authority, worker.Officer)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := kinds(done), []candour.EventKind{misconduct.OfficerSuspended, workforce.StandingChanged, workforce.RevocationOrdered, workforce.RevocationOrdered}; !slices.Equal(got, want) {
		t.Errorf("a suspension gave %v, want %v", got, want)
	}
	for _, e := range done[1:] { // the officer's own file does not name the matter
		if e.Subject != (candour.Subject{Kind: "officer", ID: string(worker.Officer)}) {
			t.Errorf("%s is about %v", e.Kind, e.Subject)
		}
		for _, f := range e.Data {
			if f.Value == string(x.id) || f.Value == done[0].Value("measure") {
				t.Errorf("%s names the matter in %q", e.Kind, f.Name)
			}
		}
	}
	if !x.barred(worker) || x.stands(worker.Officer) != workforce.Suspended {
		t.Error("suspended, and their roles give something still")
	}
	if _, err := x.Try(worker.Who, mine); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("an act of a suspended officer: %v, want %v", err, candour.ErrNotFound)
	}
	_, err = x.suspend(x.crew.Authority, worker.Officer)
	tellsWhy(t, err, "suspended or restricted already")

	if got := x.orders(worker.Officer); !slices.Equal(got, []string{"crime-records waiting", "e-mail waiting"}) {
		t.Errorf("orders: %q", got)
	}
	x.Do(x.crew.Administrator.Who, &workforce.AcknowledgeRevocation{Officer: worker.Officer, System: "crime-records", Who: reasons})
	x.Now = x.Now.Add(61 * time.Minute)
	if got := x.orders(worker.Officer); !slices.Equal(got, []string{"e-mail overdue", "crime-records acknowledged"}) {
		t.Errorf("orders after an hour: %q", got)
	}

	// Whoever decided does not review; another changes it to a restriction.
	id := done[0].Value("measure")
	review := &misconduct.ReviewMeasure{Measure: id, Next: misconduct.Change, MayNot: candour.Mark("no lone work"), Reasons: reasons}
	_, err = x.Try(x.crew.Authority.Who, review)
	tellsWhy(t, err, "nobody reviews their own decision")
	changed := x.Do(other.Who, review)
	i := slices.IndexFunc(changed, func(e candour.Event) bool { return e.Kind == misconduct.OfficerRestricted })
	if i < 0 {
		t.Fatalf("a change gave %v", kinds(changed))
	}
	if x.barred(worker) || x.stands(worker.Officer) != workforce.Restricted {
		t.Errorf("changed to a restriction: barred %v, %s", x.barred(worker), x.stands(worker.Officer))
	}
	conditions := func() string {
		var words []string
		x.Read(func(tx *seal.Tx) error {
			all, err := workforce.ConditionsOf(tx, testdb.Force, worker.Officer, candour.On(x.Now))
			for _, w := range all {
				words = append(words, w.Words())
			}
			return err
		})
		return strings.Join(words, ", ")
	}
	if got := conditions(); got != "no lone work" {
		t.Errorf("conditions %q", got)
	}
	restriction := changed[i].Value("measure")
	x.Do(x.crew.Authority.Who, &misconduct.ReviewMeasure{Measure: restriction, Next: misconduct.Change, MayNot: candour.Mark("no work with the public"), Reasons: reasons})
	if got := conditions(); got != "no work with the public" {
		t.Errorf("conditions after a change %q", got)
	}
	x.Do(x.crew.Authority.Who, &misconduct.ReviewMeasure{Measure: restriction, Next: misconduct.Lift, Reasons: reasons})
	if x.stands(worker.Officer) != workforce.Serving || conditions() != "" {
		t.Errorf("lifted: %s, %q", x.stands(worker.Officer), conditions())
	}
	x.Do(worker.Who, mine)
}

// TestTwoSuspensions: lifting one leaves the other, and what was taken away stays so.
func TestTwoSuspensions(t *testing.T) {
	x := lookInto(t, 1)
	o := x.crew.Officer
	y := x
	y.sent = x.Send(1)
	y.id = x.OpenCase(x.crew.Triage.Who, y.sent.Report)
	x.Link(x.crew.Triage.Who, o.Officer, y.sent.Allegations...)
	var measures []string
	for _, c := range []looked{x, y} {
		c.Plan(x.crew.Liaison.Who, c.id, o.Officer)
		done, err := c.suspend(x.crew.Authority, o.Officer)
		if err != nil {
			t.Fatal(err)
		}
		measures = append(measures, done[0].Value("measure"))
	}
	for i, want := range []bool{true, false} {
		x.Do(x.crew.Authority.Who, &misconduct.LiftMeasure{Measure: measures[i], Reasons: reasons})
		if x.barred(o) != want || (x.stands(o.Officer) == workforce.Suspended) != want {
			t.Errorf("after lifting %d: barred %v, %s", i+1, x.barred(o), x.stands(o.Officer))
		}
	}
}

// TestOverride: going past a missing plan lets one thing through, and the case does
// not close before somebody else has looked at why.
func TestOverride(t *testing.T) {
	x := lookInto(t, 1)
	o := x.crew.Officer.Officer
	override := func(before misconduct.Occasion) string {
		return x.Do(x.crew.Authority.Who, &misconduct.OverrideSafetyPlan{Case: x.id, Officer: o, Before: before, Reasons: reasons})[0].Value("plan")
	}
	plan := override(misconduct.AMeasure)
	disclose := &cases.Disclose{Case: x.id, Officer: o, Says: reasons, Harm: reasons}
	_, err := x.Try(x.crew.Authority.Who, disclose) // it was for something else
	tellsWhy(t, err, "no safety plan")
	done, err := x.suspend(x.crew.Authority, o)
	if err != nil {
		t.Fatal(err)
	}
	x.Do(x.crew.Authority.Who, &misconduct.LiftMeasure{Measure: done[0].Value("measure"), Reasons: reasons})
	_, err = x.suspend(x.crew.Authority, o)
	tellsWhy(t, err, "no safety plan") // it is used up

	stale := override(misconduct.ADisclosure)
	x.Later(2)
	_, err = x.Try(x.crew.Authority.Who, disclose)
	tellsWhy(t, err, "no safety plan") // it was for that day and the next

	x.describe(0)
	if err := x.assess(); err != nil {
		t.Fatal(err)
	}
	x.Decide(x.crew.Authority.Who, x.sent.Allegations...)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Settle(x.crew, x.id)
	closing := &cases.CloseCase{Case: x.id, Reasons: reasons}
	for _, id := range []string{plan, stale} {
		_, err = x.Try(x.crew.Authority.Who, closing)
		tellsWhy(t, err, "nobody else has looked at why")
		_, err = x.Try(x.crew.Authority.Who, &misconduct.ReviewOverride{Plan: id, Found: reasons})
		tellsWhy(t, err, "nobody reviews their own decision")
		x.Do(x.crew.Supervisor.Who, &misconduct.ReviewOverride{Plan: id, Found: reasons})
	}
	x.Close(x.crew.Authority.Who, x.id)
}

// TestHearing: what may follow what, who may sit, and that a hearing is never
// without a date once it had one.
func TestHearing(t *testing.T) {
	x := lookInto(t, 1)
	o, today := x.crew.Officer.Officer, candour.On(x.Now)
	x.Plan(x.crew.Liaison.Who, x.id, o)
	for _, under := range []misconduct.Procedure{misconduct.FormerOfficer, misconduct.Employment} {
		_, err := x.Try(x.crew.Authority.Who, &misconduct.ServeNotice{Case: x.id, Officer: o, Under: under, How: misconduct.ByHand, Deemed: today, Says: reasons, Harm: reasons})
		if !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), misconduct.ConductRegulations.Words()) {
			t.Errorf("a notice under %s: %v", under, err)
		}
	}
	p := x.Notice(x.crew.Authority.Who, x.id, o)
	try := func(who testdb.Person, a act.Act) error {
		_, err := x.Try(who.Who, a)
		return err
	}
	hearing := &misconduct.DecideCaseToAnswer{Proceeding: p, Proceedings: misconduct.Hearing, Reasons: reasons}
	tellsWhy(t, try(x.crew.Authority, hearing), "everity")
	x.describe(0)
	if err := x.assess(); err != nil {
		t.Fatal(err)
	}
	// An allegation with a case to answer and no proceedings contradict each other.
	x.Do(x.crew.Authority.Who, &misconduct.DecideCaseToAnswer{Proceeding: p, Proceedings: misconduct.NoProceedings, Reasons: reasons})
	x.Do(x.crew.Authority.Who, &cases.DecideAllegation{Allegation: x.sent.Allegations[0], Decision: cases.CaseToAnswer, Standard: cases.Balance, Reasons: reasons})
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Settle(x.crew, x.id)
	closing := &cases.CloseCase{Case: x.id, Reasons: reasons}
	tellsWhy(t, try(x.crew.Authority, closing), "faces no proceedings. Decide again")
	tellsWhy(t, try(x.crew.Authority, &misconduct.DecideCaseToAnswer{Proceeding: p, Proceedings: misconduct.NoProceedings, Reasons: reasons}), "there is a case to answer")
	x.Do(x.crew.Authority.Who, hearing)
	tellsWhy(t, try(x.crew.Authority, closing), "have not ended")

	x.Do(x.crew.Hearing.Who, &misconduct.SupplyDocuments{Proceeding: p, How: misconduct.ByHand, What: reasons, Deemed: today})
	panel := func(o candour.OfficerID) error {
		return try(x.crew.Hearing, &misconduct.NamePanel{Proceeding: p, Officer: o, Others: reasons, Adviser: reasons})
	}
	for _, took := range []testdb.Person{x.crew.Authority, x.crew.Assessor, x.crew.CaseWorker} {
		tellsWhy(t, panel(took.Officer), "they took part in this case")
	}
	if err := panel(x.crew.Chief.Officer); err != nil {
		t.Error(err)
	}
	fix := func(d candour.Date) error {
		return try(x.crew.Hearing, &misconduct.FixHearing{Proceeding: p, Date: d, Where: reasons})
	}
	for d, why := range map[candour.Date]string{today.AddDays(-1): "is past", saturday(today): "no working day"} {
		if err := fix(d); !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), why) {
			t.Errorf("fixed for %s: %v, want that it %s", d, err, why)
		}
	}
	if err := fix(saturday(today).AddDays(2)); err != nil {
		t.Fatal(err)
	}
	postponed := &misconduct.PostponeHearing{Proceeding: p, Reason: misconduct.Criminal, Reasons: reasons, Where: reasons}
	if err := try(x.crew.Hearing, postponed); !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), "not postponed without a new date") {
		t.Errorf("postponed until further notice: %v", err)
	}
	if got := x.StateOf("proceeding", p); got != misconduct.Fixed {
		t.Errorf("it is %s", got)
	}
	postponed.Date = saturday(today).AddDays(3)
	if got := kinds(x.Do(x.crew.Hearing.Who, postponed)); !slices.Equal(got, []candour.EventKind{misconduct.HearingPostponed, misconduct.HearingFixed}) {
		t.Errorf("postponed to another day: %v", got)
	}
	held := &misconduct.CompleteHearing{Proceeding: p, Came: reasons}
	if err := try(x.crew.Hearing, held); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("held before its day: %v", err)
	}
	x.Now = x.Now.AddDate(0, 0, today.DaysUntil(postponed.Date))
	x.Do(x.crew.Hearing.Who, held)

	// A dismissal ends the employment.
	out := x.Do(x.crew.Hearing.Who, &misconduct.RecordOutcome{Proceeding: p, Found: misconduct.FoundGross, Outcome: misconduct.Dismissal, Reasons: reasons})
	if got := kinds(out); !slices.Contains(got, misconduct.Dismissed) || !slices.Contains(got, workforce.OfficerLeft) || x.stands(o) != workforce.Gone {
		t.Errorf("dismissed: %v, and they are %s", got, x.stands(o))
	}
	x.Close(x.crew.Authority.Who, x.id)
}

// saturday is the first one after a day.
func saturday(d candour.Date) candour.Date {
	for d = d.AddDays(1); d.Weekday() != time.Saturday; d = d.AddDays(1) {
	}
	return d
}
