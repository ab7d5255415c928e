package flow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

var (
	ctx     = context.Background()
	reasons = candour.Mark("reasons")
)

// mine is what the person sees when they come back, as lines.
func mine(t *testing.T, w *testdb.World, s testdb.Sent) (told, due []string) {
	t.Helper()
	err := w.Runner.Read(ctx, s.Reporter, intake.ReadOwnReport, s.Subject(), func(tx *seal.Tx) error {
		m, err := intake.ReadMine(tx, testdb.Force, s.Report)
		if err != nil {
			return err
		}
		if len(m.Allegations) != len(s.Allegations) || m.Allegations[0].What.Words() != "thing 1" {
			t.Errorf("the person's own words are not there: %d allegations", len(m.Allegations))
		}
		for _, x := range m.Told {
			line := string(x.Kind)
			if i := slices.Index(s.Allegations, x.Allegation); i >= 0 {
				line += fmt.Sprint(" ", i+1)
			}
			told = append(told, line)
		}
		for _, d := range m.Due {
			if d.Running() {
				due = append(due, d.Rule.ID+" "+d.By.String())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(due)
	return told, due
}

func refused(t *testing.T, err error, says string) {
	t.Helper()
	if !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), says) {
		t.Errorf("error %v, want a conflict that says %q", err, says)
	}
}

// TestFromReportToClosing is the whole way: nothing that the person said is
// lost, and nothing closes without a decision and without their being told.
func TestFromReportToClosing(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	s := w.Send(3)
	a := s.Allegations
	sees := func(step string, wantTold, wantDue []string) {
		t.Helper()
		told, due := mine(t, w, s)
		if !slices.Equal(told, wantTold) {
			t.Errorf("%s: the person is told %q, want %q", step, told, wantTold)
		}
		if !slices.Equal(due, wantDue) {
			t.Errorf("%s: what is due to the person is %q, want %q", step, due, wantDue)
		}
	}
	told := []string{"report-sent"}
	sees("sent", told, nil)

	w.Later(1) // 3 March
	c := w.OpenCase(crew.Triage.Who, s.Report)
	told = append(told, "matter-came-to-attention", "case-opened", "allegation-recorded 1", "allegation-recorded 2", "allegation-recorded 3")
	first := []string{"complaints-13-delay-report 2027-03-01", "complaints-34-2-a-i-first-update 2026-03-31"}
	sees("opened", told, first)

	// Only triage before the officer is known.
	for _, p := range []testdb.Person{crew.CaseWorker, crew.Assessor, crew.Authority} {
		if err := w.Runner.Read(ctx, p.Who, cases.ReadCase, candour.Subject{Kind: "case", ID: string(c)}, func(*seal.Tx) error { return nil }); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s sees the case before an officer is linked: %v", p.ID, err)
		}
	}
	w.Link(crew.Triage.Who, crew.Officer.Officer, a...)
	_, err := w.Try(crew.CaseWorker.Who, &cases.LinkOfficer{Allegation: a[0], Officer: crew.Officer.Officer, Reasons: reasons})
	refused(t, err, "linked to this allegation already")
	_, err = w.Try(crew.CaseWorker.Who, &cases.LinkOfficer{Allegation: a[0], Officer: "nobody", Reasons: reasons})
	if !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("linking nobody: %v, want %v", err, candour.ErrInvalid)
	}
	if n := w.Count("cases_accused"); n != 3 {
		t.Errorf("%d links, want 3", n)
	}
	sees("linked", told, first)

	decide := func(i int, d cases.Decision) error {
		_, err := w.Try(crew.Authority.Who, &cases.DecideAllegation{Allegation: a[i], Decision: d, Standard: cases.Balance, Reasons: reasons})
		return err
	}
	refused(t, decide(0, cases.CaseToAnswer), "Severity is not assessed yet")
	_, err = w.Try(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: reasons})
	refused(t, err, "this case is opened")
	w.Assess(crew.Assessor.Who, c)
	_, err = w.Try(crew.Assessor.Who, &cases.AssessSeverity{Case: c, Severity: cases.Neither, Reasons: reasons})
	refused(t, err, "this case is assessed")

	w.Later(1)
	for i, d := range []cases.Decision{cases.CaseToAnswer, cases.Disproved} {
		if err := decide(i, d); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, decide(0, cases.Disproved), "this allegation is decided")
	sees("two decided", told, first) // and not told of it

	_, err = w.Try(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: reasons})
	refused(t, err, "allegation 3 has no decision. Decide it first")
	if strings.Contains(err.Error(), "allegation 1") || strings.Contains(err.Error(), "allegation 2") {
		t.Errorf("the refusal names what is decided: %v", err)
	}
	w.Decide(crew.Authority.Who, a[2])
	_, err = w.Try(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: reasons})
	refused(t, err, "has not been told what was decided on allegation 1, allegation 2, allegation 3")

	_, err = w.Try(crew.CaseWorker.Who, &cases.TellPerson{Case: c, Message: reasons, Harm: true})
	if !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("telling what would do harm: %v, want %v", err, candour.ErrInvalid)
	}
	sees("not told", told, first)
	w.Later(1) // 5 March
	w.Tell(crew.CaseWorker.Who, c)
	told = append(told, "person-updated", "allegation-decided 1", "allegation-decided 2", "allegation-decided 3")
	sees("told", told, []string{"complaints-13-delay-report 2027-03-01", "complaints-34-2-a-ii-later-update 2026-04-02"})
	w.Tell(crew.CaseWorker.Who, c)
	told = append(told, "person-updated") // and no decision twice
	sees("told again", told, []string{"complaints-13-delay-report 2027-03-01", "complaints-34-2-a-ii-later-update 2026-04-02"})

	// A case to answer is answered before the case closes, and of that the person
	// hears nothing by itself.
	closing := &cases.CloseCase{Case: c, Reasons: reasons}
	_, err = w.Try(crew.Authority.Who, closing)
	refused(t, err, "what it must become is not dealt with yet")
	w.Record(crew.CaseWorker.Who, c)
	told = append(told, "complaint-recorded")
	_, err = w.Try(crew.Authority.Who, closing)
	refused(t, err, "no proceedings have begun against an officer")
	w.Plan(crew.Liaison.Who, c, crew.Officer.Officer)
	p := w.Notice(crew.Authority.Who, c, crew.Officer.Officer)
	_, err = w.Try(crew.Authority.Who, closing)
	refused(t, err, "the proceedings against an officer have not ended")
	w.Proceed(crew, p, misconduct.Hearing, misconduct.Decided)
	sees("decided on", told, []string{"complaints-13-delay-report 2027-03-01", "complaints-34-2-a-ii-later-update 2026-04-02"})

	w.Close(crew.Authority.Who, c)
	told = append(told, "case-closed")
	sees("closed", told, nil)
	_, err = w.Try(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: reasons})
	refused(t, err, "this case is closed")

	// What the record says, in the end.
	w.Read(func(tx *seal.Tx) error {
		got, err := cases.Read(tx, testdb.Force, c)
		if err != nil {
			return err
		}
		if got.State != cases.Closed || got.Severity != cases.Misconduct || got.Report != s.Report || len(got.Allegations) != 3 || got.OpenedOn.String() != "2026-03-03" || got.ClosedOn.String() != "2026-03-05" || got.AssessedBy != crew.Assessor.ID {
			t.Errorf("case %+v", got)
		}
		for i, x := range got.Allegations {
			if x.ID != a[i] || x.Position != i+1 || x.Words.Words() != fmt.Sprint("thing ", i+1) || x.DecidedBy != crew.Authority.ID || x.Reasons.Empty() || x.ToldOn.String() != "2026-03-05" || !slices.Equal(x.Officers, []candour.OfficerID{crew.Officer.Officer}) {
				t.Errorf("allegation %d: %+v", i+1, x)
			}
		}
		return nil
	})
	// Words of a decision reach the person, and never its reasons.
	if err := w.Runner.Read(ctx, s.Reporter, intake.ReadOwnReport, s.Subject(), func(tx *seal.Tx) error {
		m, err := intake.ReadMine(tx, testdb.Force, s.Report)
		for _, x := range m.Told {
			if strings.Contains(x.Says, "for the reason") || strings.Contains(x.Says, string(crew.Officer.Officer)) {
				t.Errorf("the person is told %q", x.Says)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	// Every backdated event gives its reason, and the journal is in order.
	for _, of := range []candour.Subject{s.Subject(), {Kind: "case", ID: string(c)}} {
		for _, e := range w.Events(of) {
			if e.On.Before(candour.On(e.At)) && e.Value("reason for an earlier day") == "" {
				t.Errorf("%s of %s was recorded on %s without a reason", e.Kind, e.On, candour.On(e.At))
			}
		}
	}
}

// TestToldAtOnce: what a reaction tells by itself is on the list that the law
// stands beside; all else waits for somebody to tell the person.
func TestToldAtOnce(t *testing.T) {
	w := testdb.Open(t)
	testdb.Canaries(w)
	w.Read(func(tx *seal.Tx) error {
		return tx.Each(`SELECT kind FROM intake_told`, nil, func(scan func(...any) error) error {
			var kind candour.EventKind
			err := scan(&kind)
			if !slices.Contains(intake.AtOnce, kind) && kind != cases.AllegationDecided {
				t.Errorf("the person was told of %s", kind)
			}
			return err
		})
	})
	if slices.Contains(intake.AtOnce, cases.AllegationDecided) {
		t.Error("a decision is told at once: nobody asked whether that does harm")
	}
}

// everything tries each act and reading that there is on a matter.
func everything(w *testdb.World, who authz.Actor, s testdb.Sent, c candour.CaseID, o candour.OfficerID) (allowed []string) {
	acts := []act.Act{&cases.OpenCase{Report: s.Report}, &cases.AssessSeverity{Case: c, Severity: cases.Neither, Reasons: reasons}, &cases.TellPerson{Case: c, Message: reasons}, &cases.CloseCase{Case: c, Reasons: reasons}}
	for _, a := range s.Allegations {
		acts = append(acts, &cases.LinkOfficer{Allegation: a, Officer: o, Reasons: reasons}, &cases.DecideAllegation{Allegation: a, Decision: cases.Disproved, Standard: cases.Balance, Reasons: reasons})
	}
	for _, a := range acts {
		if _, err := w.Try(who, a); err == nil || !errors.Is(err, candour.ErrNotFound) || err.Error() != candour.ErrNotFound.Error() {
			allowed = append(allowed, fmt.Sprint(a.Kind().ID, ": ", err))
		}
	}
	for _, r := range []struct {
		reading authz.Action
		of      candour.Subject
	}{{intake.ReadReport, s.Subject()}, {cases.ReadCase, candour.Subject{Kind: "case", ID: string(c)}}, {intake.ReadOwnReport, s.Subject()}} {
		if err := w.Runner.Read(ctx, who, r.reading, r.of, func(*seal.Tx) error { return nil }); !errors.Is(err, candour.ErrNotFound) {
			allowed = append(allowed, fmt.Sprint(r.reading.ID, ": ", err))
		}
	}
	return allowed
}

// TestLinkedOfficerIsOut: an officer with every role is refused everything from
// the moment they are linked, by whichever allegation, on the case and on the
// report behind it.
func TestLinkedOfficerIsOut(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	accused := w.Enrol("x", authz.StaffRoles[:5]...)
	other := w.Enrol("y", authz.StaffRoles[:5]...)
	s := w.Send(2)
	c := w.OpenCase(accused.Who, s.Report) // nobody knew yet
	for _, p := range []testdb.Person{accused, other} {
		w.KnowsNobody(p.Who, candour.Subject{Kind: "case", ID: string(c)})
	}
	if err := w.Runner.Read(ctx, accused.Who, cases.ReadCase, candour.Subject{Kind: "case", ID: string(c)}, func(*seal.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	w.Link(crew.Triage.Who, accused.Officer, s.Allegations[1])
	if got := everything(w, accused.Who, s, c, other.Officer); len(got) > 0 {
		t.Errorf("the linked officer: %q", got)
	}
	if err := w.Runner.Read(ctx, other.Who, cases.ReadCase, candour.Subject{Kind: "case", ID: string(c)}, func(*seal.Tx) error { return nil }); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("somebody new is named, and who answered before was not asked again: %v", err)
	}
	w.KnowsNobody(other.Who, candour.Subject{Kind: "case", ID: string(c)})
	if err := w.Runner.Read(ctx, other.Who, cases.ReadCase, candour.Subject{Kind: "case", ID: string(c)}, func(*seal.Tx) error { return nil }); err != nil {
		t.Errorf("somebody else with the same roles: %v", err)
	}
	// A second one joins them, and the first stays.
	w.Link(other.Who, other.Officer, s.Allegations[0]) // by their own hand
	for _, p := range []testdb.Person{accused, other} {
		w.Later(1)
		if got := everything(w, p.Who, s, c, crew.Officer.Officer); len(got) > 0 {
			t.Errorf("%s: %q", p.ID, got)
		}
	}
	w.Assess(crew.Assessor.Who, c)
	w.Decide(crew.Authority.Who, s.Allegations...)
	w.Tell(crew.CaseWorker.Who, c)
	w.Close(crew.Authority.Who, c)
	if got := everything(w, accused.Who, s, c, crew.Officer.Officer); len(got) > 0 {
		t.Errorf("after the case is closed: %q", got)
	}
	// One human being in two employments is one.
	w.Do(authz.Program(testdb.Force), &workforce.Enrol{Officer: "second-job", Person: "person-two", Name: reasons, Roles: authz.StaffRoles[:5]}, &workforce.Enrol{Officer: "first-job", Person: "person-two", Name: reasons})
	s2 := w.Send(1)
	c2 := w.OpenCase(crew.Triage.Who, s2.Report)
	w.Link(crew.Triage.Who, "first-job", s2.Allegations...)
	if got := everything(w, act.Staff(testdb.Force, "person-two"), s2, c2, crew.Officer.Officer); len(got) > 0 {
		t.Errorf("by another employment: %q", got)
	}
}

// TestReporterReachesNothingElse: not another's report, not the case, not staff
// acts on their own.
func TestReporterReachesNothingElse(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	s, other := w.Send(1), w.Send(1)
	c := w.OpenCase(crew.Triage.Who, s.Report)
	w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
	before := w.Dump()
	got := everything(w, s.Reporter, s, c, crew.Officer.Officer)
	if len(got) != 1 || got[0] != "read-own-report: <nil>" {
		t.Errorf("the reporter: %q, want their own report alone", got)
	}
	if got := everything(w, other.Reporter, s, c, crew.Officer.Officer); len(got) > 0 {
		t.Errorf("another reporter: %q", got)
	}
	if w.Dump() != before {
		t.Error("something was written")
	}
}

// TestImportedCases: what another system decided satisfies "every allegation ends
// by a decision" by its own name, an open one does not, and nobody can make an
// imported decision here.
func TestImportedCases(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	day := candour.On(w.Now)
	row := func(id, finding string) cases.ImportedAllegation {
		return cases.ImportedAllegation{ID: candour.AllegationID(id), Officer: crew.Officer.Officer, Person: crew.Officer.ID, Category: "A", Code: "01", Finding: finding, Outcome: "none"}
	}
	system := authz.Program(testdb.Force)
	w.Do(system, &cases.ImportCase{Case: "closed1", Source: "x", Digest: "1", Received: day.AddDays(-30), ClosedOn: day.AddDays(-2), Rows: []cases.ImportedAllegation{row("a1", "substantiated"), row("a2", "")}})
	w.Do(system, &cases.ImportCase{Case: "open1", Source: "x", Digest: "1", Received: day.AddDays(-30), Rows: []cases.ImportedAllegation{row("a3", "")}})
	w.Read(func(tx *seal.Tx) error {
		got, err := cases.Read(tx, testdb.Force, "closed1")
		if err != nil || got.State != cases.Closed || got.Allegations[0].Decision != cases.HistoricFinding || got.Allegations[1].Decision != cases.ClosedElsewhere || got.Jurisdiction != cases.Imported {
			t.Errorf("%+v (%v)", got, err)
		}
		return err
	})
	for _, c := range []candour.CaseID{"closed1", "open1"} {
		if err := w.Runner.Read(ctx, crew.Officer.Who, cases.ReadCase, candour.Subject{Kind: "case", ID: string(c)}, func(*seal.Tx) error { return nil }); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("the accused sees an imported case: %v", err)
		}
	}
	w.Assess(crew.Assessor.Who, "open1")
	_, err := w.Try(crew.Authority.Who, &cases.CloseCase{Case: "open1", Reasons: reasons})
	refused(t, err, "allegation 1 has no decision")
	_, err = w.Try(crew.CaseWorker.Who, &cases.TellPerson{Case: "open1", Message: reasons})
	refused(t, err, "came from another system")
	w.Decide(crew.Authority.Who, "a3")
	w.Close(crew.Authority.Who, "open1") // nobody here can tell the person

	before := w.Dump("journal", "journal_head", "seal_key")
	for _, c := range []candour.CaseID{"open1"} {
		_, err := w.Try(system, &cases.ImportCase{Case: c, Source: "x", Digest: "2", Received: day.AddDays(-30), ClosedOn: day, Rows: []cases.ImportedAllegation{row("a3", "unsubstantiated")}, Correction: true})
		if !errors.Is(err, candour.ErrConflict) {
			t.Errorf("a correction over what was decided here: %v, want %v", err, candour.ErrConflict)
		}
	}
	if after := w.Dump("journal", "journal_head", "seal_key"); after != before {
		t.Error("a correction wiped out what was decided here")
	}
	s := w.Send(2)
	c := w.OpenCase(crew.Triage.Who, s.Report)
	if _, err := w.Try(system, &cases.ImportCase{Case: c, Source: "x", Received: day, Correction: true}); err == nil {
		t.Error("an import corrected a case of our own: what a person confirmed is gone")
	}
	w.Do(system, &cases.ImportCase{Case: "closed1", Source: "x", Digest: "2", Received: day.AddDays(-30), ClosedOn: day.AddDays(-2), Rows: []cases.ImportedAllegation{row("a1", "unsubstantiated")}, Correction: true})
	for _, form := range []func() act.Act{cases.DecideAllegationKind.New} {
		a := form()
		if err := act.Fill(a, map[string][]string{"allegation": {"a3"}, "decision": {string(cases.HistoricFinding)}, "standard": {string(cases.Balance)}, "reasons": {"x"}}); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("an imported decision was made by a form: %v", err)
		}
	}
	for _, a := range []act.Act{
		&cases.DecideAllegation{Allegation: s.Allegations[0], Decision: cases.ClosedElsewhere, Standard: cases.Balance, Reasons: reasons},
		&cases.DecideAllegation{Allegation: s.Allegations[0], Decision: "her name", Standard: cases.Balance, Reasons: reasons},
		&cases.DecideAllegation{Allegation: s.Allegations[0], Decision: cases.Disproved, Standard: "none", Reasons: reasons},
		&cases.AssessSeverity{Case: c, Severity: "terrible", Reasons: reasons}, &cases.AssessSeverity{Case: c, Reasons: reasons},
		&cases.CloseCase{Case: c, Reasons: candour.Mark(" \n ")},
		&cases.ImportCase{Case: "late", Received: day, ClosedOn: day.AddDays(-1)},
	} {
		if _, err := w.Try(crew.Authority.Who, a); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%+v: %v, want %v", a, err, candour.ErrInvalid)
		}
	}
}
