package intake_test

import (
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"candour/intake"
	"candour/store"
)

// TestWaitingInAnOlderFolder: a folder from before the table of waiting reports
// has in it, once it is opened again, each report that nobody opened, and no other.
func TestWaitingInAnOlderFolder(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before := fstest.MapFS{}
	for _, name := range []string{"001_intake.sql", "002_keep_out.sql"} {
		text, err := fs.ReadFile(intake.Schema().FS, name)
		if err != nil {
			t.Fatal(err)
		}
		before[name] = &fstest.MapFile{Data: text}
	}
	if _, err := db.Migrate(t.Context(), store.Schema{Room: "intake", FS: before}); err != nil {
		t.Fatal(err)
	}
	if err := db.WithTx(t.Context(), func(tx *store.Tx) error {
		for _, q := range []string{
			`INSERT INTO intake_report (force, id, reporter, code, sent_day) VALUES ('north', 'a', 'p', '1', '2026-03-01'), ('north', 'b', 'q', '2', '2026-03-02'), ('south', 'a', 'r', '3', '2026-03-03')`,
			`INSERT INTO intake_opened (force, report, case_id) VALUES ('north', 'a', 'c')`,
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if n, err := db.Migrate(t.Context(), intake.Schema()); err != nil || n < 1 {
		t.Fatalf("%d migrations: %v", n, err)
	}
	var got []string
	if err := db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.Each(`SELECT force, report, sent_day FROM intake_waiting ORDER BY force, report`, nil, func(scan func(...any) error) error {
			var force, report, day string
			err := scan(&force, &report, &day)
			got = append(got, force+" "+report+" "+day)
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"north b 2026-03-02", "south a 2026-03-03"}; !slices.Equal(got, want) {
		t.Errorf("waiting: %v, want %v", got, want)
	}
}
