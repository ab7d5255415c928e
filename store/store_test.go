package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"candour"
	"candour/store"
)

var ctx = context.Background()

// open opens a database with a table of record, a table not of record, and a
// name that would break a careless connection string.
func open(t *testing.T) *store.DB {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a folder? with #odd %41 name")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(filepath.Join(dir, "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	must(t, db.WithTx(ctx, func(tx *store.Tx) error {
		for _, q := range []string{`CREATE TABLE journal (n BIGINT NOT NULL PRIMARY KEY)`, `CREATE TABLE clock_due (n BIGINT NOT NULL PRIMARY KEY)`, `INSERT INTO journal (n) VALUES (1)`} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	}))
	if files, err := os.ReadDir(dir); err != nil || len(files) == 0 || files[0].Name() != "candour.db" {
		t.Fatalf("the database is not where it was asked for: %v %v", files, err)
	}
	return db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rows is what is in both tables.
func rows(t *testing.T, db *store.DB) string {
	t.Helper()
	var out []string
	must(t, db.Read(ctx, func(tx *store.Tx) error {
		for _, table := range []string{"journal", "clock_due"} {
			err := tx.Each(`SELECT n FROM `+table+` ORDER BY n`, nil, func(scan func(...any) error) error {
				var n int
				err := scan(&n)
				out = append(out, fmt.Sprint(table, " ", n))
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return strings.Join(out, ", ")
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	db := open(t)
	stop := errors.New("stop")
	insert := func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO journal (n) VALUES ($1)`, 2)
		return err
	}
	if err := db.WithTx(ctx, func(tx *store.Tx) error { return errors.Join(insert(tx), stop) }); !errors.Is(err, stop) {
		t.Errorf("error %v, want %v", err, stop)
	}
	func() {
		defer func() {
			if got := recover(); got != "out of the window" {
				t.Errorf("recovered %v, want the panic", got)
			}
		}()
		_ = db.WithTx(ctx, func(tx *store.Tx) error {
			must(t, insert(tx))
			panic("out of the window")
		})
	}()
	gone := make(chan struct{}) // as when a test stops in the middle
	go func() {
		defer close(gone)
		_ = db.WithTx(ctx, func(tx *store.Tx) error {
			must(t, insert(tx))
			runtime.Goexit()
			return nil
		})
	}()
	<-gone
	cancelled, cancel := context.WithCancel(ctx)
	if err := db.WithTx(cancelled, func(tx *store.Tx) error { defer cancel(); return insert(tx) }); err == nil {
		t.Error("a transaction whose context ended was acknowledged")
	}
	if got, want := rows(t, db), "journal 1"; got != want {
		t.Errorf("rows %q, want %q", got, want)
	}
	must(t, db.WithTx(ctx, insert)) // and the connection is not stuck
	if got, want := rows(t, db), "journal 1, journal 2"; got != want {
		t.Errorf("rows %q, want %q", got, want)
	}
}

// tricks are ways in which a careless or a clever statement could write a table
// of record.
var tricks = []string{
	`INSERT INTO journal (n) VALUES (9)`,
	`insert into journal (n) values (9)`,
	`INSERT OR REPLACE INTO journal (n) VALUES (9)`,
	`INSERT OR IGNORE INTO journal (n) VALUES (9)`,
	`REPLACE INTO journal (n) VALUES (9)`,
	`UPDATE journal SET n = 9`,
	`UPDATE OR REPLACE journal SET n = 9`,
	`UPDATE main.journal SET n = 9`,
	`UPDATE "journal" SET n = 9`,
	`UPDATE [journal] SET n = 9`,
	"UPDATE `journal` SET n = 9",
	`DELETE FROM journal`,
	`DELETE FROM main.journal`,
	`/* clock_due */ DELETE FROM journal`,
	`-- clock_due
	DELETE FROM journal`,
	`DELETE FROM /* clock_due */ journal`,
	`/* UPDATE clock_due */ DELETE FROM journal`,
	"-- DELETE FROM clock_due\nDELETE FROM journal",
	`WITH x AS (SELECT 'DELETE FROM clock_due' AS n) DELETE FROM journal`,
	`WITH x AS (SELECT 1) UPDATE journal SET n = 9`,
	`WITH clock_due AS (SELECT 1 AS n) INSERT INTO journal SELECT 9`,
	`WITH x AS (SELECT 1) DELETE FROM journal`,
	`UPDATE clock_due SET n = 9; UPDATE journal SET n = 9`,
	`DELETE FROM clock_due; DELETE FROM journal`,
	`SELECT 1; DELETE FROM journal`,
	`UPDATE journal SET n = 9 RETURNING n`,
	`DELETE FROM journal RETURNING n`,
	`INSERT INTO journal (n) VALUES (9) RETURNING n`,
	`DROP TABLE journal`,
	`ALTER TABLE journal RENAME TO clock_due`,
	`CREATE TRIGGER x AFTER DELETE ON clock_due BEGIN DELETE FROM journal; END`,
	`CREATE TABLE more (n BIGINT)`,
	`ATTACH DATABASE ':memory:' AS clock_due`,
	`PRAGMA user_version = 9`,
	`PRAGMA query_only = 0`,
	`COMMIT`,
	`ROLLBACK`,
	`VACUUM`,
}

// each runs a statement by every method of a transaction.
func each(q string) map[string]func(*store.Tx) error {
	var n any
	return map[string]func(*store.Tx) error{
		"Exec": func(tx *store.Tx) error { _, err := tx.Exec(q); return err },
		"One":  func(tx *store.Tx) error { return tx.One(q, nil, &n) },
		"Each": func(tx *store.Tx) error {
			return tx.Each(q, nil, func(scan func(...any) error) error { return scan(&n) })
		},
	}
}

func TestAsideRefusesTablesOfRecord(t *testing.T) {
	db := open(t)
	before := rows(t, db)
	for _, q := range tricks {
		for how, run := range each(q) {
			if err := db.Aside(ctx, run); err == nil || !strings.Contains(err.Error(), "of record") {
				t.Errorf("%s of %q in Aside: %v, want a refusal", how, q, err)
			}
			if after := rows(t, db); after != before {
				t.Fatalf("%s of %q in Aside changed %q to %q", how, q, before, after)
			}
		}
	}
	must(t, db.Aside(ctx, func(tx *store.Tx) error {
		for _, q := range []string{`INSERT INTO clock_due (n) VALUES (1)`, `insert into clock_due (n) values (2)`, `UPDATE clock_due SET n = 3 WHERE n = 2`, `DELETE FROM clock_due WHERE n = 1`} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		var n int
		return tx.One(`SELECT n FROM clock_due WHERE n > $1`, []any{2}, &n)
	}))
	if got, want := rows(t, db), "journal 1, clock_due 3"; got != want {
		t.Errorf("rows %q, want %q", got, want)
	}
	must(t, db.WithTx(ctx, func(tx *store.Tx) error { // and what comes after Aside is not held back
		_, err := tx.Exec(`INSERT INTO journal (n) VALUES (2)`)
		return err
	}))
}

func TestReadCannotWrite(t *testing.T) {
	db := open(t)
	before := rows(t, db)
	for _, q := range append(tricks, `INSERT INTO clock_due (n) VALUES (9)`) {
		for how, run := range each(q) {
			if err := db.Read(ctx, run); err == nil {
				t.Errorf("%s of %q in Read: no error", how, q)
			}
			if after := rows(t, db); after != before {
				t.Fatalf("%s of %q in Read changed %q to %q", how, q, before, after)
			}
		}
	}
}

func TestReadSeesOneMoment(t *testing.T) {
	db := open(t)
	must(t, db.Read(ctx, func(tx *store.Tx) error {
		count := func() (n int) {
			must(t, tx.One(`SELECT count(*) FROM journal`, nil, &n))
			return n
		}
		before := count()
		must(t, db.WithTx(ctx, func(tx *store.Tx) error { _, err := tx.Exec(`INSERT INTO journal (n) VALUES (2)`); return err }))
		if after := count(); after != before {
			t.Errorf("one reading saw %d rows and then %d", before, after)
		}
		return nil
	}))
}

func TestNoRowIsNotFound(t *testing.T) {
	db := open(t)
	var n int
	err := db.Read(ctx, func(tx *store.Tx) error { return tx.One(`SELECT n FROM journal WHERE n = $1`, []any{7}, &n) })
	if !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("no row: %v, want %v", err, candour.ErrNotFound)
	}
}

// TestErrorsHoldNoValues: an error of a statement reaches the log, and its
// values may be anything.
func TestErrorsHoldNoValues(t *testing.T) {
	db := open(t)
	err := db.WithTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO journal (n) VALUES ($1), ($1)`, "canary")
		return err
	})
	if err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("error %v, want one without the value", err)
	}
}

func TestManyWriters(t *testing.T) {
	db := open(t)
	other, err := store.Open(file(t, db)) // another process would look like this
	must(t, err)
	defer other.Close()
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			on := db
			if i%2 == 0 {
				on = other
			}
			if err := on.WithTx(ctx, func(tx *store.Tx) error {
				var n int
				if err := tx.One(`SELECT max(n) FROM journal`, nil, &n); err != nil {
					return err
				}
				_, err := tx.Exec(`INSERT INTO journal (n) VALUES ($1)`, n+1)
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got, want := strings.Count(rows(t, db), "journal"), 21; got != want {
		t.Errorf("%d rows, want %d: a write was lost", got, want)
	}
}

func file(t *testing.T, db *store.DB) (name string) {
	t.Helper()
	must(t, db.Read(ctx, func(tx *store.Tx) error {
		return tx.One(`SELECT file FROM pragma_database_list WHERE name = 'main'`, nil, &name)
	}))
	return name
}
