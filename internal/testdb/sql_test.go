package testdb_test

import (
	"database/sql"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"candour/internal/testdb"
	"candour/store"
)

// unportable is what PostgreSQL or SQLite alone understands, or what CONTRACTS
// forbids for a reason given there.
var unportable = regexp.MustCompile(`(?i)\b(RETURNING|LIKE|ILIKE|GLOB|SKIP\s+LOCKED|INSERT\s+OR|UPDATE\s+OR|REPLACE\s+INTO|IFNULL|PRAGMA|AUTOINCREMENT|rowid|sqlite_\w+|COLLATE)\b|\b(now|datetime|strftime|julianday|random|last_insert_rowid)\s*\(|\?`)

// built are the places where a statement is put together and so not seen here;
// each says how its statements are tested instead.
var built = map[string]string{
	"store/store.go":        "passes on what it is given",
	"store/later.go":        "passes on what it is given, together",
	"view/signals_input.go": "puts a kind of subject, and of events, into the reading of a journal: TestFilesAndDatabase of package view runs each",
	"view/narrow.go":        "joins what a filter chooses: TestEveryFilter of package view runs each choice, alone and with others, in each order and both ways",
}

// TestSQL prepares every statement of the program on the real schema, so that a
// statement which no test runs is still known to be one, and refuses the words
// that the other engine does not know.
func TestSQL(t *testing.T) {
	engines := map[string]*sql.DB{"SQLite": prepares(t, "sqlite", filepath.Join(testdb.OpenOn(t, "SQLite").Dir, "candour.db"))}
	t.Run("PostgreSQL", func(t *testing.T) { testdb.EmptyPostgres(t) }) // says SKIP where there is none
	if testdb.HasPostgres() {
		engines["PostgreSQL"] = prepares(t, "pgx", testdb.OpenOn(t, "PostgreSQL").URL)
	}
	n := 0
	for name, file := range sources(t) {
		if path.Dir(name) == "internal/testdb" {
			continue
		}
		for call, queries := range statements(file) {
			at := file.set.Position(call.Pos()).String()
			if queries == nil {
				if _, known := built[name]; !known {
					t.Errorf("%s: the statement is put together where this test cannot see it: write it as a literal", at)
				}
				continue
			}
			for _, q := range queries {
				n++
				if m := unportable.FindString(q); m != "" {
					t.Errorf("%s: %q is not portable: %s", at, m, q)
				}
				for engine, db := range engines {
					s, err := db.Prepare(q)
					if err != nil {
						t.Errorf("%s: %s: %v: %s", at, engine, err, q)
						continue
					}
					s.Close()
				}
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d statements were seen: this test has gone blind", n)
	}
	t.Logf("%d statements, each on %d engines", n, len(engines))
}

// TestRoomsKeepToTheirTables: a table is written by its own package alone, and a
// room reads no other room's.
func TestRoomsKeepToTheirTables(t *testing.T) {
	owner := func(table string) string {
		switch first, _, _ := strings.Cut(table, "_"); first {
		case "journal":
			return "ledger"
		case "web":
			return "web/page/session"
		case "api":
			return "web/api/answered"
		case "investigation", "complaint", "misconduct": // the tracks of a case
			return "cases/" + first
		default:
			return first
		}
	}
	writes := regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)`)
	reads := regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+([a-z_]+)`)
	readers := map[string]bool{"view": true, "act": true} // act refreshes the clocks from the journal
	written := map[string]bool{}
	for name, file := range sources(t) {
		pkg := path.Dir(name)
		if pkg == "internal/testdb" {
			continue
		}
		for call, queries := range statements(file) {
			for _, q := range queries {
				q = strings.ReplaceAll(q, "DO UPDATE SET", "")
				for _, m := range writes.FindAllStringSubmatch(q, -1) {
					written[m[1]] = true
					if owner(m[1]) != pkg {
						t.Errorf("%s: %s writes %s, which is %s's", file.set.Position(call.Pos()), pkg, m[1], owner(m[1]))
					}
				}
				for _, m := range reads.FindAllStringSubmatch(q, -1) {
					if owner(m[1]) != pkg && !readers[pkg] {
						t.Errorf("%s: %s reads %s, which is %s's", file.set.Position(call.Pos()), pkg, m[1], owner(m[1]))
					}
				}
			}
		}
	}
	for _, table := range testdb.Open(t).Tables() {
		if !written[table] {
			t.Errorf("nothing writes %s", table)
		}
	}
}

// TestNotOfRecord pins the list: a table on it can be written by anybody at any
// time and its past is gone. Whoever adds one says why here. outbox_delivery is how the
// sending of a message stands: if a row is lost its message goes out again, with the
// id that it had.
func TestNotOfRecord(t *testing.T) {
	got, want := strings.Join(store.NotOfRecord, " "), "web_session web_passkey_counter web_try web_answered intake_draft ledger_access ledger_access_waiting outbox_delivery clock_due clock_facet clock_computed workforce_service_used api_answered workforce_saved_view"
	if got != want {
		t.Errorf("tables not of record are %q, want %q", got, want)
	}
}

// prepares opens a database beside the program, to compile what it would run.
func prepares(t *testing.T, driver, at string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

type source struct {
	set    *token.FileSet
	ast    *ast.File
	consts map[string][]string // string constants of the package, and of others as pkg.Name
}

// sources are the module's own files without tests, by their path.
func sources(t *testing.T) map[string]source {
	t.Helper()
	root := os.DirFS(filepath.Join("..", ".."))
	out, consts := map[string]source{}, map[string]map[string][]string{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." {
			_, nested := fs.Stat(root, path.Join(name, "go.mod"))
			if d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || nested == nil {
				return fs.SkipDir
			}
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, text, 0)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		if consts[dir] == nil {
			consts[dir] = map[string][]string{}
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
				for _, spec := range g.Specs {
					if v := spec.(*ast.ValueSpec); len(v.Values) == 1 {
						consts[dir][v.Names[0].Name] = texts(v.Values[0], consts[dir])
					}
				}
			}
		}
		out[name] = source{set, f, consts[dir]}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range out {
		file.consts = maps.Clone(file.consts)
		for dir, theirs := range consts {
			for c, text := range theirs {
				if dir != path.Dir(name) && ast.IsExported(c) {
					file.consts[path.Base(dir)+"."+c] = text
				}
			}
		}
		out[name] = file
	}
	return out
}

// statements are the calls of Exec, ExecLater, One and Each in a file, with the statements
// that each may run; nil where that cannot be told.
func statements(f source) map[*ast.CallExpr][]string {
	known := maps.Clone(f.consts) // and of variables that are set to literals, or range over a list of them
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					known[name.Name] = texts(n.Values[i], known)
				}
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if id, ok := left.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
					known[id.Name] = append(known[id.Name], texts(n.Rhs[i], known)...)
				}
			}
		case *ast.RangeStmt:
			list, ok := n.X.(*ast.CompositeLit)
			id, named := n.Value.(*ast.Ident)
			if !ok || !named {
				break
			}
			known[id.Name] = nil
			for _, e := range list.Elts {
				known[id.Name] = append(known[id.Name], texts(e, known)...)
			}
		}
		return true
	})
	out := map[*ast.CallExpr][]string{}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if ok && (s.Sel.Name == "Exec" || s.Sel.Name == "ExecLater" || s.Sel.Name == "One" || s.Sel.Name == "Each") {
			out[call] = texts(call.Args[0], known)
		}
		return true
	})
	return out
}

// texts are the strings that an expression may be.
func texts(e ast.Expr, known map[string][]string) (out []string) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return []string{s}
		}
	case *ast.ParenExpr:
		return texts(e.X, known)
	case *ast.Ident:
		return known[e.Name]
	case *ast.SelectorExpr:
		if pkg, ok := e.X.(*ast.Ident); ok {
			return known[pkg.Name+"."+e.Sel.Name]
		}
	case *ast.BinaryExpr:
		for _, a := range texts(e.X, known) {
			for _, b := range texts(e.Y, known) {
				out = append(out, a+b)
			}
		}
	}
	return out
}
