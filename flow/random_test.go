package flow_test

import (
	"errors"
	"flag"
	"os"
	"slices"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/misconduct"
	"candour/internal/testdb"

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
	counts  map[string]int // how often each outcome was drawn
}

type worker struct {
	testdb.Person
	roles []authz.Role
	away  bool // suspended or dismissed
}

// told is one report and the case that it becomes.
type told struct {
	sent       testdb.Sent
	sentOn     candour.Date
	id         candour.CaseID // empty until it is opened
	out        []candour.PersonID
	assessed   bool
	closed     bool
	recorded   bool                // as a complaint
	planned    []candour.OfficerID // before whom a safety plan stands
	complaints []*allegation

	inquiry
	faced
}

type allegation struct {
	id       candour.AllegationID
	officers []candour.OfficerID
	sought   bool // somebody looked for the officer and could not tell
	notOurs  bool // or said that it is nobody here
	decided  bool
	said     bool // the person was told of it

	described bool // somebody said what kind of thing is alleged
	toAnswer  bool // it was decided that there is a case to answer: nobody here begins proceedings
	sensitive bool // it is sexual or domestic
	crime     bool // and a crime, if it is true
	offered   bool // an evidential interview was offered, ever
	waiting   bool // and nobody has recorded yet what became of it
}

// known: of each allegation somebody has said who it is about, or could not tell.
func (r *told) known() bool {
	return r.id != "" && !slices.ContainsFunc(r.complaints, func(c *allegation) bool { return len(c.officers) == 0 && !c.sought && !c.notOurs })
}

// may says whether somebody may do what is for some roles.
func (m *model) may(p *worker, r *told, roles ...authz.Role) bool {
	has := func(role authz.Role) bool { return slices.Contains(p.roles, role) }
	if p.away || has(authz.Administrator) || slices.Contains(r.out, p.ID) || !r.known() && !has(authz.Triage) {
		return false
	}
	return slices.ContainsFunc(roles, has)
}

type outcome string

const (
	done     outcome = "done"
	notFound outcome = "not found"
	conflict outcome = "conflict"
	invalid  outcome = "not valid"
)

func of(err error) outcome {
	switch {
	case err == nil:
		return done
	case errors.Is(err, candour.ErrConflict):
		return conflict
	case errors.Is(err, candour.ErrNotFound):
		return notFound
	case errors.Is(err, candour.ErrInvalid):
		return invalid
	}
	return outcome(err.Error())
}

// TestRandomActs has random people do random acts, and compares each outcome
// with the model's and the rows with what was promised.
func TestRandomActs(t *testing.T) {
	counts := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		w := testdb.Open(t)
		m := &model{counts: counts}
		role := rapid.SampledFrom([]authz.Role{authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority, authz.HearingOffice, authz.Supervisor, authz.Liaison, authz.Approver, authz.Adviser, authz.Administrator})
		for i := range 5 {
			p := &worker{roles: rapid.SliceOfNDistinct(role, 0, 4, func(r authz.Role) authz.Role { return r }).Draw(r, "roles")}
			if i < 2 { // somebody can always begin
				p.roles = append(slices.Clone(authz.StaffRoles[:5]), authz.VettingOfficer)
			}
			p.Person = w.Enrol(string(rune('a'+i)), p.roles...)
			m.people = append(m.people, p)
		}
		for range rapid.SampledFrom([]int{40, 80, 160}).Draw(r, "steps") {
			m.step(r, w)
			promises(r, w, m)
		}
	})
	t.Logf("drawn: %v", counts)
	for _, want := range []string{"close done", "close conflict", "decide done", "link done", "link not found", "tell done", "open not found", "assess a sensitive case done", "reopen done", "review done", "close over what runs conflict", "end delay done", "correct done", "appoint done"} {
		if counts[want] == 0 {
			t.Logf("seldom drawn: %s never happened", want)
		}
	}
}

// often are the acts as often as they are drawn.
var often = []string{
	"send", "open", "link", "link", "not known", "not ours", "describe", "describe", "describe", "assess", "assess", "decide", "decide", "decide", "tell", "tell", "close", "close", "later",
	"contact", "record complaint", "settle", "settle", "misconduct", "misconduct", "misconduct", "misconduct", "misconduct", "misconduct", "misconduct", "misconduct", "keep out", "assign", "plan", "disclose",
	"enquiry", "finish enquiry", "source", "rule out", "preserve", "restriction", "arrest", "review", "review", "review", "early", "early",
	"forward", "forward", "forward", "forward", "forward", "forward", "forward", "forward", "forward", "forward", "forward", "forward",
	"item", "handle", "verify", "offer", "record", "appoint", "delay", "review delay", "end delay", "reopen", "correct",
}

func (m *model) step(r *rapid.T, w *testdb.World) {
	do := rapid.SampledFrom(often).Draw(r, "do")
	if do == "later" {
		w.Later(1)
		return
	}
	if do == "send" || len(m.reports) == 0 {
		if len(m.reports) < 2 {
			x := &told{sentOn: candour.On(w.Now), sent: w.Send(rapid.SampledFrom([]int{1, 1, 2, 3}).Draw(r, "allegations"))}
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
	case "forward":
		if do, p, i = m.forward(x); do == "close" && x.id != "" && len(w.Matters(x.id)) > 0 {
			do = "settle"
		}
	}
	switch do {
	case "":
		return
	case "early":
		m.early(r, w, x)
		return
	case "settle":
		m.settle(r, w, x)
		return
	case "misconduct":
		m.proceed(r, w, x, p, target)
		return
	}
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
				x.complaints = append(x.complaints, &allegation{id: id})
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
	case "not ours":
		a = &cases.NotOurs{Allegation: x.sent.Allegations[i], Reasons: reasons}
		if caseIs(authz.Triage) {
			want = done
			if c := x.complaints[i]; c.decided || c.notOurs || len(c.officers) > 0 {
				want = conflict
			}
		}
		then = func([]candour.Event) { x.complaints[i].notOurs = true }
	case "contact":
		a = &complaint.ContactPerson{Case: x.id, Way: "here", Views: reasons}
		if caseIs(authz.Triage, authz.CaseWorker, authz.Liaison) {
			want = done
		}
	case "keep out":
		a = &cases.KeepOutOfCase{Case: x.id, Officer: target.Officer, Because: cases.Tie(authz.KeptOut)}
		if caseIs(authz.Triage, authz.CaseWorker, authz.Authority, authz.Liaison) {
			want = done
		}
		then = func([]candour.Event) { x.out = append(x.out, target.ID) }
	case "assign":
		a = &cases.AssignCase{Case: x.id, Officer: target.Officer}
		if caseIs(authz.Authority, authz.Supervisor) {
			want = done
			if x.closed || slices.Contains(x.assigned, target.ID) || slices.Contains(x.out, target.ID) {
				want = conflict
			}
		}
		then = func([]candour.Event) { x.assigned = append(x.assigned, target.ID) }
	case "disclose":
		a = &cases.Disclose{Case: x.id, Officer: target.Officer, Says: reasons, Harm: reasons}
		if caseIs(authz.Authority) {
			want = invalid
			if slices.ContainsFunc(x.complaints, func(c *allegation) bool { return slices.Contains(c.officers, target.Officer) }) {
				want = conflict
				if slices.Contains(x.planned, target.Officer) {
					want = done
				}
			}
		}
	case "plan":
		a = &misconduct.PlanSafety{Case: x.id, Officer: target.Officer, Before: testdb.EveryOccasion, Could: reasons, InPlace: reasons, Contact: reasons, Agreed: misconduct.Yes}
		if caseIs(authz.CaseWorker, authz.Liaison) {
			want = invalid
			if x.closed {
				want = conflict
			} else if slices.ContainsFunc(x.complaints, func(c *allegation) bool { return slices.Contains(c.officers, target.Officer) }) {
				want = done
			}
		}
		then = func([]candour.Event) { x.planned = append(x.planned, target.Officer) }
	case "describe":
		f := rapid.SampledFrom([]cases.Factors{nil, {"workplace"}, {"records-misused", "other-crime"}, {"domestic"}, {"other-sexual"}}).Draw(r, "factors")
		a = &cases.DescribeAllegation{Allegation: x.sent.Allegations[i], Category: "H", Factors: f, OnDuty: cases.DutyUnknown}
		if caseIs(authz.Triage, authz.CaseWorker, authz.Assessor) {
			want = done
			if x.complaints[i].decided {
				want = conflict
			}
		}
		then = func([]candour.Event) {
			c := x.complaints[i]
			c.described, c.sensitive, c.crime = true, len(f) == 1 && (f[0] == "domestic" || f[0] == "other-sexual"), len(f) == 1 && f[0] == "domestic"
		}
	case "assess":
		a = &cases.AssessSeverity{Case: x.id, Severity: cases.Misconduct, Reasons: reasons}
		if caseIs(authz.Assessor) {
			want = conflict
			if !x.assessed && !x.closed && !slices.ContainsFunc(x.complaints, func(c *allegation) bool { return !c.described && !c.decided }) && !x.owes() && !(x.isSensitive() && x.tookOne(p)) {
				want = done
			}
		}
		if x.isSensitive() {
			do = "assess a sensitive case"
		}
		then = func([]candour.Event) { x.assessed, x.justAssessed = true, true }
	case "decide":
		d := rapid.SampledFrom([]cases.Decision{cases.CaseToAnswer, cases.NoCaseToAnswer, cases.NoCaseToAnswer, cases.Disproved, cases.Disproved, cases.NotThisPerson}).Draw(r, "decision")
		a = &cases.DecideAllegation{Allegation: x.sent.Allegations[i], Decision: d, Standard: cases.Balance, Reasons: reasons}
		if caseIs(authz.Authority) {
			want = done
			if c := x.complaints[i]; c.decided || !x.assessed || c.sensitive && c.crime && !c.offered || len(c.officers) == 0 && (d == cases.CaseToAnswer || d == cases.NotThisPerson) {
				want = conflict
			}
		}
		then = func([]candour.Event) {
			x.complaints[i].decided, x.complaints[i].said, x.complaints[i].toAnswer = true, false, d == cases.CaseToAnswer
		}
	case "record complaint":
		a = &complaint.RecordComplaint{Case: x.id, As: complaint.AsComplaint, Wish: true, Reasons: reasons}
		if caseIs(authz.CaseWorker, authz.Authority) {
			want = conflict
			if !x.recorded && !x.closed {
				want = done
			}
		}
		then = func([]candour.Event) { x.recorded = true }
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
			if !x.assessed || x.closed || !x.recorded || len(w.Matters(x.id)) > 0 || slices.ContainsFunc(x.complaints, func(c *allegation) bool { return !c.decided || !c.said || c.toAnswer }) {
				want = conflict
			} else if x.runs() {
				do, want = "close over what runs", conflict
			}
		}
		then = func([]candour.Event) { x.closed = true }
	default:
		if a, want, then = m.investigate(r, w, do, p, x, i, target); a == nil {
			return // there is nothing to do it to
		}
	}
	if do == "close" && x.began && want == done {
		if _, err := w.Try(p.Who, a); err == nil {
			then(nil)
		} else if of(err) != conflict {
			r.Fatalf("closing a case with proceedings: %v", err)
		}
		return
	}
	m.try(r, w, do, p, a, want, then)
}

// try does an act, and compares what comes of it with what the model says.
func (m *model) try(r *rapid.T, w *testdb.World, do string, p *worker, a act.Act, want outcome, then func([]candour.Event)) {
	events, err := w.Try(p.Who, a)
	if got := of(err); got != want {
		r.Fatalf("%s by %s with %v: %s (%v), want %s", do, p.ID, p.roles, got, err, want)
	}
	m.counts[do+" "+string(want)]++
	if want == done && then != nil {
		then(events)
	}
}
