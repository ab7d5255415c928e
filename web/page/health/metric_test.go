package health

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of metrics into docs/operators.md")

// TestTheTableOfTheDocs: docs/operators.md has the metrics that there are.
func TestTheTableOfTheDocs(t *testing.T) {
	const file = "../../../docs/operators.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const head = "| metric | what it says | look when |\n"
	before, after, ok := strings.Cut(string(text), head)
	if !ok {
		t.Fatalf("%s has no line %q", file, head)
	}
	_, after, _ = strings.Cut(after, "\n\n")
	want := before + Table() + "\n" + after
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatalf("%s does not have the table of the metrics: go test ./web/page/health -update", file)
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
