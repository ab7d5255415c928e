package main

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"candour"
	"candour/internal/testdb"
	"candour/store"

	_ "modernc.org/sqlite"
)

// To keep the schema of a release, before the next one changes it: make a
// demonstration with its binary, stop it, and run
//
//	go test ./cmd/candour -run TestKeepRelease -release 2026-11-26 -folder DIR
//
// What is kept is of invented people, with the keys of that demonstration beside it.
var (
	release = flag.String("release", "", "name of the release whose demonstration is kept")
	folded  = flag.String("folder", "", "folder of that demonstration")
)

const releases = "testdata/releases"

// TestKeepRelease writes a demonstration down as SQL.
func TestKeepRelease(t *testing.T) {
	if *release == "" {
		t.Skip("SKIP: no -release is named")
	}
	var b bytes.Buffer
	b.WriteString("-- A demonstration of an earlier release: everybody in it is invented, and these keys open nothing else.\n")
	keys, err := filepath.Glob(filepath.Join(*folded, "keys", "kek*"))
	if err != nil || len(keys) == 0 {
		t.Fatal(err, keys)
	}
	for _, k := range keys {
		raw, err := os.ReadFile(k)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "-- key %s %s\n", filepath.Base(k), hex.EncodeToString(raw))
	}
	db, err := sql.Open("sqlite", filepath.Join(*folded, sqliteFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := dumpSQL(db, &b); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(releases, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(releases, *release+".sql"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// dumpSQL writes tables, rows, then indexes and triggers, which would refuse rows.
func dumpSQL(db *sql.DB, b *bytes.Buffer) error {
	rows, err := db.Query(`SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC, rowid`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var later []string
	var tables []string
	comment := regexp.MustCompile(`(?m)[ \t]*--.*$`)
	for rows.Next() {
		var kind, name, text string
		if err := rows.Scan(&kind, &name, &text); err != nil {
			return err
		}
		text = regexp.MustCompile(`\s+`).ReplaceAllString(comment.ReplaceAllString(text, ""), " ")
		if kind == "table" {
			fmt.Fprintf(b, "%s;\n", text)
			tables = append(tables, name)
		} else {
			later = append(later, text)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range tables {
		if err := dumpTable(db, b, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, text := range later {
		fmt.Fprintf(b, "%s;\n", text)
	}
	return nil
}

func dumpTable(db *sql.DB, b *bytes.Buffer, name string) error {
	rows, err := db.Query(`SELECT * FROM ` + name + ` ORDER BY rowid`)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		got, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range got {
			into[i] = &got[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		var out []string
		for _, v := range got {
			switch v := v.(type) {
			case nil:
				out = append(out, "NULL")
			case int64, float64:
				out = append(out, fmt.Sprint(v))
			case []byte:
				out = append(out, "x'"+hex.EncodeToString(v)+"'")
			case time.Time:
				out = append(out, "'"+v.UTC().Format("2006-01-02 15:04:05")+"'")
			case bool:
				out = append(out, map[bool]string{true: "1", false: "0"}[v])
			default:
				out = append(out, "'"+strings.ReplaceAll(fmt.Sprint(v), "'", "''")+"'")
			}
		}
		fmt.Fprintf(b, "INSERT INTO %s VALUES (%s);\n", name, strings.Join(out, ", "))
	}
	return rows.Err()
}

// released makes the folder of an earlier release.
func released(t *testing.T, file string) (dir string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^-- key (\S+) ([0-9a-f]+)$`).FindAllStringSubmatch(string(text), -1) {
		raw, err := hex.DecodeString(m[2])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "keys", m[1]), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, sqliteFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(string(text)); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return dir
}

// TestEveryReleaseComesUp starts on the tables of each earlier release: they are
// brought up to date, every row of the journal still opens and gives its leaf, the
// tables are those that a new folder has, and the program can go on. On PostgreSQL the
// tables are made by the steps that the release had, and its rows put into them.
func TestEveryReleaseComesUp(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(releases, "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatal("there are no earlier releases", err)
	}
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fresh := storage{dir: filepath.Join(t.TempDir(), "fresh")}
			if engine == "PostgreSQL" {
				fresh.url = testdb.EmptyPostgres(t)
			}
			if err := fresh.open(t).Close(); err != nil {
				t.Fatal(err)
			}
			want := fresh.schema(t)
			for _, file := range files {
				t.Run(filepath.Base(file), func(t *testing.T) {
					at := storage{dir: released(t, file)}
					if engine == "PostgreSQL" {
						at.url = onServer(t, at.dir)
					}
					comesUp(t, at, want)
				})
			}
		})
	}
}

func comesUp(t *testing.T, at storage, want string) {
	before := at.tally(t, "journal")
	f := at.open(t)
	for _, force := range []candour.ForceID{"north", "south"} {
		if _, err := f.drain(t.Context(), force); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if after := at.tally(t, "journal"); after != before || before < 20 {
		t.Errorf("the journal had %d rows and has %d", before, after)
	}
	if got := at.schema(t); got != want {
		t.Errorf("its tables are not those of a new folder:\n%s", differ(got, want))
	}
	if out := done(t, append([]string{"ledger", "check", "--dir", at.dir}, at.flags()...)...); strings.Count(out, ": clean") != 2 {
		t.Errorf("ledger check: %s", out)
	}
	f = at.open(t)
	report, err := tellIn(t.Context(), f, "north")
	if err != nil {
		t.Fatal(err)
	}
	if err := readIn(t.Context(), f, "north", report); err != nil {
		t.Errorf("a new report: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if words := at.tally(t, "intake_allegation"); words < 2 {
		t.Errorf("%d allegations", words)
	}
}

// storage is a folder, and the database on a server that belongs to it, if one does.
type storage struct{ dir, url string }

func (x storage) flags() []string {
	if x.url == "" {
		return nil
	}
	return []string{"--db", x.url}
}

func (x storage) open(t *testing.T) *folder {
	t.Helper()
	f, err := openFolderAs(t.Context(), x.dir, database{DB: x.url, DBConnections: 12}, false)
	if err != nil {
		t.Fatalf("it does not come up: %v", err)
	}
	return f
}

func (x storage) sql(t *testing.T) *sql.DB {
	t.Helper()
	driver, at := "sqlite", filepath.Join(x.dir, sqliteFile)
	if x.url != "" {
		driver, at = "pgx", x.url
	}
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (x storage) tally(t *testing.T, table string) (n int) {
	t.Helper()
	if err := x.sql(t).QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// schema is every table with its columns, and every index and trigger by name.
func (x storage) schema(t *testing.T) string {
	t.Helper()
	if x.url == "" {
		return schemaOf(t, x.dir)
	}
	return schemaIn(t, x.sql(t), `SELECT 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns WHERE table_schema = 'public'
		UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`)
}

// onServer makes the tables of a release on PostgreSQL, by the steps that it had, and
// puts its rows into them as they are.
func onServer(t *testing.T, dir string) (url string) {
	t.Helper()
	old := storage{dir: dir}
	from, at := old.sql(t), filepath.Join(dir, sqliteFile)
	var then []store.Schema
	for _, s := range testdb.Schemas() {
		var there, step int
		if err := from.QueryRow(`SELECT count(*) FROM sqlite_master WHERE name = $1`, s.Room+"_schema").Scan(&there); err != nil || there == 0 {
			continue // the release had no such room
		}
		if err := from.QueryRow(`SELECT max(version_id) FROM ` + s.Room + `_schema WHERE is_applied`).Scan(&step); err != nil {
			t.Fatal(err)
		}
		then = append(then, store.Schema{Room: s.Room, FS: upTo(t, s.FS, step)})
	}
	url = testdb.EmptyPostgres(t)
	db, err := store.OpenPostgres(t.Context(), store.Postgres{URL: url})
	if err == nil {
		_, err = db.Migrate(t.Context(), then...)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	to, err := storage{url: url}.sql(t).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if _, err := to.ExecContext(t.Context(), `SET session_replication_role = replica`); err != nil { // rows as they are: no trigger, no order
		t.Fatal(err)
	}
	for _, table := range linesIn(t, from, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\_schema' ESCAPE '\' ORDER BY name`) {
		copyTable(t, from, to, table)
	}
	if err := errors.Join(from.Close(), os.Remove(at)); err != nil {
		t.Fatal(err)
	}
	return url
}

// upTo are the steps of a room up to one of them.
func upTo(t *testing.T, all fs.FS, step int) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(all, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		n, _, _ := strings.Cut(name, "_")
		if number, err := strconv.Atoi(n); err != nil || number > step {
			continue
		}
		text, err := fs.ReadFile(all, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: text, Mode: 0o444}
	}
	return out
}

func copyTable(t *testing.T, from *sql.DB, to *sql.Conn, table string) {
	t.Helper()
	rows, err := from.Query(`SELECT * FROM ` + table + ` ORDER BY rowid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	for i := range columns {
		places = append(places, fmt.Sprintf("$%d", i+1))
	}
	q := `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES (` + strings.Join(places, ", ") + `)`
	for rows.Next() {
		got, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range got {
			into[i] = &got[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		if _, err := to.ExecContext(t.Context(), q, got...); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func tally(t *testing.T, dir, table string) int {
	t.Helper()
	return storage{dir: dir}.tally(t, table)
}

// schemaOf is every table with its columns, and every index and trigger by name.
func schemaOf(t *testing.T, dir string) string {
	t.Helper()
	return schemaIn(t, storage{dir: dir}.sql(t), `SELECT m.type || ' ' || m.name || ' ' || coalesce((SELECT group_concat(name || ' ' || type || ' ' || "notnull") FROM (SELECT * FROM pragma_table_info(m.name) ORDER BY name)), '') FROM sqlite_master m WHERE m.name NOT LIKE 'sqlite_%' ORDER BY 1`)
}

func schemaIn(t *testing.T, db *sql.DB, q string) string {
	t.Helper()
	var b strings.Builder
	for _, line := range linesIn(t, db, q) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

func linesIn(t *testing.T, db *sql.DB, q string) (out []string) {
	t.Helper()
	rows, err := db.Query(q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func differ(got, want string) string {
	var b strings.Builder
	for line := range strings.Lines(got) {
		if !strings.Contains(want, line) {
			b.WriteString("+ " + line)
		}
	}
	for line := range strings.Lines(want) {
		if !strings.Contains(got, line) {
			b.WriteString("- " + line)
		}
	}
	return b.String()
}

// TestANewerReleaseIsRefused: tables that a newer program has changed are not touched
// by an older one, which says so.
func TestANewerReleaseIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	told(t, dir, "north")
	db, err := sql.Open("sqlite", filepath.Join(dir, sqliteFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`INSERT INTO ledger_schema (version_id, is_applied) VALUES (99, 1)`); err != nil {
		t.Fatal(err)
	}
	before := tally(t, dir, "journal")
	for _, args := range [][]string{{"ledger", "check"}, {"keys", "rotate"}, {"backup", "--to", filepath.Join(t.TempDir(), "b"), "--recipient", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"}} {
		code, _, errs := candourRun(t, append(args, "--dir", dir)...)
		if code != exitFailed || !strings.Contains(errs, "last used by a newer candour (its tables of ledger are at step 99") {
			t.Errorf("%v: exit %d: %s", args, code, errs)
		}
	}
	if after := tally(t, dir, "journal"); after != before {
		t.Errorf("the journal had %d rows and has %d", before, after)
	}
}
