package testdb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour/act"
	"candour/internal/testdb"
)

// TestActs holds docs/acts.md to the list of kinds: what can be done to each thing,
// in which state, and what happens then.
func TestActs(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What can be done, and when\n\nMade from the list of acts (`go test ./internal/testdb -run TestActs -update`). A state is never stored: it follows from what has happened. An act that the state does not allow is refused with a sentence, and the refusal is on record.\n")
	for _, n := range testdb.Nouns() {
		fmt.Fprintf(&b, "\n## %s\n\nStates: %s.\n\n| act | may be done while it is | by | what happens |\n|---|---|---|---|\n", n.Kind, strings.Join(n.States, ", "))
		for _, k := range testdb.Kinds() {
			if k.Of != n.Kind {
				continue
			}
			from := strings.Join(k.From, ", ")
			if from == "" {
				from = "in any state"
			}
			from = strings.ReplaceAll(from, act.Absent, "not there yet")
			var roles, emits []string
			for _, r := range k.Roles {
				roles = append(roles, string(r))
			}
			for _, e := range k.Emits {
				emits = append(emits, string(e))
			}
			fmt.Fprintf(&b, "| **%s** (%s): %s | %s | %s | %s |\n", k.Button, k.ID, k.Does, from, strings.Join(roles, ", "), strings.Join(emits, ", "))
		}
	}
	file := filepath.Join("..", "..", "docs", "acts.md")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		for _, line := range strings.Split(got, "\n") {
			if !slices.Contains(strings.Split(string(want), "\n"), line) {
				t.Errorf("docs/acts.md does not say\n%s", line)
			}
		}
		t.Fatal("docs/acts.md is not made from the acts that there are: go test ./internal/testdb -run TestActs -update, and read the difference")
	}
}
