package testdb_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"candour/internal/testdb"
	"candour/store"
)

// TestRowsOnTheirWay: a server is sent rows while the program works out the next ones.
// What reads waits for them, what is wrong with one of them ends the transaction with
// nothing kept, and a connection that ends meanwhile is another try of all of it.
func TestRowsOnTheirWay(t *testing.T) {
	url := testdb.EmptyPostgres(t)
	s := testdb.ServerOf(t)
	name, _, _ := strings.Cut(strings.TrimPrefix(url, "postgres://candour@/"), "?")
	if err := s.SQL(name, `CREATE TABLE row (n BIGINT NOT NULL PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	db, err := store.OpenPostgres(ctx, store.Postgres{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const many = 2600 // several sendings, and some rows that still wait at the end
	count := func(tx *store.Tx) (n int, err error) {
		err = tx.One(`SELECT count(*) FROM row`, nil, &n)
		return n, err
	}
	// put writes the rows from first on, and does something before one of them.
	put := func(tx *store.Tx, first, at int, does func() error) error {
		for i := range many {
			if i == at {
				if err := does(); err != nil {
					return err
				}
			}
			if err := tx.ExecLater(`INSERT INTO row (n) VALUES ($1)`, first+i); err != nil {
				return err
			}
		}
		return nil
	}
	kept := func(want int) {
		t.Helper()
		err := db.Read(ctx, func(tx *store.Tx) error {
			n, err := count(tx)
			if n != want {
				t.Errorf("%d rows are kept, want %d", n, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}

	// A reading sees all that was written before it, sent or not.
	if err := db.WithTx(ctx, func(tx *store.Tx) error {
		for i := range many {
			if err := tx.ExecLater(`INSERT INTO row (n) VALUES ($1)`, i); err != nil {
				return err
			}
			if i%700 == 499 { // when some have just been sent
				if n, err := count(tx); err != nil || n != i+1 {
					return fmt.Errorf("%d rows are seen (%w), want %d", n, err, i+1)
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	kept(many)

	// One that is there already fails in a sending that nobody waits for.
	err = db.WithTx(ctx, func(tx *store.Tx) error {
		return put(tx, many, 10, func() error { return tx.ExecLater(`INSERT INTO row (n) VALUES ($1)`, 3) })
	})
	if err == nil || !strings.Contains(err.Error(), "INSERT INTO row") {
		t.Errorf("a row that is there already: %v", err)
	}
	kept(many)

	// Something else goes wrong, and the person goes away, while rows are on their way.
	stop := errors.New("stop")
	if err := db.WithTx(ctx, func(tx *store.Tx) error { return put(tx, many, 501, func() error { return stop }) }); !errors.Is(err, stop) {
		t.Errorf("%v, want %v", err, stop)
	}
	kept(many)
	gone, goes := context.WithCancel(ctx)
	if err := db.WithTx(gone, func(tx *store.Tx) error { return put(tx, many, 501, func() error { goes(); return nil }) }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that it was cancelled", err)
	}
	kept(many)

	// The server ends the connection: the second try keeps all, once.
	tries := 0
	if err := db.WithTx(ctx, func(tx *store.Tx) error {
		tries++
		return put(tx, many, 501, func() error {
			if tries > 1 {
				return nil
			}
			return s.SQL("postgres", `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '`+name+`'`)
		})
	}); err != nil || tries != 2 {
		t.Errorf("the connection ended: %v after %d tries", err, tries)
	}
	kept(2 * many)
}
