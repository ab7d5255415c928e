package view_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
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

	"github.com/jackc/pgx/v5"
)

// BenchmarkOwnAccesses reads who opened what in a record of 100,000 cases with a million
// accesses and half a million acts in a year: for a year, for 90 days and for a week.
// It is run as a command: go test ./view -run '^$' -bench OwnAccesses -benchtime 1x
// CANDOUR_TEST_DB=postgres takes the same rows to a server first, and
// CANDOUR_BENCH_ACCESSES is another number of accesses, with a case for ten of them.
func BenchmarkOwnAccesses(b *testing.B) {
	accesses := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("CANDOUR_BENCH_ACCESSES")); err == nil {
		accesses = n
	}
	matters := accesses / 10
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
	million := fmt.Sprintf(numbers, accesses)
	opened := fmt.Sprintf(`printf('c%%015d', n.i / 5 * 7919 %% %d)`, matters)
	who := `printf('p%06d', 140000 + n.i * 31 % 2000)`
	at := fmt.Sprintf(`%d - (%d - n.i) * %d`, now.UnixMicro(), accesses, 365*24*time.Hour.Microseconds()/int64(accesses)) // a year in all
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
	if testdb.Engine() == "PostgreSQL" {
		db = onServer(b, filepath.Join(dir, "candour.db"))
	}
	fmt.Printf("%s: %d accesses, %d cases\n", testdb.Engine(), accesses, matters)
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

// onServer takes the rows of a file to a server with room for them, table by table.
func onServer(b *testing.B, file string) *store.DB {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	began := time.Now()
	s, err := testdb.StartPostgres("shared_buffers=512MB", "work_mem=64MB", "maintenance_work_mem=256MB", "effective_cache_size=2GB", "random_page_cost=1.1")
	must(err)
	b.Cleanup(func() { must(s.Stop()) })
	db, err := store.OpenPostgres(b.Context(), store.Postgres{URL: s.URL("postgres")})
	must(err)
	b.Cleanup(func() { must(db.Close()) })
	_, err = db.Migrate(b.Context(), testdb.Schemas()...)
	must(err)
	from, err := sql.Open("sqlite", file)
	must(err)
	defer from.Close()
	to, err := pgx.Connect(b.Context(), s.URL("postgres"))
	must(err)
	defer to.Close(context.WithoutCancel(b.Context()))
	tables, err := from.QueryContext(b.Context(), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\_schema' ESCAPE '\'`)
	must(err)
	var names []string
	for tables.Next() {
		var name string
		must(tables.Scan(&name))
		names = append(names, name)
	}
	must(tables.Err())
	for _, name := range names {
		r := &tableRows{}
		r.Rows, err = from.QueryContext(b.Context(), `SELECT * FROM `+name)
		must(err)
		columns, err := r.Columns()
		must(err)
		r.row = make([]any, len(columns))
		_, err = to.Exec(b.Context(), `DELETE FROM `+name) // what migrating put there
		must(err)
		_, err = to.CopyFrom(b.Context(), pgx.Identifier{name}, columns, r)
		must(err)
	}
	_, err = to.Exec(b.Context(), `VACUUM ANALYZE`)
	must(err)
	fmt.Printf("taken to PostgreSQL in %.0f s\n", time.Since(began).Seconds())
	return db
}

// tableRows are rows of SQLite as COPY wants them.
type tableRows struct {
	*sql.Rows
	row []any
}

func (r *tableRows) Values() ([]any, error) {
	into := make([]any, len(r.row))
	for i := range r.row {
		into[i] = &r.row[i]
	}
	return r.row, r.Scan(into...)
}
