package testdb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/clock"
	"candour/flow"
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
	b.WriteString(asleep())
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

// asleep says which limits of time listen to events that nothing emits yet, so that a
// limit that can never run, or never be met, is not taken for one that was kept.
func asleep() string {
	emitted := map[candour.EventKind]bool{}
	for _, k := range testdb.Kinds() {
		if k == &cases.CorrectEventKind {
			continue // of what happened already
		}
		for _, e := range k.Emits {
			emitted[e] = true
		}
	}
	for _, r := range flow.All {
		for _, e := range r.Emits {
			emitted[e] = true
		}
	}
	silent := func(kinds []candour.EventKind) (out []string, all bool) {
		for _, k := range kinds {
			if !emitted[k] {
				out = append(out, string(k))
			}
		}
		return out, len(out) == len(kinds)
	}
	var b strings.Builder
	b.WriteString("\n## Limits of time that wait for an act\n\nEach listens to an event that no act emits yet: one that can not begin never runs, and one that can not be met runs on when it was done. The other limits of docs/law.md begin and end with acts that there are.\n\n| limit | can begin | can be met | not emitted yet |\n|---|---|---|---|\n")
	// Its event is emitted, without the field that the limit asks for.
	without := map[string]string{"cja-1988-39a-six-months": "statement-taken with its offence"}
	says := map[bool]string{true: "no", false: "yes"}
	for _, r := range clock.Rules {
		if !r.Until.IsZero() {
			continue // the version in force has the same events
		}
		starts, never := silent(r.Starts)
		stops, unmet := silent(r.Stops)
		others := slices.Concat(r.Ends, r.Reopens, r.Resets)
		for _, g := range r.Gaps {
			others = append(others, g.From, g.To)
		}
		if r.Needs != "" {
			others = append(others, r.Needs)
			never = never || !emitted[r.Needs]
		}
		if r.Extend != (clock.Mover{}) {
			others = append(others, clock.Extended)
		}
		if r.Reduce != (clock.Mover{}) {
			others = append(others, clock.Reduced)
		}
		if r.Postpone != (clock.Mover{}) {
			others = append(others, clock.Postponed, clock.HearingPostponed)
		}
		rest, _ := silent(others)
		missing := slices.Concat(starts, stops, rest)
		if f := without[r.ID]; f != "" {
			missing, never = append(missing, f), true
		}
		if len(missing) == 0 {
			continue
		}
		slices.Sort(missing)
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, says[never], says[unmet], strings.Join(slices.Compact(missing), ", "))
	}
	return b.String()
}
