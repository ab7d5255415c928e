package flow_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"

	"pgregory.net/rapid"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue { // each is a deployment of its own
		checks := "20"
		if testdb.Race {
			checks = "3"
		}
		if err := f.Value.Set(checks); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// The model knows the rules as a person would say them, and nothing of Cedar,
// tables or states.
type model struct {
	people  []*worker
	reports []*told
}

type worker struct {
	testdb.Person
	roles []authz.Role
}

// told is one report and the case that it becomes.
type told struct {
	sent       testdb.Sent
	id         candour.CaseID // empty until it is opened
	out        []candour.PersonID
	assessed   bool
	closed     bool
	complaints []*complaint
}

type complaint struct {
	id       candour.AllegationID
	officers []candour.OfficerID
	sought   bool // somebody looked for the officer and could not tell
	decided  bool
	said     bool // the person was told of it

	described bool // somebody said what kind of thing is alleged
	toAnswer  bool // it was decided that there is a case to answer: nobody here begins proceedings
}

// known: of each allegation somebody has said who it is about, or could not tell.
func (r *told) known() bool {
	return r.id != "" && !slices.ContainsFunc(r.complaints, func(c *complaint) bool { return len(c.officers) == 0 && !c.sought })
}

// may says whether somebody may do what is for some roles.
func (m *model) may(p *worker, r *told, roles ...authz.Role) bool {
	has := func(role authz.Role) bool { return slices.Contains(p.roles, role) }
	if has(authz.Administrator) || slices.Contains(r.out, p.ID) || !r.known() && !has(authz.Triage) {
		return false
	}
	return slices.ContainsFunc(roles, has)
}

type outcome string

const (
	done     outcome = "done"
	notFound outcome = "not found"
	conflict outcome = "conflict"
)

func of(err error) outcome {
	switch {
	case err == nil:
		return done
	case errors.Is(err, candour.ErrConflict):
		return conflict
	case errors.Is(err, candour.ErrNotFound):
		return notFound
	}
	return outcome(err.Error())
}

// TestRandomActs has random people do random acts, and compares each outcome
// with the model's and the rows with what was promised.
func TestRandomActs(t *testing.T) {
	counts := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		w := testdb.Open(t)
		m := &model{}
		role := rapid.SampledFrom([]authz.Role{authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority, authz.HearingOffice, authz.Supervisor, authz.Liaison, authz.Approver, authz.Adviser, authz.Administrator})
		for i := range 5 {
			p := &worker{roles: rapid.SliceOfNDistinct(role, 0, 4, func(r authz.Role) authz.Role { return r }).Draw(r, "roles")}
			if i < 2 { // somebody can always begin
				p.roles = authz.StaffRoles[:5]
			}
			p.Person = w.Enrol(string(rune('a'+i)), p.roles...)
			m.people = append(m.people, p)
		}
		for range rapid.SampledFrom([]int{30, 60, 90}).Draw(r, "steps") {
			step(r, w, m, counts)
			promises(r, w, m)
		}
	})
	for _, want := range []string{"close done", "close conflict", "decide done", "link done", "link not found", "tell done", "open not found"} {
		if counts[want] == 0 {
			t.Logf("seldom drawn: %s never happened, of %v", want, counts)
		}
	}
}

func step(r *rapid.T, w *testdb.World, m *model, counts map[string]int) {
	do := rapid.SampledFrom([]string{"send", "open", "link", "link", "not known", "describe", "describe", "describe", "assess", "decide", "decide", "decide", "tell", "tell", "close", "close", "later"}).Draw(r, "do")
	if do == "later" {
		w.Later(1)
		return
	}
	if do == "send" || len(m.reports) == 0 {
		if len(m.reports) < 2 {
			x := &told{sent: w.Send(rapid.SampledFrom([]int{1, 1, 2, 3}).Draw(r, "allegations"))}
			m.reports = append(m.reports, x)
		}
		return
	}
	// Those who can do most do most, and those who cannot are accused most.
	p := m.people[rapid.SampledFrom([]int{0, 0, 0, 0, 1, 1, 2, 3, 4}).Draw(r, "who")]
	x := m.reports[rapid.IntRange(0, len(m.reports)-1).Draw(r, "report")]
	i := rapid.IntRange(0, len(x.sent.Allegations)-1).Draw(r, "which")
	target := m.people[rapid.SampledFrom([]int{4, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 1}).Draw(r, "officer")]
	var a act.Act
	want := notFound
	var then func(events []candour.Event)
	caseIs := func(roles ...authz.Role) bool { return x.id != "" && m.may(p, x, roles...) }
	switch do {
	case "open":
		a = &cases.OpenCase{Report: x.sent.Report}
		if m.may(p, x, authz.Triage) {
			want = conflict
			if x.id == "" {
				want = done
			}
		}
		then = func(events []candour.Event) {
			x.id = candour.CaseID(events[0].Subject.ID)
			for _, id := range x.sent.Allegations {
				x.complaints = append(x.complaints, &complaint{id: id})
			}
		}
	case "link":
		a = &cases.LinkOfficer{Allegation: x.sent.Allegations[i], Officer: target.Officer, Reasons: reasons}
		if caseIs(authz.Triage, authz.CaseWorker) {
			want = done
			if c := x.complaints[i]; c.decided || slices.Contains(c.officers, target.Officer) {
				want = conflict
			}
		}
		then = func([]candour.Event) {
			x.complaints[i].officers = append(x.complaints[i].officers, target.Officer)
			x.out = append(x.out, target.ID)
		}
	case "not known":
		a = &cases.NotKnown{Allegation: x.sent.Allegations[i], Reasons: reasons}
		if caseIs(authz.Triage) {
			want = done
			if c := x.complaints[i]; c.decided || c.sought || len(c.officers) > 0 {
				want = conflict
			}
		}
		then = func([]candour.Event) { x.complaints[i].sought = true }
	case "describe":
		f := rapid.SampledFrom([]cases.Factors{nil, {"workplace"}, {"records-misused", "other-crime"}}).Draw(r, "factors")
		a = &cases.DescribeAllegation{Allegation: x.sent.Allegations[i], Category: "H", Factors: f, OnDuty: cases.DutyUnknown}
		if caseIs(authz.Triage, authz.CaseWorker, authz.Assessor) {
			want = done
			if x.complaints[i].decided {
				want = conflict
			}
		}
		then = func([]candour.Event) { x.complaints[i].described = true }
	case "assess":
		a = &cases.AssessSeverity{Case: x.id, Severity: cases.Misconduct, Reasons: reasons}
		if caseIs(authz.Assessor) {
			want = conflict
			if !x.assessed && !x.closed && !slices.ContainsFunc(x.complaints, func(c *complaint) bool { return !c.described && !c.decided }) {
				want = done
			}
		}
		then = func([]candour.Event) { x.assessed = true }
	case "decide":
		d := rapid.SampledFrom([]cases.Decision{cases.CaseToAnswer, cases.NoCaseToAnswer, cases.NoCaseToAnswer, cases.Disproved, cases.Disproved, cases.NotThisPerson}).Draw(r, "decision")
		a = &cases.DecideAllegation{Allegation: x.sent.Allegations[i], Decision: d, Standard: cases.Balance, Reasons: reasons}
		if caseIs(authz.Authority) {
			want = done
			if c := x.complaints[i]; c.decided || !x.assessed || len(c.officers) == 0 && (d == cases.CaseToAnswer || d == cases.NotThisPerson) {
				want = conflict
			}
		}
		then = func([]candour.Event) { x.complaints[i].decided, x.complaints[i].toAnswer = true, d == cases.CaseToAnswer }
	case "tell":
		a = &cases.TellPerson{Case: x.id, Message: reasons}
		if caseIs(authz.CaseWorker, authz.Authority, authz.Liaison) {
			want = done
		}
		then = func([]candour.Event) {
			for _, c := range x.complaints {
				c.said = c.decided
			}
		}
	case "close":
		a = &cases.CloseCase{Case: x.id, Reasons: reasons}
		if caseIs(authz.Authority) {
			want = done
			if !x.assessed || x.closed || slices.ContainsFunc(x.complaints, func(c *complaint) bool { return !c.decided || !c.said || c.toAnswer }) {
				want = conflict
			}
		}
		then = func([]candour.Event) { x.closed = true }
	}
	events, err := w.Try(p.Who, a)
	if got := of(err); got != want {
		r.Fatalf("%s by %s with %v: %s, want %s", do, p.ID, p.roles, got, want)
	}
	counts[do+" "+string(want)]++
	if want == done {
		then(events)
	}
}

// promises are what must hold after every step, read from the rows.
func promises(r *rapid.T, w *testdb.World, m *model) {
	w.Read(func(tx *seal.Tx) error {
		var bad int
		if err := tx.One(`SELECT count(*) FROM cases_case c JOIN cases_allegation a ON a.force = c.force AND a.case_id = c.id
			WHERE c.closed_day <> '' AND NOT EXISTS (SELECT 1 FROM cases_decision d WHERE d.force = a.force AND d.case_id = a.case_id AND d.allegation = a.id AND d.told_day <> '')`, nil, &bad); err != nil || bad > 0 {
			r.Fatalf("%d allegations of closed cases are undecided, or the person was not told (%v)", bad, err)
		}
		if err := tx.One(`SELECT count(*) FROM intake_allegation i JOIN intake_opened o ON o.force = i.force AND o.report = i.report
			WHERE NOT EXISTS (SELECT 1 FROM cases_allegation a WHERE a.force = i.force AND a.id = i.id AND a.case_id = o.case_id)`, nil, &bad); err != nil || bad > 0 {
			r.Fatalf("%d confirmed allegations are not in their case (%v)", bad, err)
		}
		var rows, head, first, kinds int64
		if err := tx.One(`SELECT count(*), min(seq), max(seq), count(DISTINCT id) FROM journal`, nil, &rows, &first, &head, &kinds); err != nil || first != 1 || rows != head || kinds != rows {
			r.Fatalf("the journal has %d rows from %d to %d with %d ids (%v)", rows, first, head, kinds, err)
		}
		for _, x := range m.reports {
			of := candour.Subject{Kind: "case", ID: string(x.id)}
			for _, p := range m.people {
				for reading, of := range map[string]candour.Subject{cases.ListCase.ID: of, intake.ListReport.ID: x.sent.Subject()} {
					_, sees, err := w.Runner.May(tx, p.Who, reading, of)
					want := (m.may(p, x, authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority, authz.Supervisor) || of.Kind == "case" && m.may(p, x, authz.Liaison, authz.HearingOffice)) && of.ID != ""
					if err != nil || sees != want {
						r.Fatalf("%s with %v, out %v: %s is %v (%v), want %v", p.ID, p.roles, x.out, reading, sees, err, want)
					}
				}
			}
			mine, err := intake.ReadMine(tx, testdb.Force, x.sent.Report)
			if err != nil {
				r.Fatal(err)
			}
			for _, t := range mine.Told {
				if t.Kind == cases.AllegationDecided && !slices.ContainsFunc(x.complaints, func(c *complaint) bool { return c.id == t.Allegation && c.said }) {
					r.Fatalf("the person sees a decision that nobody told them")
				}
			}
			if x.id == "" {
				continue
			}
			for _, e := range must(ledger.EventsOf(tx, testdb.Force, of)) {
				if e.On.Before(candour.On(e.At)) && e.Value("reason for an earlier day") == "" {
					r.Fatalf("%s was recorded late without a reason", e.Kind)
				}
			}
		}
		return nil
	})
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(fmt.Sprint(err))
	}
	return x
}
