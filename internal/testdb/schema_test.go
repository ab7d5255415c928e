package testdb_test

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
)

var ctx = context.Background()

// TestEveryColumnIsExplained: a column without a comment is a column that nobody
// can judge: what it means, whose it is, fact or opinion.
func TestEveryColumnIsExplained(t *testing.T) {
	words := regexp.MustCompile(`^[a-z_]+\s+(TEXT|BIGINT)\b[^-]*--\s*(\S.{3,})$`)
	seen := 0
	for _, s := range testdb.Schemas() {
		for name, text := range migrations(t, s) {
			table, retention := "", false
			for i, line := range strings.Split(text, "\n") {
				line = strings.TrimSpace(line)
				at := fmt.Sprintf("%s/%s line %d", s.Room, name, i+1)
				switch {
				case strings.HasPrefix(line, "-- ") && strings.Contains(line, "retention:"):
					retention = true
				case strings.HasPrefix(line, "CREATE TABLE "):
					table = strings.Fields(line)[2]
					// Several tables of one regime may stand below one comment, the first must have one.
					if !retention {
						t.Errorf("%s: nothing above %s says how long it is kept", at, table)
					}
				case table == "" || line == "":
				case strings.HasPrefix(line, ")"):
					table = ""
				case strings.HasPrefix(line, "PRIMARY KEY") || strings.HasPrefix(line, "UNIQUE"):
				case strings.HasPrefix(line, "--"):
				default:
					seen++
					if !words.MatchString(line) {
						t.Errorf("%s: a column of %s has no comment, or a type that is not TEXT or BIGINT: %s", at, table, line)
					}
				}
			}
			if strings.Contains(text, "REFERENCES") {
				t.Errorf("%s/%s has a foreign key: rooms keep their own tables", s.Room, name)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d columns were seen: this test has gone blind", seen)
	}
}

// migrations are the texts of a room's schema files.
func migrations(t *testing.T, s store.Schema) map[string]string {
	t.Helper()
	out := map[string]string{}
	names, err := fs.Glob(s.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(s.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(b)
	}
	return out
}

// TestEveryRoomIsMigrated: two rooms on one version table would silently apply
// nothing for the second.
func TestEveryRoomIsMigrated(t *testing.T) {
	w := testdb.Open(t)
	made := regexp.MustCompile(`(?m)^CREATE TABLE ([a-z_]+)`)
	tables := map[string]bool{}
	for _, name := range w.Tables() {
		tables[name] = true
	}
	for _, s := range testdb.Schemas() {
		all := migrations(t, s)
		var applied int
		w.Read(func(tx *seal.Tx) error {
			return tx.One(`SELECT count(*) FROM `+s.Room+`_schema WHERE version_id > 0 AND is_applied`, nil, &applied)
		})
		if applied != len(all) || applied == 0 {
			t.Errorf("%s: %d migrations applied, want %d", s.Room, applied, len(all))
		}
		for _, text := range all {
			for _, m := range made.FindAllStringSubmatch(text, -1) {
				if !tables[m[1]] {
					t.Errorf("%s: the table %s is not there", s.Room, m[1])
				}
				if !strings.HasPrefix(m[1], s.Room+"_") && s.Room != "ledger" {
					t.Errorf("%s makes the table %s: a table is named after its room", s.Room, m[1])
				}
			}
		}
	}
	db, err := store.Open(filepath.Join(t.TempDir(), "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	first, err := db.Migrate(ctx, testdb.Schemas()...)
	if err != nil || first < len(testdb.Schemas()) {
		t.Errorf("migrating a new database: %d, %v; want at least one for each room", first, err)
	}
	if again, err := db.Migrate(ctx, testdb.Schemas()...); err != nil || again != 0 {
		t.Errorf("migrating again: %d, %v; want none", again, err)
	}
}
