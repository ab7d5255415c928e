package archtest

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// document is a page of words of the tree.
func document(t *testing.T, name string) string {
	t.Helper()
	b, err := fs.ReadFile(tree(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// documents are all pages of words, but for other people's.
func documents(t *testing.T) (names []string) {
	t.Helper()
	for _, at := range []string{"*.md", "docs/*.md", "docs/decisions/*.md"} {
		found, err := fs.Glob(tree(), at)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	if len(names) < 20 {
		t.Errorf("only %d documents were seen: this test has gone blind", len(names))
	}
	return names
}

var required = regexp.MustCompile(`(?m)^(?:require\s+|\t)([a-z0-9.-]+\.[a-z]+/\S+|pgregory\.net/\S+) v\S+$`)

// TestDependenciesHaveReasons: whatever a module of ours asks for by itself has a line
// in docs/dependencies.md. A package of a module may stand for it.
func TestDependenciesHaveReasons(t *testing.T) {
	reasons := document(t, "docs/dependencies.md")
	seen := 0
	named := func(name, file string) {
		seen++
		if !regexp.MustCompile(`(^|[\s|(])` + regexp.QuoteMeta(name) + `([/\s|,;:.)]|$)`).MatchString(reasons) {
			t.Errorf("docs/dependencies.md does not say why %s asks for %s", file, name)
		}
	}
	for _, file := range []string{"go.mod", "tools/go.mod", "internal/interop/go.mod", "internal/peers/openfga/go.mod"} {
		text := document(t, file)
		for _, m := range required.FindAllStringSubmatch(text, -1) {
			named(m[1], file)
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:tool |\t)([a-z0-9.-]+\.[a-z]+/\S+)$`).FindAllStringSubmatch(text, -1) {
			named(m[1], file)
		}
	}
	packages := regexp.MustCompile(`"([a-z@][a-z/-]+)": "\d+\.`).FindAllStringSubmatch(document(t, "package.json"), -1)
	for _, m := range packages {
		named(m[1], "package.json")
	}
	if seen < 30 || len(packages) < 4 {
		t.Errorf("only %d were seen, %d of them from npm: this test has gone blind", seen, len(packages))
	}
}

// testNames are the tests of the tree, and the same with their package before them.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := fs.WalkDir(tree(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		src, err := fs.ReadFile(tree(), name)
		pkg := regexp.MustCompile(`(?m)^package (\w+?)(?:_test)?$`).FindStringSubmatch(string(src))
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+|Fuzz\w+|Benchmark\w+)\(`).FindAllStringSubmatch(string(src), -1) {
			names[m[1]], names[pkg[1]+"."+m[1]] = true, true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestDocumentsNameWhatIsThere: each test, and each document, that a document names.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	tests := testNames(t)
	for _, file := range documents(t) {
		text := document(t, file)
		for _, m := range regexp.MustCompile("`((?:\\w+\\.)?Test[A-Z]\\w+)").FindAllStringSubmatch(text, -1) {
			if !tests[m[1]] {
				t.Errorf("%s names %s, and there is no such test", file, m[1])
			}
		}
		for _, m := range regexp.MustCompile(`\]\(([^):#]+)(#[^)]*)?\)`).FindAllStringSubmatch(text, -1) {
			if _, err := fs.Stat(tree(), path.Join(path.Dir(file), strings.TrimSuffix(m[1], "/"))); err != nil {
				t.Errorf("%s leads to %s, which is not there", file, m[1])
			}
		}
	}
}

// TestInvariantsHaveTests: each bold sentence of ARCHITECTURE.md's invariants names the
// test that holds it.
func TestInvariantsHaveTests(t *testing.T) {
	_, all, _ := strings.Cut(document(t, "ARCHITECTURE.md"), "\n## Invariants\n")
	seen := 0
	for p := range strings.SplitSeq(all, "\n\n") {
		if p = strings.TrimSpace(p); !strings.HasPrefix(p, "**") {
			continue
		}
		seen++
		if !regexp.MustCompile("`(\\w+\\.)?Test[A-Z]").MatchString(p) {
			t.Errorf("no test is named for: %s", strings.SplitN(p, "\n", 2)[0])
		}
	}
	if seen < 10 {
		t.Errorf("only %d invariants were seen: this test has gone blind", seen)
	}
}

// TestRoutingTable: what CONTRIBUTING.md says where to go to is there. What stands in
// angle brackets is a name that whoever makes the change chooses.
func TestRoutingTable(t *testing.T) {
	seen := 0
	for line := range strings.SplitSeq(document(t, "CONTRIBUTING.md"), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			continue
		}
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[2], -1) {
			name := m[1]
			if !strings.ContainsRune(name, '/') || strings.ContainsRune(name, ' ') {
				continue
			}
			seen++
			at := strings.TrimSuffix(regexp.MustCompile(`<\w+>|NNN`).ReplaceAllString(name, "*"), "/")
			if found, err := fs.Glob(tree(), at); err != nil || len(found) == 0 {
				t.Errorf("CONTRIBUTING.md leads to %s, and nothing is there (%v)", name, err)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d places were seen: this test has gone blind", seen)
	}
}

// TestWordsToAvoid: what the glossary says not to call somebody or something does not
// stand in what a page says. The words in quotation marks are the ones that are held;
// others depend on what they are said of.
func TestWordsToAvoid(t *testing.T) {
	var avoid []string
	for line := range strings.SplitSeq(document(t, "docs/glossary.md"), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		for _, m := range regexp.MustCompile("“([^”]+)”").FindAllStringSubmatch(cells[3], -1) {
			avoid = append(avoid, m[1])
		}
	}
	if len(avoid) < 8 {
		t.Fatalf("only %q are to be avoided: this test has gone blind", avoid)
	}
	said := regexp.MustCompile(`(?i)\b(` + strings.Join(avoid, "|") + `)s?\b`)
	seen := 0
	for _, at := range []string{"web/*/*.templ"} {
		pages, err := fs.Glob(tree(), at)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			seen++
			for n, line := range strings.Split(document(t, page), "\n") {
				if w := said.FindString(line); w != "" && !strings.HasPrefix(strings.TrimSpace(line), "//") {
					t.Errorf("%s:%d says %q, which docs/glossary.md has us avoid", page, n+1, w)
				}
			}
		}
	}
	if seen < 20 || !slices.ContainsFunc(avoid, func(w string) bool { return said.MatchString("the " + w + " said") }) {
		t.Errorf("only %d pages were read: this test has gone blind", seen)
	}
}
