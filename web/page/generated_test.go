package page

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGeneratedIsFresh generates again, beside the tree, from the same paths:
// the paths stand in the generated files.
func TestGeneratedIsFresh(t *testing.T) {
	tool, err := exec.Command("go", "tool", "-n", "templ").Output()
	if err != nil {
		t.Skipf("SKIP: no templ: %v", err)
	}
	root := t.TempDir()
	dir := filepath.Join(root, "web", "page")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	sources, _ := filepath.Glob("*.templ")
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, source), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(strings.TrimSpace(string(tool)), "generate", "-path", filepath.Join("web", "page"))
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("templ: %v\n%s", err, out)
	}
	committed, _ := filepath.Glob("*_templ.go")
	if len(committed) != len(sources) {
		t.Errorf("%d generated files of %d sources", len(committed), len(sources))
	}
	for _, name := range committed {
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Errorf("%s has no source: %v", name, err)
			continue
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is not what its source makes: run `go tool templ generate -path web/page` in the root of the repository", name)
		}
	}
}

// Nothing in the templates writes markup that was not parsed as markup: every
// word that comes from outside is escaped because there is no other way.
func TestNothingIsRaw(t *testing.T) {
	sources, _ := filepath.Glob("*.templ")
	code, _ := filepath.Glob("*.go")
	for _, name := range append(sources, code...) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"templ.Raw", "templ.SafeURL(", "templ.JSExpression", "<style", "<script"} {
			if where := strings.TrimSuffix(strings.TrimSuffix(name, ".templ"), "_templ.go"); strings.Contains(string(text), bad) && (bad != "<script" || where != "layout") {
				t.Errorf("%s has %s", name, bad)
			}
		}
	}
}
