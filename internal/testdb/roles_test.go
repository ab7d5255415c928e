package testdb_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
)

var update = flag.Bool("update", false, "write docs/roles.md anew")

// TestRoles asks authz for every role and every act and reading, in each
// situation, and holds the answers to docs/roles.md: a change of who may do what
// is a change of that page, which an oversight body reads.
func TestRoles(t *testing.T) {
	got := matrix(t)
	file := filepath.Join("..", "..", "docs", "roles.md")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("docs/roles.md line %d\n says  %s\n is    %s", i+1, b, a)
		}
	}
	t.Log("if that is meant: go test ./internal/testdb -run TestRoles -update")
}

// asker is one column: somebody who asks.
type asker struct {
	name string
	who  authz.Actor
}

// situation is one state of a matter, made for each who asks.
type situation struct {
	title, says string
	force       candour.ForceID
	prepare     func(*seal.Tx, authz.Actor, candour.Subject) error
}

var situations = []situation{
	{"When the officer is known", "The usual case: an officer is linked, and those who ask do not stand on the wall, and have said that they know nobody in it.", testdb.Force, known},
	{"Before an officer is linked", "Nobody knows yet who must be kept out.", testdb.Force, declared},
	{"On the wall by line", "Those who ask are or were over somebody accused in it. The accused themselves are refused alike.", testdb.Force, because(authz.Supervises)},
	{"On the wall by conflict", "Those who ask were named by the person who reported, or worked in the unit, or know somebody in it.", testdb.Force, because(authz.KeptOut)},
	{"Before saying whether they know anyone", "The officer is known; those who ask open it for the first time.", testdb.Force, triaged},
	{"About a chief officer", "One of those accused is, or since the incident was, a chief officer.", testdb.Force, aboutChief},
	{"As the alternate of a conflicted authority", "An authority who stands on the wall of it had named those who ask.", testdb.Force, alternate},
	{"When nobody of triage is left", "Nobody knows yet who it is about, and all of triage may be the one.", testdb.Force, nobodyLeft},
	{"In another force", "The matter is one of another force.", "south", declared},
	{"While suspended, or after leaving", "The officer is known; those who ask are suspended, or have left the force.", testdb.Force, barred}, // the last: it stays
}

func matrix(t *testing.T) string {
	w := testdb.Open(t)
	askers := []asker{{"no role", w.Enrol("none").Who}}
	for _, role := range authz.StaffRoles {
		askers = append(askers, asker{string(role), w.Enrol(string(role), role).Who})
	}
	askers = append(askers,
		asker{"who represents them", w.Enrol("speaks").Who}, asker{"who represents and answers for them", w.Enrol("answers").Who},
		asker{"administrator with every other role", w.Enrol("all", authz.StaffRoles...).Who},
		asker{"reporter (their own)", act.Reporter(testdb.Force, "mine")},
		asker{"reporter (another’s)", act.Reporter(testdb.Force, "other")},
		asker{"the program", authz.Program(testdb.Force)})

	var b strings.Builder
	b.WriteString("# Who may do and see what\n\n" +
		"Made by asking the policies in `authz/policy` (`go test ./internal/testdb -run TestRoles -update`) for each of:\n")
	for _, a := range askers {
		fmt.Fprintf(&b, "- %s\n", a.name)
	}
	b.WriteString("\nWhoever is not named in a row is refused because no policy allows it. “Staff” is everybody with a role that can be granted, or with none. What is refused answers as if it were not there. A page, of a call for help, is here one of those with no role.\n")
	allowedBy, n := map[string]bool{}, 0
	for k, now := range situations {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| to do | may | may not, because of |\n|---|---|---|\n", now.title, now.says)
		type row struct{ acts, answer string } // those of the same answer in one, but for the usual case
		var rows []row
		for i, do := range actions() {
			to := func(j int) authz.Resource {
				r := authz.Resource{Force: now.force, Subject: candour.Subject{Kind: do.of, ID: fmt.Sprintf("%d-%d-%d", k, i, j)}}
				switch {
				case do.of == "page":
					r.Within, r.Person = []candour.Subject{{Kind: "case", ID: r.Subject.ID}}, "person-none"
				case !slices.Contains([]string{"report", "case", "officer", "force", "disclosure", "representation", "grant", "passkey", "service"}, do.of): // what hangs on a case
					r.Within = []candour.Subject{{Kind: "case", ID: r.Subject.ID}}
				case do.of == "report" && do.id != "send-report" && do.id != "call-danger":
					r.Reporter = "mine"
				case do.of == "disclosure", do.of == "representation", do.of == "passkey", do.of == "service":
					r.Person = "person-subject"
					r.Represented, r.Answering = []candour.PersonID{"person-speaks", "person-answers"}, []candour.PersonID{"person-answers"}
				}
				return r
			}
			if err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
				for j, a := range askers {
					r := to(j)
					if err := now.prepare(tx, a.who, append(r.Within, r.Subject)[0]); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			may, refused := []string{}, map[string][]string{}
			w.Read(func(tx *seal.Tx) error {
				for j, a := range askers {
					d, err := w.Runner.Rules.Ask(tx.Tx, a.who, do.id, to(j))
					if err != nil {
						return err
					}
					n++
					if d.Allowed {
						may = append(may, a.name)
					}
					for _, why := range d.Why {
						if d.Allowed {
							allowedBy[why] = true
						} else if why != "no policy allows it" {
							refused[why] = append(refused[why], a.name)
						}
					}
				}
				return nil
			})
			var no []string
			for _, why := range slices.Sorted(maps.Keys(refused)) {
				no = append(no, "**"+why+"**: "+people(refused[why], askers))
			}
			answer := people(may, askers) + " | " + strings.Join(no, "; ")
			if i := slices.IndexFunc(rows, func(r row) bool { return k > 0 && r.answer == answer }); i >= 0 {
				rows[i].acts += ", " + do.id
			} else {
				rows = append(rows, row{do.id, answer})
			}
		}
		for _, r := range rows {
			fmt.Fprintf(&b, "| %s | %s |\n", r.acts, r.answer)
		}
	}
	t.Logf("%d questions", n)

	b.WriteString("\n## The policies that allowed anything above\n\n")
	for _, id := range slices.Sorted(maps.Keys(allowedBy)) {
		fmt.Fprintf(&b, "- %s\n", id)
	}
	return b.String()
}

// people are some who ask, in words; nearly all of staff by those who are not.
func people(some []string, askers []asker) string {
	var others, without []string
	for _, a := range askers {
		switch in := slices.Contains(some, a.name); {
		case a.who.Kind != "Person" && in:
			others = append(others, a.name)
		case a.who.Kind == "Person" && !in:
			without = append(without, a.name)
		}
	}
	if len(without) > 6 {
		return strings.Join(some, ", ")
	}
	staff := "all staff"
	if len(without) > 0 {
		staff += " but " + strings.Join(without, ", ")
	}
	return strings.Join(append([]string{staff}, others...), ", ")
}

type action struct{ id, of string }

// actions are the acts and readings with the kind that each is done to.
func actions() (out []action) {
	for _, k := range testdb.Kinds() {
		out = append(out, action{k.ID, k.Of})
	}
	for _, r := range testdb.Readings() {
		_, of, _ := strings.Cut(r.ID, "-")
		out = append(out, action{r.ID, strings.TrimPrefix(of, "own-")})
	}
	return out
}

func declared(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
	return authz.KnowsNobody(tx.Tx, testdb.Force, who.ID, of)
}

func triaged(tx *seal.Tx, _ authz.Actor, of candour.Subject) error {
	return authz.Triaged(tx.Tx, testdb.Force, of)
}

func known(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
	if err := triaged(tx, who, of); err != nil {
		return err
	}
	return declared(tx, who, of)
}

func barred(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
	if err := known(tx, who, of); err != nil || who.Kind != "Person" {
		return err
	}
	return authz.Suspend(tx.Tx, testdb.Force, who.ID, authz.Suspended)
}

func because(why authz.Because) func(*seal.Tx, authz.Actor, candour.Subject) error {
	return func(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
		if err := known(tx, who, of); err != nil {
			return err
		}
		return authz.Relate(tx.Tx, testdb.Force, who.ID, of, why)
	}
}

func aboutChief(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
	if err := known(tx, who, of); err != nil {
		return err
	}
	if err := grantOnce(tx, "a-chief", authz.Chief); err != nil {
		return err
	}
	return authz.Accuse(tx.Tx, testdb.Force, []authz.Complaint{{Person: "a-chief"}}, of)
}

// grantOnce grants a role to somebody who does not hold it: a new office has every
// wall below it worked out again, and there are a thousand matters here.
func grantOnce(tx *seal.Tx, p candour.PersonID, role authz.Role) error {
	all, err := authz.Holders(tx.Tx, testdb.Force, role)
	if err != nil || slices.Contains(all, p) {
		return err
	}
	return authz.Grant(tx.Tx, testdb.Force, p, role, candour.Date{})
}

func alternate(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
	if err := known(tx, who, of); err != nil {
		return err
	}
	if err := grantOnce(tx, "conflicted", authz.Authority); err != nil {
		return err
	}
	if err := authz.Relate(tx.Tx, testdb.Force, "conflicted", of, authz.Interest); err != nil {
		return err
	}
	return authz.StandsIn(tx.Tx, testdb.Force, "conflicted", who.ID)
}

func nobodyLeft(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
	all, err := authz.Holders(tx.Tx, testdb.Force, authz.Triage)
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := authz.Relate(tx.Tx, testdb.Force, p, of, authz.Candidate); err != nil {
			return err
		}
	}
	return declared(tx, who, of)
}
