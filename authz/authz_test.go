package authz

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"candour"
	"candour/store"

	"github.com/cedar-policy/cedar-go"
)

var ctx = context.Background()

// actions are one act for each role, one for nobody, and the one that the
// policies name.
func actions() []Action {
	out := []Action{{ID: "for-nobody"}, {ID: "list", Roles: []Role{Triage}, First: true}, {ID: "send-report", Roles: []Role{Reporter}}, {ID: "do-system", Roles: []Role{System}}, {ID: "do-paged", Roles: []Role{Paged}}, {ID: "read-own", Roles: []Role{Reporter}}, {ID: "for-all", Roles: append(slices.Clone(StaffRoles), Reporter, System)}}
	for _, r := range append(slices.Clone(StaffRoles), Representative, AnswersFor) {
		out = append(out, Action{ID: "do-" + string(r), Roles: []Role{r}})
	}
	return out
}

func rules(t testing.TB) *Rules {
	t.Helper()
	r, err := New(actions())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func open(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Migrate(ctx, Schema()); err != nil {
		t.Fatal(err)
	}
	return db
}

func write(t testing.TB, db *store.DB, f func(tx *store.Tx) error) {
	t.Helper()
	if err := db.WithTx(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func ask(t testing.TB, db *store.DB, r *Rules, who Actor, do string, to Resource) (d Decision) {
	t.Helper()
	if err := db.Read(ctx, func(tx *store.Tx) (err error) {
		d, err = r.Ask(tx, who, do, to)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	report = candour.Subject{Kind: "report", ID: "r"}
	case1  = candour.Subject{Kind: "case", ID: "c"}
	north  = Resource{Force: "north", Subject: case1}
	ever   candour.Date // since ever
)

// staff are the roles that do something of their own on a case.
var staff = []Role{
	Triage, CaseWorker, Assessor, Authority, HearingOffice, Supervisor, Liaison, VettingOfficer, CounterCorruption,
	Approver, Chief, Adviser, Inspector, PolicingBody,
}

func person(id candour.PersonID) Actor { return Actor{Kind: "Person", Force: "north", ID: id} }

// known makes a person with roles and a case whose officer is known.
func known(t testing.TB, db *store.DB, roles ...Role) Actor {
	t.Helper()
	write(t, db, func(tx *store.Tx) error {
		for _, role := range roles {
			if err := Grant(tx, "north", "p", role, ever); err != nil {
				return err
			}
		}
		return Triaged(tx, "north", case1)
	})
	return knowsNobody(t, db, "p", case1, report)
}

// knowsNobody makes somebody who has said that they know nobody in some matters.
func knowsNobody(t testing.TB, db *store.DB, p candour.PersonID, of ...candour.Subject) Actor {
	t.Helper()
	write(t, db, func(tx *store.Tx) error {
		for _, s := range of {
			if err := KnowsNobody(tx, "north", p, s); err != nil {
				return err
			}
		}
		return nil
	})
	return person(p)
}

func is(t *testing.T, what string, d Decision, allowed bool, why string) {
	t.Helper()
	if got := strings.Join(d.Why, " "); d.Allowed != allowed || got != why {
		t.Errorf("%s: %v because %q, want %v because %q", what, d.Allowed, got, allowed, why)
	}
}

func TestWhatNothingAllowsIsRefused(t *testing.T) {
	db, r := open(t), rules(t)
	who := known(t, db, staff...)
	is(t, "an unknown action", ask(t, db, r, who, "shred", north), false, "no such action")
	is(t, "a group as an action", ask(t, db, r, who, "for-triage", north), false, "no such action")
	is(t, "an action for nobody", ask(t, db, r, who, "for-nobody", north), false, "no policy allows it")
	is(t, "no role", ask(t, db, r, knowsNobody(t, db, "q", case1), "do-supervisor", north), false, "no policy allows it")
	for _, role := range []Role{"emperor", "system", "reporter", "System", "TRIAGE", "triage ", ""} {
		write(t, db, func(tx *store.Tx) error {
			if err := Grant(tx, "north", "w", role, ever); !errors.Is(err, candour.ErrInvalid) {
				t.Errorf("granting %q: %v, want it refused", role, err)
			}
			_, err := tx.Exec(`INSERT INTO authz_role (force, person, role) VALUES ($1, $2, $3)`, "north", "w", string(role))
			return err
		})
	}
	is(t, "roles that look like others", ask(t, db, r, knowsNobody(t, db, "w", case1), "for-all", north), false, "no policy allows it")
	for _, kind := range []string{"", "person", "Robot", "Role", "Action", "Person::"} {
		if d := ask(t, db, r, Actor{Kind: kind, Force: "north", ID: "p"}, "for-all", north); d.Allowed {
			t.Errorf("an actor of kind %q was allowed by %v", kind, d.Why)
		}
	}
	is(t, "a person called like a role", ask(t, db, r, Actor{Kind: "Role", Force: "north", ID: "triage"}, "do-triage", north), false, "no such kind of actor")
}

func TestEachRoleDoesItsOwn(t *testing.T) {
	for _, mine := range StaffRoles {
		db, r := open(t), rules(t)
		who := known(t, db, mine)
		for _, role := range StaffRoles {
			d := ask(t, db, r, who, "do-"+string(role), north)
			switch {
			case mine == Administrator && role == Administrator:
				is(t, "an administrator's own", d, true, "staff-by-role-administrator")
			case mine == Administrator:
				is(t, "an administrator", d, false, "administrator-reads-nothing")
			case mine == role && mine != OfTheirOwn:
				is(t, "the role itself", d, true, "staff-by-role-"+string(role))
			default:
				is(t, fmt.Sprintf("%s as %s", role, mine), d, false, "no policy allows it")
			}
		}
	}
}

func TestWallOutweighsEveryRole(t *testing.T) {
	db, r := open(t), rules(t)
	who := known(t, db, staff...)
	hangs := Resource{Force: "north", Subject: candour.Subject{Kind: "allegation", ID: "a"}, Within: []candour.Subject{case1}}
	if d := ask(t, db, r, who, "for-all", hangs); !d.Allowed {
		t.Fatalf("before the wall: %v", d.Why)
	}
	write(t, db, func(tx *store.Tx) error { return Relate(tx, "north", "p", case1, Accused) })
	for _, a := range actions() {
		for _, to := range []Resource{north, hangs} {
			if d := ask(t, db, r, who, a.ID, to); d.Allowed || !slices.Contains(d.Why, "wall-line") {
				t.Errorf("%s on %s: %v because %v, want a refusal by the wall", a.ID, to.Subject, d.Allowed, d.Why)
			}
		}
	}
	if d := ask(t, db, r, who, "for-all", Resource{Force: "north", Subject: candour.Subject{Kind: "officer", ID: "c"}}); !d.Allowed {
		t.Errorf("the wall of one matter stands before another of the same id: %v", d.Why)
	}
	if d := ask(t, db, r, Actor{Kind: "Person", Force: "north", ID: "p2"}, "for-all", north); slices.Contains(d.Why, "wall-line") {
		t.Error("somebody else is on the wall")
	}
}

func TestUntilTheOfficerIsKnownOnlyTriage(t *testing.T) {
	db, r := open(t), rules(t)
	all := known(t, db, CaseWorker, Assessor, Authority, Supervisor)
	write(t, db, func(tx *store.Tx) error { return Grant(tx, "north", "t", Triage, ever) })
	knowsNobody(t, db, "t", report, case1)
	to := Resource{Force: "north", Subject: report}
	is(t, "everybody else", ask(t, db, r, all, "for-all", to), false, "awaiting-triage")
	is(t, "triage", ask(t, db, r, person("t"), "for-all", to), true, "staff-by-role-triage")
	for name, within := range map[string][]candour.Subject{"a report in a case that is known": {case1}, "in two": {case1, case1}} {
		is(t, name, ask(t, db, r, all, "for-all", Resource{Force: "north", Subject: report, Within: within}), false, "awaiting-triage")
	}
	write(t, db, func(tx *store.Tx) error { return Triaged(tx, "south", report) })
	is(t, "another force's triage", ask(t, db, r, all, "for-all", to), false, "awaiting-triage")
	write(t, db, func(tx *store.Tx) error { return Triaged(tx, "north", report) })
	if d := ask(t, db, r, all, "for-all", to); !d.Allowed {
		t.Errorf("once it is known: %v", d.Why)
	}
	write(t, db, func(tx *store.Tx) error { return Relate(tx, "north", "t", report, KeptOut) })
	is(t, "triage on the wall", ask(t, db, r, person("t"), "for-all", to), false, "wall-conflict")
}

func TestOtherForceIsRefused(t *testing.T) {
	db, r := open(t), rules(t)
	who := known(t, db, staff...)
	write(t, db, func(tx *store.Tx) error { return Triaged(tx, "south", case1) })
	for _, a := range actions() {
		if d := ask(t, db, r, who, a.ID, Resource{Force: "south", Subject: case1}); d.Allowed || !slices.Contains(d.Why, "other-force") {
			t.Errorf("%s in another force: %v because %v", a.ID, d.Allowed, d.Why)
		}
	}
	is(t, "the program of another force", ask(t, db, r, Program("south"), "do-system", north), false, "no policy allows it")
	is(t, "the program", ask(t, db, r, Program("north"), "do-system", north), true, "system")
	is(t, "the program at a person's act", ask(t, db, r, Program("north"), "do-triage", north), false, "no policy allows it")
}

func TestAdministratorReadsNothing(t *testing.T) {
	db, r := open(t), rules(t)
	who := known(t, db, StaffRoles...)
	write(t, db, func(tx *store.Tx) error {
		if err := Grant(tx, "north", "boss", Authority, ever); err != nil {
			return err
		}
		if err := Relate(tx, "north", "boss", case1, Interest); err != nil {
			return err
		}
		return StandsIn(tx, "north", "boss", "p") // nor as somebody's alternate
	})
	for _, a := range actions() {
		d := ask(t, db, r, who, a.ID, north)
		if own := slices.Contains(a.Roles, Administrator); d.Allowed != own || !own && !slices.Contains(d.Why, "administrator-reads-nothing") {
			t.Errorf("%s as administrator with every other role: %v because %v", a.ID, d.Allowed, d.Why)
		}
	}
}

func TestReporterHasTheirOwnReport(t *testing.T) {
	db, r := open(t), rules(t)
	me := Actor{Kind: "Reporter", Force: "north", ID: "me"}
	own := Resource{Force: "north", Subject: report, Reporter: "me"}
	is(t, "their own", ask(t, db, r, me, "read-own", own), true, "reporter-own-report")
	for name, to := range map[string]Resource{
		"somebody else's": {Force: "north", Subject: report, Reporter: "you"},
		"one of nobody's": {Force: "north", Subject: report},
		"a case":          {Force: "north", Subject: case1, Reporter: "me"},
		"an officer":      {Force: "north", Subject: candour.Subject{Kind: "officer", ID: "o"}, Reporter: "me"},
	} {
		is(t, name, ask(t, db, r, me, "read-own", to), false, "no policy allows it")
	}
	is(t, "a new report", ask(t, db, r, me, "send-report", Resource{Force: "north", Subject: report}), true, "reporter-new-report")
	is(t, "a report over somebody else's", ask(t, db, r, me, "send-report", Resource{Force: "north", Subject: report, Reporter: "you"}), false, "no policy allows it")
	is(t, "a new case", ask(t, db, r, me, "send-report", north), false, "no policy allows it")
	is(t, "an act of staff", ask(t, db, r, me, "do-triage", own), false, "no policy allows it")
	// The same id at another door is another person.
	write(t, db, func(tx *store.Tx) error { return Grant(tx, "north", "me", Triage, ever) })
	knowsNobody(t, db, "me", report)
	is(t, "a reporter whose id holds a role", ask(t, db, r, me, "do-triage", own), false, "no policy allows it")
	is(t, "staff with a reporter's id", ask(t, db, r, person("me"), "read-own", own), false, "no policy allows it")
}

// TestBrokenPolicyIsANo: Cedar skips a forbid that fails and goes on to allow.
func TestBrokenPolicyIsANo(t *testing.T) {
	for name, text := range map[string]string{
		"a forbid":           `forbid (principal, action, resource) when { resource.nobody == principal };`,
		"a forbid on a type": `forbid (principal, action, resource) when { resource.walled < 3 };`,
		"a permit":           `permit (principal, action, resource) when { principal.nobody };`,
	} {
		db, r := open(t), rules(t)
		who := known(t, db, Triage)
		if d := ask(t, db, r, who, "do-triage", north); !d.Allowed {
			t.Fatalf("before: %v", d.Why)
		}
		var p cedar.Policy
		if err := p.UnmarshalCedar([]byte(text)); err != nil {
			t.Fatal(err)
		}
		r.policies.Add("broken", &p)
		err := db.Read(ctx, func(tx *store.Tx) error {
			d, err := r.Ask(tx, who, "do-triage", north)
			is(t, name+" that fails", d, false, "error")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "broken") {
			t.Errorf("%s: error %v, want one that names the policy", name, err)
		}
	}
}

// TestFactsThatCannotBeReadAreANo asks a database without the tables.
func TestFactsThatCannotBeReadAreANo(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := rules(t)
	err = db.Read(ctx, func(tx *store.Tx) error {
		d, err := r.Ask(tx, person("p"), "do-triage", north)
		is(t, "no tables", d, false, "error")
		return err
	})
	if err == nil {
		t.Error("no error")
	}
}

func TestPoliciesThatAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no id":     `permit (principal, action, resource);`,
		"empty id":  `@id("") permit (principal, action, resource);`,
		"id twice":  `@id("a") permit (principal, action, resource); @id("a") forbid (principal, action, resource);`,
		"no policy": `allow everything`,
	} {
		if _, err := read(fstest.MapFS{"policy/x.cedar": {Data: []byte(text)}}, actions()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	twice := fstest.MapFS{"policy/x.cedar": {Data: []byte(`@id("a") permit (principal, action, resource);`)}, "policy/y.cedar": {Data: []byte(`@id("a") permit (principal, action, resource);`)}}
	if _, err := read(twice, nil); err == nil {
		t.Error("one id in two files: no error")
	}
	if _, err := New(append(actions(), Action{ID: "for-all"})); err == nil {
		t.Error("an action twice: no error")
	}
	got := rules(t).Policies()
	if len(got) < 10 || !strings.Contains(got["wall-line"], "forbid") {
		t.Errorf("%d policies are published; wall-line: %q", len(got), got["wall-line"])
	}
}
