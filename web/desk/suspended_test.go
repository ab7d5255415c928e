package desk_test

import (
	"errors"
	"net/http"
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
	"candour/view"
	"candour/workforce"
)

// suspends is what follows in a force that suspends whoever is assessed, as a
// reaction would do it.
func suspends(o candour.OfficerID) act.Reaction {
	return act.Reaction{
		ID: "suspend-in-this-test", On: cases.SeverityAssessed, Emits: workforce.StandingEvents,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			return workforce.Suspend(tx, m, o, m.Today(), candour.Mark("must not come near"), e.Subject)
		},
	}
}

// lifts is the reverse, when the case is closed.
func lifts(o candour.OfficerID) act.Reaction {
	return act.Reaction{
		ID: "lift-in-this-test", On: cases.CaseClosed, Emits: workforce.StandingEvents,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			return workforce.Lift(tx, m, o, workforce.Suspended, m.Today(), e.Subject)
		},
	}
}

// A case worker who is suspended opens nothing in their next request, although they
// are signed in; what was disclosed to them stays theirs. Other systems are asked,
// and are late after an hour. Where it is lifted, all comes back.
func TestSuspendedWhileSignedIn(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	worker := w.Enrol("worker", authz.CaseWorker)
	for _, s := range []string{"crime-records", "e-mail"} {
		w.Do(crew.Administrator.Who, &workforce.NameSystem{Force: testdb.Force, System: s, Answers: "records-desk"})
	}
	other := w.Send(1)
	open := w.OpenCase(crew.Triage.Who, other.Report)
	w.Link(crew.Triage.Who, crew.Officer.Officer, other.Allegations...)
	w.KnowsNobody(worker.Who, candour.Subject{Kind: "case", ID: string(open)})

	about := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, about.Report)
	w.Link(crew.Triage.Who, worker.Officer, about.Allegations...)
	w.Plan(crew.Liaison.Who, c, worker.Officer)
	w.Do(crew.Authority.Who, &cases.Disclose{Case: c, Officer: worker.Officer, Says: candour.Mark("what you may know"), Harm: candour.Mark("nobody is harmed")})

	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	me := view.Viewer{Who: worker.Who, Today: candour.On(w.Now)}
	read := signedIn(w, worker)
	status, before := read("/desk/cases/" + string(open))
	if status != http.StatusOK || !strings.Contains(before, "Allegation 1") {
		t.Fatalf("before: %d", status)
	}
	if l, err := v.Worklist(t.Context(), me, view.Filter{}, 0, 0); err != nil || len(l.Due) == 0 {
		t.Fatalf("before: %d on the worklist, %v", len(l.Due), err)
	}

	w.Runner.Then = append(slices.Clone(w.Runner.Then), suspends(worker.Officer), lifts(worker.Officer))
	w.Describe(crew.Assessor.Who, c)
	events := w.Do(crew.Assessor.Who, &cases.AssessSeverity{Case: c, Severity: cases.GrossMisconduct, Reasons: candour.Mark("reasons")})
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, string(e.Kind))
		if e.Kind != workforce.StandingChanged && e.Kind != workforce.RevocationOrdered {
			continue
		}
		if e.Subject.Kind != "officer" || e.Subject.ID != string(worker.Officer) {
			t.Errorf("%s happened to a %s", e.Kind, e.Subject.Kind)
		}
		for _, f := range e.Data {
			if strings.Contains(f.Value, string(c)) || strings.Contains(f.Value, "come near") {
				t.Errorf("%s says in %s which case, or why", e.Kind, f.Name)
			}
		}
	}
	if got := strings.Join(kinds, " "); !strings.Contains(got, "officer-standing-changed revocation-ordered revocation-ordered") {
		t.Errorf("it emitted %s", got)
	}

	if status, after := read("/desk/cases/" + string(open)); status != http.StatusSeeOther || strings.Contains(after, "Allegation") {
		t.Errorf("a suspended case worker who is signed in gets %d", status)
	}
	if status, _ := read("/desk/"); status != http.StatusSeeOther {
		t.Errorf("their session goes on: %d", status)
	}
	if _, err := v.CasePage(t.Context(), me, open, 0); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("the case: %v, want not found", err)
	}
	if l, err := v.Worklist(t.Context(), me, view.Filter{}, 0, 0); err != nil || len(l.Due)+len(l.NoClock) != 0 {
		t.Errorf("%d on the worklist, %v", len(l.Due)+len(l.NoClock), err)
	}
	if list, _, err := v.FindOfficers(t.Context(), me, "Officer", candour.Subject{}); err != nil || len(list) != 0 {
		t.Errorf("they find %d officers, %v", len(list), err)
	}
	if _, err := w.Try(worker.Who, &cases.TellPerson{Case: open, Message: candour.Mark("x")}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("an act: %v, want not found", err)
	}
	if d, err := v.Disclosures(t.Context(), me); err != nil || len(d) != 1 || d[0].Says.Words() != "what you may know" {
		t.Errorf("what was disclosed to them: %+v, %v", d, err)
	}

	at := func(now time.Time) (out []string) {
		w.Read(func(tx *seal.Tx) error {
			list, err := workforce.Revocations(tx, testdb.Force, now)
			for _, r := range list {
				out = append(out, r.System+" "+r.State)
			}
			return err
		})
		return out
	}
	same := func(what string, got []string, want ...string) {
		t.Helper()
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	same("ordered", at(w.Now), "crime-records waiting", "e-mail waiting")
	same("an hour later", at(w.Now.Add(time.Hour)), "crime-records waiting", "e-mail waiting")
	ack := &workforce.AcknowledgeRevocation{Officer: worker.Officer, System: "e-mail", Who: candour.Mark("the mail desk")}
	w.Do(crew.Administrator.Who, ack)
	same("and a second", at(w.Now.Add(time.Hour+time.Second)), "crime-records overdue", "e-mail acknowledged")
	if _, err := w.Try(crew.Administrator.Who, ack); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("acknowledged twice: %v", err)
	}
	if _, err := w.Try(worker.Who, &workforce.AcknowledgeRevocation{Officer: worker.Officer, System: "crime-records", Who: candour.Mark("me")}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("by themselves: %v", err)
	}

	// Their file says that they are suspended, and nothing of the case or why.
	_, page := signedIn(w, crew.Supervisor)("/desk/officers/" + string(worker.Officer))
	if !strings.Contains(page, "Suspended since 2 March 2026") || strings.Contains(page, "come near") {
		t.Error("the file does not say that they are suspended, or says more")
	}

	w.Decide(crew.Authority.Who, about.Allegations...)
	w.Tell(crew.CaseWorker.Who, c)
	w.Close(crew.Authority.Who, c)
	if status, _ := signedIn(w, worker)("/desk/cases/" + string(open)); status != http.StatusOK {
		t.Errorf("lifted, they get %d", status)
	}
	if _, err := v.CasePage(t.Context(), me, open, 0); err != nil {
		t.Errorf("lifted: %v", err)
	}
}
