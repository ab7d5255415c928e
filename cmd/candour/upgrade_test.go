package main

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/seal"

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
// tables are those that a new folder has, and the program can go on.
func TestEveryReleaseComesUp(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(releases, "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatal("there are no earlier releases", err)
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	f, err := openFolder(t.Context(), fresh)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	want := schemaOf(t, fresh)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			dir := released(t, file)
			before := tally(t, dir, "journal")
			f, err := openFolder(t.Context(), dir)
			if err != nil {
				t.Fatalf("it does not come up: %v", err)
			}
			for _, force := range []candour.ForceID{"north", "south"} {
				if _, err := f.drain(t.Context(), force); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			if after := tally(t, dir, "journal"); after != before || before < 20 {
				t.Errorf("the journal had %d rows and has %d", before, after)
			}
			if got := schemaOf(t, dir); got != want {
				t.Errorf("its tables are not those of a new folder:\n%s", differ(got, want))
			}
			if out := done(t, "ledger", "check", "--dir", dir); strings.Count(out, ": clean") != 2 {
				t.Errorf("ledger check: %s", out)
			}
			report := told(t, dir, "north")[0]
			if err := reads(t.Context(), dir, "north", report); err != nil {
				t.Errorf("a new report: %v", err)
			}
			words := 0
			g, err := openFolder(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			defer g.Close()
			err = g.db.Read(t.Context(), func(tx *seal.Tx) error {
				return tx.One(`SELECT count(*) FROM intake_allegation WHERE force = $1`, []any{"north"}, &words)
			})
			if err != nil || words < 2 {
				t.Errorf("%d allegations: %v", words, err)
			}
		})
	}
}

func tally(t *testing.T, dir, table string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqliteFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// schemaOf is every table with its columns, and every index and trigger by name.
func schemaOf(t *testing.T, dir string) string {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqliteFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT m.type || ' ' || m.name || ' ' || coalesce((SELECT group_concat(name || ' ' || type || ' ' || "notnull") FROM (SELECT * FROM pragma_table_info(m.name) ORDER BY name)), '') FROM sqlite_master m WHERE m.name NOT LIKE 'sqlite_%' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		b.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
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
