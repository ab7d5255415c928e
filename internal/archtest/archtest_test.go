// Package archtest holds the import graph to imports.txt, and the calls that
// write to writes.txt: nothing is written by another way than an act.
package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// The tests read the source itself rather than asking go list, because the test
// cache notices files that a test opened but not what a subprocess read.
func tree() fs.FS { return os.DirFS(filepath.Join("..", "..")) }

func text(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestImports(t *testing.T) {
	wrong, seen, err := imports(tree(), text(t, "imports.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wrong {
		t.Error(w)
	}
	if seen < 15 {
		t.Errorf("only %d packages were seen: this test has gone blind", seen)
	}
}

// walk calls f for each file of the module that is not a test: not other
// people's code, and not modules of their own.
func walk(root fs.FS, f func(name, pkg string, set *token.FileSet, file *ast.File) error) error {
	return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." {
			_, nested := fs.Stat(root, path.Join(name, "go.mod"))
			if d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_") || nested == nil {
				return fs.SkipDir
			}
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, src, 0)
		if err != nil {
			return err
		}
		return f(name, path.Join("candour", path.Dir(name)), set, file)
	})
}

// imports holds a tree to the rules, and says what is wrong with it.
func imports(root fs.FS, rules string) (wrong []string, packages int, err error) {
	may, only, never := read(rules)
	graph := map[string][]string{}
	err = walk(root, func(name, pkg string, _ *token.FileSet, file *ast.File) error {
		allowed, ok := may[pkg]
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s: %s is not in imports.txt", name, pkg))
		}
		if graph[pkg] == nil {
			graph[pkg] = []string{}
		}
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			ours := imp == "candour" || strings.HasPrefix(imp, "candour/")
			if ours {
				graph[pkg] = append(graph[pkg], imp)
			}
			if ours && !slices.Contains(allowed, imp) && !slices.Contains(allowed, "*") {
				wrong = append(wrong, fmt.Sprintf("%s: %s must not import %s", name, pkg, imp))
			}
			if !ours && pkg == "candour" && strings.Contains(imp, ".") {
				wrong = append(wrong, fmt.Sprintf("%s: the root imports the standard library only, and not %s", name, imp))
			}
			for what, who := range only {
				if (what == imp || strings.HasSuffix(what, "/") && strings.HasPrefix(imp, what)) && !slices.ContainsFunc(who, func(w string) bool { return strings.HasPrefix(pkg+"/", w) }) {
					wrong = append(wrong, fmt.Sprintf("%s: only %s may import %s", name, strings.Join(who, ", "), imp))
				}
			}
		}
		return nil
	})
	for door, banned := range never {
		for seen, todo := map[string]bool{}, []string{door}; len(todo) > 0; todo = todo[1:] {
			if slices.Contains(banned, todo[0]) {
				wrong = append(wrong, fmt.Sprintf("%s reaches %s, which it must never do", door, todo[0]))
			}
			if !seen[todo[0]] {
				seen[todo[0]] = true
				todo = append(todo, graph[todo[0]]...)
			}
		}
	}
	return wrong, len(graph), err
}

// read returns which of our packages each may import, which packages only some
// may import, and which a package must not reach through any other.
func read(rules string) (may, only, never map[string][]string) {
	may, only, never = map[string][]string{}, map[string][]string{}, map[string][]string{}
	for line := range strings.Lines(rules) {
		key, list, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if pkg, ok := strings.CutPrefix(strings.TrimSpace(key), "only "); ok {
			only[strings.TrimSpace(pkg)] = strings.Fields(list)
		} else if pkg, ok := strings.CutPrefix(strings.TrimSpace(key), "never "); ok {
			never[strings.TrimSpace(pkg)] = strings.Fields(list)
		} else {
			may[strings.TrimSpace(key)] = strings.Fields(list)
		}
	}
	return may, only, never
}

// TestImportsSees plants what must be seen, and what must not be looked at.
func TestImportsSees(t *testing.T) {
	const rules = "candour :\ncandour/a : candour\ncandour/b : candour candour/a\ncandour/c : *\nonly net/http : candour/b/\nonly sql/ : candour/b/\nnever candour/c : candour/a\n"
	file := func(imports ...string) *fstest.MapFile {
		src := "package p\n"
		for _, i := range imports {
			src += "import " + strconv.Quote(i) + "\n"
		}
		return &fstest.MapFile{Data: []byte(src)}
	}
	for name, c := range map[string]struct {
		tree fstest.MapFS
		want string // part of the one complaint, or empty for none
	}{
		"a good tree":               {fstest.MapFS{"x.go": file("fmt"), "a/x.go": file("candour"), "b/x.go": file("candour/a", "net/http", "sql/x")}, ""},
		"upwards":                   {fstest.MapFS{"a/x.go": file("candour/b")}, "must not import candour/b"},
		"a package without a line":  {fstest.MapFS{"d/x.go": file("fmt")}, "not in imports.txt"},
		"only some":                 {fstest.MapFS{"a/x.go": file("net/http")}, "only candour/b/ may import net/http"},
		"only some, all below":      {fstest.MapFS{"a/x.go": file("sql/driver")}, "may import sql/driver"},
		"a name that only begins":   {fstest.MapFS{"c/x.go": file("sqlx")}, ""},
		"never, directly":           {fstest.MapFS{"c/x.go": file("candour/a")}, "reaches candour/a"},
		"never, through another":    {fstest.MapFS{"c/x.go": file("candour/b"), "b/x.go": file("candour/a")}, "reaches candour/a"},
		"the root and a stranger":   {fstest.MapFS{"x.go": file("github.com/x/y")}, "standard library only"},
		"a test":                    {fstest.MapFS{"a/x_test.go": file("candour/b")}, ""},
		"other people's code":       {fstest.MapFS{"a/node_modules/x/x.go": file("net/http"), "node_modules/x.go": file("candour/b")}, ""},
		"test data":                 {fstest.MapFS{"a/testdata/x.go": file("net/http")}, ""},
		"a module of its own":       {fstest.MapFS{"a/tools/go.mod": {}, "a/tools/x.go": file("net/http"), "a/tools/deep/x.go": file("net/http")}, ""},
		"a folder below, not blind": {fstest.MapFS{"a/tools/x.go": file("net/http")}, "not in imports.txt"},
	} {
		wrong, _, err := imports(c.tree, rules)
		if got := strings.Join(wrong, "; "); err != nil || (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
		}
	}
}

// TestNothingIsWrittenByAnotherWay holds the names that lead to a write to the
// files that may use them. A name counts however it is used: called, or taken as
// a value.
func TestNothingIsWrittenByAnotherWay(t *testing.T) {
	wrong, used, err := writes(tree(), text(t, "writes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wrong {
		t.Error(w)
	}
	for name, n := range used {
		if n == 0 {
			t.Errorf("nothing uses %s: its line in writes.txt has gone blind", name)
		}
	}
}

// writes holds a tree to the list of names and of who may use them.
func writes(root fs.FS, rules string) (wrong []string, used map[string]int, err error) {
	who, used := map[string][]string{}, map[string]int{}
	for line := range strings.Lines(rules) {
		if name, list, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, "#") {
			who[strings.TrimSpace(name)] = strings.Fields(list)
			used[strings.TrimSpace(name)] = 0
		}
	}
	err = walk(root, func(name, _ string, set *token.FileSet, file *ast.File) error {
		alias := map[string]string{} // how this file calls a package
		for _, spec := range file.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			as := path.Base(imp)
			if spec.Name != nil {
				as = spec.Name.Name
				if as == "." && strings.HasPrefix(imp, "candour") {
					wrong = append(wrong, fmt.Sprintf("%s: a package of ours is imported without its name, so nobody sees what is called", name))
				}
			}
			alias[as] = imp
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			keys := []string{"." + s.Sel.Name}
			if x, ok := s.X.(*ast.Ident); ok && alias[x.Name] != "" {
				keys = []string{alias[x.Name] + "." + s.Sel.Name}
			}
			for _, key := range keys {
				list, watched := who[key]
				if !watched {
					continue
				}
				used[key]++
				if !slices.ContainsFunc(list, func(w string) bool { return w == name || strings.HasSuffix(w, "/") && strings.HasPrefix(name, w) }) {
					wrong = append(wrong, fmt.Sprintf("%s: only %s may use %s", set.Position(s.Pos()), strings.Join(list, ", "), key))
				}
			}
			return true
		})
		return nil
	})
	return wrong, used, err
}

// TestWritesSees plants each way in which a name may be used.
func TestWritesSees(t *testing.T) {
	const rules = ".WithTx : act/\ncandour/ledger.Append : act/runner.go\n"
	for name, c := range map[string]struct {
		file, src string
		bad       bool
	}{
		"a call":                 {"web/x.go", "func f() { db.WithTx(nil) }", true},
		"a call through a field": {"web/x.go", "func f() { r.DB.DB.WithTx(nil) }", true},
		"a value":                {"web/x.go", "var f = db.WithTx", true},
		"a method value":         {"web/x.go", "var f = (*store.DB).WithTx", true},
		"where it may":           {"act/x.go", "func f() { db.WithTx(nil) }", false},
		"another name":           {"web/x.go", "func f() { db.WithTxt(nil) }", false},
		"a package's function":   {"act/x.go", "import \"candour/ledger\"\nvar f = ledger.Append", true},
		"under another name":     {"web/x.go", "import l \"candour/ledger\"\nfunc f() { l.Append() }", true},
		"without a name":         {"web/x.go", "import . \"candour/ledger\"\nfunc f() { Append() }", true},
		"the one file":           {"act/runner.go", "import \"candour/ledger\"\nfunc f() { ledger.Append() }", false},
		"another Append":         {"web/x.go", "import \"other/ledger\"\nfunc f() { ledger.Append() }", false},
		"a test":                 {"web/x_test.go", "func f() { db.WithTx(nil) }", false},
	} {
		wrong, _, err := writes(fstest.MapFS{c.file: {Data: []byte("package p\n" + c.src)}}, rules)
		if err != nil || (len(wrong) > 0) != c.bad {
			t.Errorf("%s: %q (%v), want a complaint: %v", name, wrong, err, c.bad)
		}
	}
}
