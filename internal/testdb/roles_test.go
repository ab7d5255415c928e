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

func matrix(t *testing.T) string {
	w := testdb.Open(t)
	askers := []asker{{"no role", w.Enrol("none").Who}}
	for _, role := range authz.StaffRoles {
		askers = append(askers, asker{string(role), w.Enrol(string(role), role).Who})
	}
	askers = append(askers,
		asker{"administrator with every other role", w.Enrol("all", authz.StaffRoles...).Who},
		asker{"reporter, of their own", act.Reporter(testdb.Force, "mine")},
		asker{"reporter, of another’s", act.Reporter(testdb.Force, "other")},
		asker{"the program", authz.Program(testdb.Force)})

	var b strings.Builder
	b.WriteString("# Who may do and see what\n\n" +
		"Made by asking the policies in `authz/policy` (`go test ./internal/testdb -run TestRoles -update`). " +
		"“no” without more says that no policy allows it; else the policy that forbids it is named. What is refused answers as if it were not there.\n")
	allowedBy := map[string]bool{}
	table := func(title, says string, prepare func(*seal.Tx, authz.Actor, candour.Subject) error, force candour.ForceID) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| to do | to a |", title, says)
		for _, a := range askers {
			fmt.Fprintf(&b, " %s |", a.name)
		}
		b.WriteString("\n|---|---|" + strings.Repeat("---|", len(askers)) + "\n")
		for i, row := range actions() {
			fmt.Fprintf(&b, "| %s | %s |", row.id, row.of)
			for j, a := range askers {
				to := authz.Resource{Force: force, Subject: candour.Subject{Kind: row.of, ID: fmt.Sprintf("%s-%d-%d", kebab(title), i, j)}}
				if row.of == "allegation" {
					to.Within = []candour.Subject{{Kind: "case", ID: to.Subject.ID}}
				}
				if row.of == "report" && row.id != "send-report" {
					to.Reporter = "mine"
				}
				of := to.Subject
				if to.Within != nil {
					of = to.Within[0]
				}
				var d authz.Decision
				if err := w.DB.WithTx(ctx, func(tx *seal.Tx) error { return prepare(tx, a.who, of) }); err != nil {
					t.Fatal(err)
				}
				w.Read(func(tx *seal.Tx) (err error) {
					d, err = w.Runner.Rules.Ask(tx.Tx, a.who, row.id, to)
					return err
				})
				fmt.Fprintf(&b, " %s |", cell(d))
				if d.Allowed {
					allowedBy[strings.Join(d.Why, ", ")] = true
				}
			}
			b.WriteString("\n")
		}
	}
	table("When the officer is known", "The usual case: an officer is linked, and those who ask do not stand on the wall.", known, testdb.Force)
	table("Before an officer is linked", "Nobody knows yet who must be kept out.", nothing, testdb.Force)
	table("On the wall", "Those who ask are accused in the matter, or were named by the person who reported.", walled, testdb.Force)
	table("In another force", "The matter is one of another force.", nothing, "south")

	b.WriteString("\n## The policies that allowed anything above\n\n")
	for _, id := range slices.Sorted(maps.Keys(allowedBy)) {
		fmt.Fprintf(&b, "- %s\n", id)
	}
	return b.String()
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

func nothing(*seal.Tx, authz.Actor, candour.Subject) error { return nil }

func known(tx *seal.Tx, _ authz.Actor, of candour.Subject) error {
	return authz.Triaged(tx.Tx, testdb.Force, of)
}

func walled(tx *seal.Tx, who authz.Actor, of candour.Subject) error {
	if err := known(tx, who, of); err != nil {
		return err
	}
	return authz.Relate(tx.Tx, testdb.Force, who.ID, of, "accused")
}

func cell(d authz.Decision) string {
	switch {
	case d.Allowed:
		return "**yes**"
	case len(d.Why) == 1 && d.Why[0] == "no policy allows it":
		return "no"
	}
	return "no: " + strings.Join(d.Why, ", ")
}

func kebab(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "-") }
