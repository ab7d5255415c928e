package store_test

import (
	"fmt"
	"testing"

	"candour/store"
)

// TestAReadingWithinItself: a statement that is kept is in use by one reading at a
// time, also where a reading runs it again for each of its own rows.
func TestAReadingWithinItself(t *testing.T) {
	db := open(t)
	must(t, db.WithTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO journal (n) VALUES (2), (3)`)
		return err
	}))
	for range 3 { // the second and third time it lies ready
		var got []string
		must(t, db.Read(ctx, func(tx *store.Tx) error {
			const q = `SELECT n FROM journal WHERE n > $1 ORDER BY n`
			return tx.Each(q, []any{0}, func(scan func(...any) error) error {
				var n, more int
				if err := scan(&n); err != nil {
					return err
				}
				return db.Read(ctx, func(tx *store.Tx) error {
					return tx.Each(q, []any{n}, func(scan func(...any) error) error {
						err := scan(&more)
						got = append(got, fmt.Sprint(n, " ", more))
						return err
					})
				})
			})
		}))
		if want := "[1 2 1 3 2 3]"; fmt.Sprint(got) != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// TestMoreStatementsThanAreKept: a list of so many question marks is another text
// for each length, and what is kept has an end.
func TestMoreStatementsThanAreKept(t *testing.T) {
	db := open(t)
	for i := range 2100 {
		must(t, db.WithTx(ctx, func(tx *store.Tx) error {
			var n int
			return tx.One(fmt.Sprintf(`SELECT n + %d FROM journal`, i), nil, &n)
		}))
	}
	if got := rows(t, db); got != "journal 1" {
		t.Errorf("rows %q after many statements", got)
	}
}

// TestATableThatChangesUnderAKeptStatement: a statement that was compiled before a
// column was added gives what is there now.
func TestATableThatChangesUnderAKeptStatement(t *testing.T) {
	db := open(t)
	const q = `SELECT count(*) FROM journal WHERE n >= $1`
	count := func() (n int) {
		must(t, db.Read(ctx, func(tx *store.Tx) error { return tx.One(q, []any{0}, &n) }))
		return n
	}
	before := count()
	must(t, db.WithTx(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`ALTER TABLE journal ADD COLUMN more TEXT NOT NULL DEFAULT ''`); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO journal (n, more) VALUES ($1, $2)`, 2, "x")
		return err
	}))
	if after := count(); before != 1 || after != 2 {
		t.Errorf("%d rows before and %d after, want 1 and 2", before, after)
	}
}
