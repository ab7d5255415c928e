// One file over 500 lines: every promise of Runner is tried on the same few stages.

package act_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/investigation"
	"candour/intake"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/record"
	"candour/retention"
	"candour/seal"
	"candour/workforce"
)

var (
	ctx     = context.Background()
	reasons = candour.Mark("reasons")
)

// gapless checks that the journal is numbered from 1 to its head.
func gapless(t testing.TB, w *testdb.World) (n int64) {
	t.Helper()
	w.Read(func(tx *seal.Tx) error {
		err := tx.Each(`SELECT seq FROM journal WHERE force = $1 ORDER BY seq`, []any{string(testdb.Force)}, func(scan func(...any) error) error {
			var seq int64
			err := scan(&seq)
			if n++; seq != n {
				t.Fatalf("row %d of the journal has the number %d", n, seq)
			}
			return err
		})
		if err != nil {
			return err
		}
		var head int64
		err = tx.One(`SELECT seq FROM journal_head WHERE force = $1`, []any{string(testdb.Force)}, &head)
		if head != n && !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("the head of the journal says %d, and it has %d rows", head, n)
		}
		return nil
	})
	return n
}

// lastRefusal is the data of the last row of the journal, which must be a
// refusal, as one line.
func lastRefusal(t testing.TB, w *testdb.World) string {
	t.Helper()
	all := w.Events(candour.Subject{Kind: "force", ID: string(testdb.Force)})
	if len(all) == 0 || all[len(all)-1].Kind != act.Refused || all[len(all)-1].Seq != gapless(t, w) {
		t.Fatal("the last row of the journal is no refusal")
	}
	e := all[len(all)-1]
	return fmt.Sprintf("%s %s by %s: act %s, to %s, why %s, held back %s", e.Kind, e.Subject, e.By, e.Value("act"), e.Value("to"), e.Value("why"), e.Value("held back"))
}

// stage is a deployment in which a subject of some kind stands in some state.
type stage struct {
	*testdb.World
	crew testdb.Staff
	id   string
}

// passkey is one that triage has.
func (s stage) passkey(credential string) (id string) {
	id = s.approve((&workforce.InvitePasskey{Officer: s.crew.Triage.Officer, Reasons: reasons}).With("one"))
	s.Do(s.crew.Triage.Who, &workforce.RegisterPasskey{Invitation: id, Door: workforce.DeskDoor, One: "one", Other: "other", Passkey: workforce.Passkey{Credential: credential, PublicKey: "key"}, Nickname: reasons})
	return id
}

// setStage brings a subject into a state, for one act, by those that lead there.
func setStage(t *testing.T, kind, state, does string) stage {
	t.Helper()
	w, crew := testdb.Staffed(t)
	s := stage{World: w, crew: crew, id: "nothing"}
	if state == act.Absent {
		return s
	}
	switch kind {
	case "officer":
		s.id = string(s.crew.Officer.Officer)
		switch o := s.crew.Officer; does { // what is withdrawn was given before, by two
		case "withdraw-role":
			s.approve(&workforce.ProposeGrant{Officer: o.Officer, Role: "liaison", Reasons: reasons})
		case "acknowledge-revocation":
			s.Do(s.crew.Administrator.Who, &workforce.NameSystem{Force: testdb.Force, System: "crime-records", Answers: "records-desk"})
			s.Do(authz.Program(testdb.Force), &workforce.LeaveForce{Officer: o.Officer, Day: candour.On(s.Now), Why: "retired"})
		case "take-off-call":
			s.Do(s.crew.Supervisor.Who, s.putOnCall(o.Officer))
		case "withdraw-key":
			s.approve(&workforce.ProposeKey{Officer: o.Officer, Key: newKey(t), Reasons: reasons})
		case "withdraw-passkey":
			s.approve((&workforce.InvitePasskey{Officer: o.Officer, Reasons: reasons}).With("one"))
		case "withdraw-account":
			s.approve(&workforce.ProposeAccount{Officer: o.Officer, Issuer: "https://login.example", Account: reasons, Reasons: reasons})
		}
		return s
	case "passkey":
		s.id = s.passkey("first")
		if state == workforce.PasskeyOpen {
			s.id = s.approve((&workforce.InvitePasskey{Officer: s.crew.Triage.Officer, Reasons: reasons}).With("one"))
		}
		if state == workforce.PasskeyCounts {
			s.passkey("second")
		}
		if state == workforce.PasskeyStopped {
			s.Do(s.crew.Chief.Who, &workforce.WithdrawPasskey{Officer: s.crew.Triage.Officer, Reasons: reasons})
		}
		return s
	case "grant":
		ask := &workforce.ProposeGrant{Officer: s.crew.Officer.Officer, Role: "liaison", Reasons: reasons}
		switch state {
		case workforce.Given:
			s.id = s.approve(ask)
		default:
			s.id = s.Do(s.crew.Chief.Who, ask)[0].Subject.ID
		}
		if state == workforce.Refused {
			s.Do(s.crew.Approver.Who, &workforce.RefuseGrant{Grant: s.id, Reasons: reasons})
		}
		return s
	case "service":
		s.id = s.approve(&workforce.ProposeService{Officer: s.crew.Officer.Officer, Name: reasons, Role: "case-worker", Hook: candour.Mark("https://program.example/"), Until: candour.On(s.Now), Reasons: reasons})
		if state == workforce.ServiceStopped {
			s.Do(s.crew.Chief.Who, &workforce.StopService{Service: s.id, Reasons: reasons})
		}
		return s
	case "force":
		s.id = string(testdb.Force) // enrolling made its key
		return s
	}
	if kind == "page" {
		s.id = s.paged(state)
		return s
	}
	sent := s.Send(2)
	if s.id = string(sent.Report); kind == "report" && state == intake.Sent {
		if does != cases.OpenCaseKind.ID { // for others than triage, who would not see it otherwise
			if err := s.DB.WithTx(ctx, func(tx *seal.Tx) error { return authz.Triaged(tx.Tx, testdb.Force, sent.Subject()) }); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	c := s.OpenCase(s.crew.Triage.Who, sent.Report)
	if s.aroundTheReport(kind, state, does, sent) {
		return s
	}
	switch kind {
	case "case":
		s.id = string(c)
	case "allegation":
		s.id = string(sent.Allegations[0])
	}
	if state == cases.Undecided && (does == cases.OfficerNotKnownKind.ID || does == cases.NotOursKind.ID) { // that is said before anybody is linked
		return s
	}
	s.Link(s.crew.Triage.Who, s.crew.Officer.Officer, sent.Allegations...)
	if kind == "matter" || kind == "withdrawal" {
		s.setTrack(kind, state, does, c, sent)
		return s
	}
	if kind == "enquiry" {
		s.id = s.Do(s.crew.CaseWorker.Who, &investigation.SetEnquiry{Case: c, What: reasons, By: candour.On(s.Now)})[0].Value("enquiry")
		if state == investigation.Finished {
			s.Do(s.crew.CaseWorker.Who, &investigation.FinishEnquiry{Enquiry: s.id, Found: reasons})
		}
		return s
	}
	if does == cases.DiscloseKind.ID { // nothing is disclosed while the person has no safety plan
		s.Plan(s.crew.Liaison.Who, c, s.crew.Officer.Officer)
	}
	if s.investigated(kind, state, does, c, sent.Allegations[0]) || state == intake.Opened || state == cases.Undecided {
		return s
	}
	s.Assess(s.crew.Assessor.Who, c)
	if kind == "plan" || kind == "measure" || kind == "proceeding" {
		s.id = s.misconduct(kind, state, c)
		return s
	}
	if kind == "disclosure" {
		s.id = s.disclosed(does, c)
		return s
	}
	if kind == "representation" {
		s.id = s.represented(state, c)
		return s
	}
	if state == cases.Assessed {
		return s
	}
	s.Decide(s.crew.Authority.Who, sent.Allegations...)
	if state == cases.Decided {
		return s
	}
	s.Tell(s.crew.CaseWorker.Who, c)
	s.Close(s.crew.Authority.Who, c)
	return s
}

// example is an act of a kind on a subject, with nothing wrong in it, and
// somebody whose role it is for.
func (s stage) example(t *testing.T, k *act.Kind) (authz.Actor, act.Act) {
	t.Helper()
	id := s.id
	staff := map[authz.Role]authz.Actor{
		authz.Triage: s.crew.Triage.Who, authz.CaseWorker: s.crew.CaseWorker.Who, authz.Assessor: s.crew.Assessor.Who, authz.Authority: s.crew.Authority.Who, authz.Chief: s.crew.Chief.Who,
		authz.Approver: s.crew.Approver.Who, authz.OfTheirOwn: s.crew.Officer.Who, authz.Representative: s.friend().Who, authz.Administrator: s.crew.Administrator.Who,
		authz.Liaison: s.crew.Liaison.Who, authz.HearingOffice: s.crew.Hearing.Who, authz.VettingOfficer: s.crew.Vetting.Who, authz.Adviser: s.crew.Adviser.Who,
		authz.Supervisor: s.crew.Supervisor.Who, authz.Paged: s.crew.Officer.Who,
		authz.System: authz.Program(testdb.Force), authz.Reporter: act.Reporter(testdb.Force, "reporter"),
	}
	who, ok := staff[k.Roles[0]]
	if !ok {
		t.Fatalf("%s is for %s, and this test has nobody of that role", k.ID, k.Roles[0])
	}
	for _, of := range []func(*testing.T, string, authz.Actor) (authz.Actor, act.Act){s.ofIntake, s.ofCases, s.ofComplaints, s.ofInvestigations, s.ofMisconduct, s.ofWorkforce, s.ofDanger} {
		if who, a := of(t, k.ID, who); a != nil {
			return who, a
		}
	}
	switch k.ID {
	case "send-report":
		return s.owner(id), &intake.SendReport{Report: candour.ReportID(id), Code: intake.NewReturnCode(make([]byte, 32)), Said: []intake.Said{{What: reasons}}}
	case "rotate-keys":
		if err := s.DB.Keys().Prepare(ctx, testdb.Force, 2); err != nil {
			t.Fatal(err)
		}
		return who, &retention.RotateKeys{Force: candour.ForceID(id)}
	case "seal-accesses":
		return who, &record.SealAccesses{Force: candour.ForceID(id), Minute: ledger.Minute(s.Now)}
	case "cover":
		return who, &record.Cover{Force: candour.ForceID(id), At: s.Now.Truncate(time.Minute), Every: time.Minute, Leaves: 4}
	case "restore-record":
		return who, &record.Restore{Force: candour.ForceID(id), Made: s.Now}
	}
	if fields, ok := map[string]map[string]string{
		"place-hold": {"for": "the coroner", "reasons": "reasons"}, "lift-hold": {"reasons": "reasons"}, "propose-erasure": {"reasons": "reasons"},
		"decline-erasure": {"reasons": "reasons"}, "erase": {"reasons": "reasons", "needed": "no"},
	}[strings.TrimSuffix(k.ID, "-"+k.Of)]; ok {
		return who, s.Form(k.ID, candour.Subject{Kind: k.Of, ID: id}, fields)
	}
	t.Fatalf("there is no example of %s: add one", k.ID)
	return who, nil
}

// owner is the reporter of a report, or a new one.
func (s stage) owner(report string) authz.Actor {
	id := candour.PersonID("reporter")
	s.Read(func(tx *seal.Tx) error {
		stands, err := intake.Noun.Stand(tx, testdb.Force, report)
		if err == nil {
			id = stands.Reporter
		}
		return nil
	})
	return act.Reporter(testdb.Force, id)
}

// TestFrom does every act to a subject in every state. What From does not hold
// is refused, leaves one refusal in the journal (of staff) and nothing else.
func TestFrom(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out every act in every state: one after the other, nothing in it races")
	}
	done := regexp.MustCompile(`cannot be done now`)
	for _, k := range testdb.Kinds() {
		i := slices.IndexFunc(testdb.Nouns(), func(n act.Noun) bool { return n.Kind == k.Of })
		if i < 0 {
			t.Fatalf("%s is done to a %s, which is no noun", k.ID, k.Of)
		}
		for _, from := range k.From {
			if from != act.Absent && !slices.Contains(testdb.Nouns()[i].States, from) {
				t.Errorf("%s may be done from %q, which is no state of a %s", k.ID, from, k.Of)
			}
		}
		for _, state := range append([]string{act.Absent}, testdb.Nouns()[i].States...) {
			t.Run(k.ID+" "+state, func(t *testing.T) {
				t.Parallel()
				s := setStage(t, k.Of, state, k.ID)
				who, a := s.example(t, k)
				before, rows := s.Dump("journal", "journal_head"), gapless(t, s.World)
				_, err := s.Try(who, a)
				if slices.Contains(k.From, state) || len(k.From) == 0 && state != act.Absent {
					if err != nil && (done.MatchString(err.Error()) || errors.Is(err, candour.ErrNotFound)) {
						t.Errorf("a %s that is %s: %v, want no refusal by its state", k.Of, state, err)
					}
					return
				}
				want := candour.ErrConflict
				if state == act.Absent {
					want = candour.ErrNotFound
				}
				if !errors.Is(err, want) {
					t.Errorf("a %s that is %s: %v, want %v", k.Of, state, err, want)
				}
				if after := s.Dump("journal", "journal_head"); after != before {
					t.Errorf("a refused act changed something:\n%s", difference(before, after))
				}
				if who.Kind != "Person" {
					if got := gapless(t, s.World); got != rows {
						t.Errorf("%d rows were journalled for a %s", got-rows, who.Kind)
					}
					return
				}
				if got := gapless(t, s.World); got != rows+1 {
					t.Errorf("%d rows were journalled, want 1", got-rows)
				}
				why := "state " + state
				if state == act.Absent {
					why = "not allowed"
				}
				if got := lastRefusal(t, s.World); !strings.Contains(got, "act "+k.ID) || !strings.Contains(got, "why "+why) {
					t.Errorf("journalled %q, want act %s and why %s", got, k.ID, why)
				}
			})
		}
	}
}

func difference(before, after string) string {
	var out []string
	b := strings.Split(before, "\n")
	for _, line := range strings.Split(after, "\n") {
		if !slices.Contains(b, line) {
			out = append(out, "+"+line)
		}
	}
	a := strings.Split(after, "\n")
	for _, line := range b {
		if !slices.Contains(a, line) {
			out = append(out, "-"+line)
		}
	}
	return strings.Join(out, "\n")
}

// TestAbsentIsHidden: whoever stands on the wall of a matter gets the answer, and
// leaves the trace, that they would if there were no such matter.
func TestAbsentIsHidden(t *testing.T) {
	for _, k := range testdb.Kinds() {
		if k.New == nil || k.Of == "force" { // nobody stands on the wall of a force
			continue
		}
		t.Run(k.ID, func(t *testing.T) {
			n := slices.IndexFunc(testdb.Nouns(), func(n act.Noun) bool { return n.Kind == k.Of })
			state := append(slices.Clone(k.From), testdb.Nouns()[n].States...)[0]
			s := setStage(t, k.Of, state, k.ID)
			who, hidden := s.example(t, k)
			hide := candour.Subject{Kind: k.Of, ID: s.id}
			if k.Of != "report" && k.Of != "case" && k.Of != "officer" && k.Of != "disclosure" && k.Of != "representation" { // the wall is that of the report or case, or of the file of whom the grant is for
				s.Read(func(tx *seal.Tx) error {
					stands, err := testdb.Nouns()[n].Stand(tx, testdb.Force, s.id)
					hide = stands.Within[0]
					return err
				})
			}
			if err := s.DB.WithTx(ctx, func(tx *seal.Tx) error {
				return authz.Relate(tx.Tx, testdb.Force, who.ID, hide, "named by the reporter")
			}); err != nil {
				t.Fatal(err)
			}
			before := s.Dump("journal", "journal_head")
			_, errHidden := s.Try(who, hidden)
			traceHidden := lastRefusal(t, s.World)
			s.Now = s.Now.Add(2 * time.Second)
			hiddenID := s.id
			s.id = "aaaaaaaaaaaaaaaa"
			_, absent := s.example(t, k)
			_, errAbsent := s.Try(who, absent)
			traceAbsent := lastRefusal(t, s.World)
			if errHidden == nil || errAbsent == nil || errHidden.Error() != errAbsent.Error() || !errors.Is(errHidden, candour.ErrNotFound) {
				t.Errorf("hidden %v, absent %v; want the same", errHidden, errAbsent)
			}
			if got := strings.ReplaceAll(traceHidden, hiddenID, s.id); got != traceAbsent {
				t.Errorf("hidden leaves %q, absent %q", got, traceAbsent)
			}
			if after := s.Dump("journal", "journal_head"); after != before {
				t.Errorf("a refused act changed something:\n%s", difference(before, after))
			}
			// And reading: no buttons, no standing.
			s.Read(func(tx *seal.Tx) error {
				for _, id := range []string{hiddenID, s.id} {
					of := candour.Subject{Kind: k.Of, ID: id}
					stands, ok, err := s.Runner.May(tx, who, k.ID, of)
					if ok || err != nil || stands.State != act.Absent || stands.Within != nil || stands.Reporter != "" {
						t.Errorf("May on %s: %+v %v %v, want absent", id, stands, ok, err)
					}
					if offers, err := s.Runner.Offers(tx, who, testdb.Kinds(), of); err != nil || len(offers) != 0 {
						t.Errorf("Offers on %s: %v %v, want none", id, offers, err)
					}
				}
				return nil
			})
		})
	}
}

func TestOffers(t *testing.T) {
	s := setStage(t, "case", cases.Assessed, "")
	of := candour.Subject{Kind: "case", ID: s.id}
	for who, want := range map[authz.Actor]string{
		s.crew.Triage.Who: "declare-on-case keep-out-of-case", s.crew.CaseWorker.Who: "declare-on-case keep-out-of-case tell-person",
		s.crew.Authority.Who: "declare-on-case keep-out-of-case assign-case clear-conflict tell-person disclose close-case correct-event place-hold-case", s.crew.Assessor.Who: "declare-on-case", s.crew.Officer.Who: "",
		s.crew.Administrator.Who: "", authz.Program(testdb.Force): "",
	} {
		s.KnowsNobody(who, of)
		s.Read(func(tx *seal.Tx) error {
			offers, err := s.Runner.Offers(tx, who, slices.Concat(cases.Acts, retention.Acts), of)
			var ids []string
			for _, o := range offers {
				ids = append(ids, o.ID)
			}
			if got := strings.Join(ids, " "); got != want {
				t.Errorf("%s is offered %q, want %q", who.ID, got, want)
			}
			return err
		})
	}
}

// TestMalformedIDs: what somebody types in the place of an id reaches no journal.
func TestMalformedIDs(t *testing.T) {
	s := setStage(t, "case", act.Absent, "")
	for i, id := range []string{"Her Name", "x\x00", strings.Repeat("a", 41), "../../etc", "naïve", "", "' OR 1=1 --"} {
		s.Now = s.Now.Add(2 * time.Second)
		_, err := s.Try(s.crew.Authority.Who, &cases.CloseCase{Case: candour.CaseID(id), Reasons: reasons})
		if !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%q: %v, want not found", id, err)
		}
		got := lastRefusal(t, s.World)
		if id != "" && (strings.Contains(got, id) || !strings.Contains(got, "case/malformed")) {
			t.Errorf("%d: journalled %q", i, got)
		}
	}
}

func TestRefusalsAreLimited(t *testing.T) {
	s := setStage(t, "case", act.Absent, "")
	try := func(who authz.Actor) {
		t.Helper()
		if _, err := s.Try(who, &cases.CloseCase{Case: "aaaa", Reasons: reasons}); !errors.Is(err, candour.ErrNotFound) {
			t.Fatal(err)
		}
	}
	count := func() (n int) {
		for _, e := range s.Events(candour.Subject{Kind: "force", ID: string(testdb.Force)}) {
			if e.Kind == act.Refused {
				n++
			}
		}
		return n
	}
	a, b := s.crew.Authority.Who, s.crew.Officer.Who
	for range 5 {
		try(a)
		s.Now = s.Now.Add(100 * time.Millisecond)
	}
	if got := count(); got != 1 {
		t.Errorf("5 refusals in half a second: %d journalled, want 1", got)
	}
	try(b)
	if got := count(); got != 2 {
		t.Errorf("somebody else's refusal: %d journalled, want 2", got)
	}
	s.Now = s.Now.Add(499 * time.Millisecond)
	try(a)
	if got := count(); got != 2 {
		t.Errorf("0.999 s after the first: %d journalled, want 2", got)
	}
	s.Now = s.Now.Add(time.Millisecond)
	try(a)
	if got := lastRefusal(t, s.World); count() != 3 || !strings.HasSuffix(got, "held back 5") {
		t.Errorf("after a second: %d journalled, the last %q; want 3 and held back 5", count(), got)
	}
	s.Now = s.Now.Add(time.Minute)
	try(a)
	if got := lastRefusal(t, s.World); !strings.HasSuffix(got, "held back 0") {
		t.Errorf("the next: %q, want held back 0", got)
	}

	// Whoever never tries again is journalled by the program: not within the
	// second, then once, then no more.
	for range 3 {
		try(a)
	}
	flush := func(f func(context.Context, time.Time) error, want int) {
		t.Helper()
		if err := f(ctx, s.Now); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != want {
			t.Errorf("%d journalled, want %d", got, want)
		}
	}
	ofForce := func(ctx context.Context, now time.Time) error { return s.Runner.FlushRefusals(ctx, testdb.Force, now) }
	flush(ofForce, 4)
	s.Now = s.Now.Add(time.Second)
	flush(func(ctx context.Context, now time.Time) error { return s.Runner.FlushRefusals(ctx, "south", now) }, 4)
	flush(ofForce, 5)
	if got, want := lastRefusal(t, s.World), "act-refused force/north by "+string(a.ID)+": act close-case, to case/aaaa, why not allowed, held back 2"; got != want {
		t.Errorf("flushed as %q, want %q", got, want)
	}
	flush(ofForce, 5)
	try(a)
	try(a)
	flush(s.Runner.FlushAllRefusals, 6) // at the end nothing waits for its second
	flush(s.Runner.FlushAllRefusals, 6)
}

// TestReportersErrorsAreNotJournalled: a stranger's mistakes are no record, and
// no way to fill the disk.
func TestReportersErrorsAreNotJournalled(t *testing.T) {
	s := setStage(t, "report", intake.Sent, "")
	before := s.Dump()
	for _, who := range []authz.Actor{act.Reporter(testdb.Force, "stranger"), s.owner(s.id), {}, authz.Program(testdb.Force)} {
		for _, a := range []act.Act{
			&intake.SendReport{Report: candour.ReportID(s.id), Said: []intake.Said{{What: reasons}}},
			&cases.OpenCase{Report: candour.ReportID(s.id)},
			&cases.CloseCase{Case: "nothing", Reasons: reasons},
		} {
			m := s.Made(who)
			m.Force = testdb.Force
			if _, err := s.Runner.Run(ctx, m, a); err == nil {
				t.Errorf("%s by %q: no error", a.Kind().ID, who.Kind)
			}
		}
	}
	// Nor is a mistake in a form, of anybody.
	if _, err := s.Try(s.crew.Authority.Who, &cases.CloseCase{Case: "nothing"}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("closing without reasons: %v", err)
	}
	if after := s.Dump(); after != before {
		t.Errorf("something was written:\n%s", difference(before, after))
	}
}

// play is an act of a kind and with an Apply of the test's own.
type play struct {
	kind  *act.Kind
	of    candour.Subject
	check error
	apply func(tx *seal.Tx, m act.Made) ([]candour.Event, error)
}

func (p *play) Kind() *act.Kind     { return p.kind }
func (p *play) Of() candour.Subject { return p.of }
func (p *play) Check() error        { return p.check }
func (p *play) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return p.apply(tx, m)
}

var (
	playKind = &act.Kind{ID: "play", Button: "Play", Of: "officer", Emits: []candour.EventKind{"played"}, Roles: []authz.Role{authz.Triage}}
	piano    = candour.Subject{Kind: "officer", ID: "piano"}
)

// stagePlay is a deployment with the one act of this test, on something that is
// always there, and reactions.
func stagePlay(t testing.TB, then ...act.Reaction) (*testdb.World, authz.Actor) {
	w := testdb.Open(t)
	who := w.Enrol("t", authz.Triage).Who
	rules, err := authz.New([]authz.Action{playKind.Action()})
	if err != nil {
		t.Fatal(err)
	}
	w.Runner = &act.Runner{DB: w.DB, Rules: rules, Then: then, Nouns: []act.Noun{{Kind: "officer", States: []string{"there"}, Stand: func(_ *seal.Tx, _ candour.ForceID, id string) (act.Standing, error) {
		if strings.HasPrefix(id, "broken") {
			return act.Standing{}, errors.New("the disk is gone")
		}
		return act.Standing{State: "there"}, nil
	}}}}
	return w, who
}

// emit is a play that writes a row and emits events.
func emit(events ...candour.Event) *play {
	return &play{kind: playKind, of: piano, apply: func(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
		if err := authz.Grant(tx.Tx, m.Force, candour.PersonID(m.ID("somebody")), authz.Adviser, m.Today()); err != nil {
			return nil, err
		}
		return slices.Clone(events), nil
	}}
}

func played(on candour.Date) candour.Event {
	return candour.Event{Kind: "played", Subject: piano, On: on, Data: []candour.Field{{Name: "tune", Value: "words", Of: piano}, {Name: act.EarlierDay, Value: "played from memory"}}}
}

func TestWhatARunnerRefusesToJournal(t *testing.T) {
	today := candour.On(testdb.Day)
	loop := act.Reaction{ID: "again", On: "played", Emits: []candour.EventKind{"played"}, Do: func(*seal.Tx, act.Made, candour.Event) ([]candour.Event, error) {
		return []candour.Event{played(today)}, nil
	}}
	fails := act.Reaction{ID: "fails", On: "played", Do: func(*seal.Tx, act.Made, candour.Event) ([]candour.Event, error) {
		return nil, errors.New("no paper")
	}}
	strays := act.Reaction{ID: "strays", On: "played", Do: func(*seal.Tx, act.Made, candour.Event) ([]candour.Event, error) {
		return []candour.Event{{Kind: "sung", Subject: piano, On: today}}, nil
	}}
	bad := played(today)
	bad.Data = []candour.Field{{Name: "code", Value: "a\xffb"}}
	for name, c := range map[string]struct {
		then []act.Reaction
		acts []act.Act
		says string
		is   error
	}{
		"an event that is not declared":      {acts: []act.Act{emit(candour.Event{Kind: "sung", Subject: piano, On: today})}, says: "does not declare"},
		"an event without a day":             {acts: []act.Act{emit(played(candour.Date{}))}, says: "without a day"},
		"an event of tomorrow":               {acts: []act.Act{emit(played(today.AddDays(1)))}, says: "has not come yet", is: candour.ErrInvalid},
		"the second of two events":           {acts: []act.Act{emit(played(today), played(today.AddDays(1)))}, says: "has not come yet"},
		"bytes that a leaf cannot commit to": {acts: []act.Act{emit(bad)}, says: "UTF-8"},
		"a reaction that fails":              {then: []act.Reaction{fails}, acts: []act.Act{emit(played(today))}, says: "no paper"},
		"a reaction that does not declare":   {then: []act.Reaction{strays}, acts: []act.Act{emit(played(today))}, says: "does not declare"},
		"reactions in a loop":                {then: []act.Reaction{loop}, acts: []act.Act{emit(played(today))}, says: "1,000"},
		"the last of a batch":                {acts: []act.Act{emit(played(today)), emit(played(today)), emit(played(candour.Date{}))}, says: "without a day"},
		"a batch with a bad form":            {acts: []act.Act{emit(played(today)), &play{kind: playKind, of: piano, check: candour.Invalid("x", "no")}}, says: "no", is: candour.ErrInvalid},
		"a subject of another kind":          {acts: []act.Act{&play{kind: playKind, of: candour.Subject{Kind: "case", ID: "x"}}}, says: "not to a case"},
		"a subject that cannot be found":     {acts: []act.Act{&play{kind: playKind, of: candour.Subject{Kind: "officer", ID: "broken"}}}, says: "the disk is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			w, who := stagePlay(t, c.then...)
			before := w.Dump()
			_, err := w.Try(who, c.acts...)
			if err == nil || !strings.Contains(err.Error(), c.says) || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
			if after := w.Dump(); after != before {
				t.Errorf("something was left:\n%s", difference(before, after))
			}
		})
	}
}

// TestBatch: the acts of a batch happen in order, in one transaction, and two
// alike do not take each other's ids.
func TestBatch(t *testing.T) {
	w, who := stagePlay(t)
	today := candour.On(w.Now)
	first := gapless(t, w)
	events, err := w.Try(who, emit(played(today)), emit(played(today), played(today.AddDays(-1))))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for i, e := range events {
		if e.Seq != first+int64(i)+1 || ids[e.ID] || e.By != who.ID || e.Force != testdb.Force || !e.At.Equal(w.Now) || e.Act != "play" {
			t.Errorf("event %d: %+v", i, e)
		}
		ids[e.ID] = true
	}
	if len(events) != 3 || gapless(t, w) != first+3 {
		t.Errorf("%d events, want 3", len(events))
	}
}

// TestManyEventsOfOneAct: the limit on loops is not a limit on an import.
func TestManyEventsOfOneAct(t *testing.T) {
	w, who := stagePlay(t)
	events := make([]candour.Event, 1001)
	for i := range events {
		events[i] = candour.Event{Kind: "played", Subject: piano, On: candour.On(w.Now)}
	}
	if got, err := w.Try(who, emit(events...)); err != nil || len(got) != len(events) {
		t.Errorf("%d events and %v, want %d", len(got), err, len(events))
	}
}

// TestReactionsAreInOrder: what follows is journalled after what it follows, by
// its own name.
func TestReactionsAreInOrder(t *testing.T) {
	on := candour.On(testdb.Day)
	follow := func(id string, after, kind candour.EventKind) act.Reaction {
		return act.Reaction{ID: id, On: after, Emits: []candour.EventKind{kind}, Do: func(_ *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			if e.Seq == 0 || e.ID == "" {
				t.Errorf("%s sees an event that is not journalled: %+v", id, e)
			}
			return []candour.Event{{Kind: kind, Subject: piano, On: on}}, nil
		}}
	}
	w, who := stagePlay(t, follow("clap", "played", "clapped"), follow("bow", "clapped", "bowed"), follow("cough", "played", "coughed"))
	events, err := w.Try(who, emit(played(on)))
	var got []string
	for _, e := range events {
		got = append(got, string(e.Kind)+" by "+e.Act+" "+strconv.FormatInt(e.Seq-events[0].Seq, 10))
	}
	if want := "played by play 0, clapped by clap 1, coughed by cough 2, bowed by bow 3"; err != nil || strings.Join(got, ", ") != want {
		t.Errorf("%v: %s, want %s", err, strings.Join(got, ", "), want)
	}
}

// TestConcurrentActs: twenty at once, of which some fail at each stage, leave a
// journal without a gap and with every acknowledged event.
func TestConcurrentActs(t *testing.T) {
	fails := act.Reaction{ID: "fails", On: "played", Do: func(_ *seal.Tx, _ act.Made, e candour.Event) ([]candour.Event, error) {
		if e.Value("tune") == "sour" {
			return nil, errors.New("a string broke")
		}
		return nil, nil
	}}
	w, who := stagePlay(t, fails)
	first := gapless(t, w)
	today := candour.On(w.Now)
	var mu sync.Mutex
	acknowledged, refused := map[string]int64{}, 0
	rounds := 8
	if testdb.Race {
		rounds = 2
	}
	var wait sync.WaitGroup
	for g := range 20 {
		wait.Go(func() {
			for n := range rounds {
				var a act.Act = emit(played(today))
				switch (g + n) % 4 {
				case 1: // fails in Apply, after numbers could have been taken
					a = &play{kind: playKind, of: piano, apply: func(*seal.Tx, act.Made) ([]candour.Event, error) { return nil, candour.Conflict("not now") }}
				case 2: // fails in a reaction, after they were
					sour := played(today)
					sour.Data[0].Value = "sour"
					a = emit(sour)
				}
				m := act.By(who, w.Now.Add(time.Duration(n)*time.Second))
				events, err := w.Runner.Run(ctx, m, a)
				mu.Lock()
				if err != nil {
					refused++
				}
				for _, e := range events {
					acknowledged[e.ID] = e.Seq
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	gapless(t, w)
	stored := map[string]int64{}
	for _, e := range w.Events(piano) {
		stored[e.ID] = e.Seq
	}
	if len(stored) != len(acknowledged) || len(acknowledged) != 20*rounds/2 || refused != 20*rounds/2 {
		t.Errorf("%d events acknowledged, %d stored, %d refused; want %d each", len(acknowledged), len(stored), refused, 20*rounds/2)
	}
	for id, seq := range acknowledged {
		if stored[id] != seq {
			t.Errorf("event %s was acknowledged as %d and is stored as %d", id, seq, stored[id])
		}
	}
	if last := gapless(t, w); last <= first+int64(len(acknowledged)) {
		t.Error("no refusal was journalled")
	}
}

// TestPurity does the same acts twice, in two deployments, with the same random
// bytes: what is written is the same but for the nonces of what is sealed.
func TestPurity(t *testing.T) {
	run := func() string {
		w := testdb.Open(t)
		crew := w.Crew()
		s := w.Send(3)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
		w.Later(1)
		w.Assess(crew.Assessor.Who, c)
		w.Decide(crew.Authority.Who, s.Allegations...)
		if _, err := w.Try(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: reasons}); !errors.Is(err, candour.ErrConflict) {
			t.Fatal(err)
		}
		w.Tell(crew.CaseWorker.Who, c)
		w.Close(crew.Authority.Who, c)
		w.Do(authz.Program(testdb.Force), &workforce.ImportOfficer{Officer: "o9", Person: "p9", Source: "test", Digest: "d", Equality: reasons, Postings: []workforce.Posting{{Unit: "u", From: candour.On(w.Now)}}},
			&cases.ImportCase{Case: "c9", Source: "test", Received: candour.On(w.Now), Rows: []cases.ImportedAllegation{{ID: "a9", Officer: "o9", Person: "p9", Category: "A", Code: "1", Finding: "f"}}})
		return testdb.Unsealed(w.Dump())
	}
	one, two := run(), run()
	if one != two {
		t.Errorf("the same acts wrote different rows:\n%s", difference(one, two))
	}
	if len(one) < 10_000 || strings.Count(one, "=sealed") < 20 || strings.Count(one, "leaf=") < 20 {
		t.Errorf("the dump of %d bytes with %d sealed values compares too little", len(one), strings.Count(one, "=sealed"))
	}
}

// TestMade: the same purpose gives the same bytes, and no other does.
func TestMade(t *testing.T) {
	m, n := act.By(authz.Program("north"), testdb.Day), act.By(authz.Program("north"), testdb.Day)
	if first, again := m.ID("case"), m.ID("case"); first != again {
		t.Errorf("the same purpose gave %s and %s", first, again)
	}
	if m.ID("case") == m.ID("report") || m.ID("case") == n.ID("case") {
		t.Error("ids repeat where they must not, or do not where they must")
	}
	if !regexp.MustCompile(`^[a-z2-7]{16}$`).MatchString(m.ID("case")) {
		t.Errorf("id %q, want 16 letters and digits", m.ID("case"))
	}
	night := act.By(authz.Program("north"), time.Date(2026, 7, 1, 23, 30, 0, 999, time.UTC))
	if night.Today().String() != "2026-07-02" || night.Now.Nanosecond() != 0 {
		t.Errorf("half past eleven UTC in July is %s %v, want the next day in London, to the microsecond", night.Today(), night.Now)
	}
}

// TestLastEventIsFound is the promise that an acknowledged event is found again.
func TestLastEventIsFound(t *testing.T) {
	w, who := stagePlay(t)
	got, err := w.Try(who, emit(played(candour.On(w.Now).AddDays(-3))))
	if err != nil {
		t.Fatal(err)
	}
	all := w.Events(piano)
	e := all[len(all)-1]
	if fmt.Sprint(e) != fmt.Sprint(got[0]) || e.Value("tune") != "words" {
		t.Errorf("found %+v, want %+v", e, got[0])
	}
	var _ ledger.Rows = ledger.Journal{DB: w.DB, Force: testdb.Force}
}
