package view_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
	"candour/view"
)

// BenchmarkOwnAccesses reads who opened what in a record of 100,000 cases with a million
// accesses and half a million acts in a year: for a year, for 90 days and for a week.
// It is run as a command: go test ./view -run '^$' -bench OwnAccesses -benchtime 1x
func BenchmarkOwnAccesses(b *testing.B) {
	const matters = 100_000
	dir := b.TempDir()
	db, err := store.Open(filepath.Join(dir, "candour.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	if _, err := db.Migrate(b.Context(), testdb.Schemas()...); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	million := fmt.Sprintf(numbers, 1_000_000)
	opened := `printf('c%015d', n.i / 5 * 7919 % 100000)`
	who := `printf('p%06d', 140000 + n.i * 31 % 2000)`
	at := fmt.Sprintf(`%d - (1000000 - n.i) * 31536000`, now.UnixMicro()) // a year in all
	more := []string{
		million + `INSERT INTO ledger_access (force, id, at, person, page, shown) SELECT 'home', printf('x%09d', n.i), ` + at + `, ` + who + `,
			CASE WHEN n.i % 10 < 6 THEN 'case' WHEN n.i % 10 = 6 THEN 'form close-case' WHEN n.i % 10 < 9 THEN 'worklist' ELSE 'officer' END,
			CASE WHEN n.i % 10 = 9 THEN '["officer/' ELSE '["case/' END || ` + opened + ` || '"]' FROM n`,
		million + `INSERT INTO journal (force, seq, id, kind, subject_kind, subject_id, on_day, at, by_person, act, corrects, data, leaf) SELECT 'home', n.i + 1, printf('j%09d', n.i), 'noted', 'case', ` + opened + `, '2026-01-01', ` + at + `, ` + who + `, 'note', '', '{}', '' FROM n WHERE n.i % 2 = 0`,
		fmt.Sprintf(numbers, matters) + `INSERT INTO cases_assignment (force, case_id, officer, from_day) SELECT 'home', printf('c%015d', n.i), printf('o%06d', 140000 + n.i % 2000), '2020-01-01' FROM n`,
	}
	began := time.Now()
	for _, q := range append(nation(matters), more...) {
		q = strings.ReplaceAll(q, "c%07d", "c%015d") // ids of 16 letters, as they are
		if err := db.WithTx(b.Context(), func(tx *store.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
			b.Fatalf("%v: %s", err, q)
		}
	}
	fmt.Printf("made in %.0f s\n", time.Since(began).Seconds())
	v := wired(b, db, dir)
	w := view.Viewer{Who: act.Staff("home", "bench-a"), Today: candour.On(now), Now: now}
	if err := v.Runner.DB.WithTx(b.Context(), func(tx *seal.Tx) error {
		return authz.Grant(tx.Tx, "home", w.Who.ID, authz.Authority, candour.Date{})
	}); err != nil {
		b.Fatal(err)
	}
	for _, days := range []int{365, 90, 7} {
		before, began := cpu(b), time.Now()
		all, err := v.OwnAccesses(b.Context(), w, now.AddDate(0, 0, -days))
		if err != nil || len(all.Opened) == 0 {
			b.Fatal(len(all.Opened), err)
		}
		took := time.Since(began)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Printf("%d days: %d openings, %d reasons, %d posts in %.1f s (%.1f s of processor); heap %d MB\n", days, len(all.Opened), len(all.Reasons), len(all.Posts), took.Seconds(), (cpu(b) - before).Seconds(), m.HeapAlloc>>20)
	}
}
