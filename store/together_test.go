package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/store"
)

// doubled reads n, then 2n, then 4n and so on: each question hangs on the one before.
func doubled(tx *store.Tx, n, often int, got *[]int) func() error {
	return func() error {
		for range often {
			if err := tx.One(`SELECT n + $1 FROM journal WHERE n = 1`, []any{n - 1}, &n); err != nil {
				return err
			}
			*got = append(*got, n)
			n *= 2
		}
		return nil
	}
}

// TestTogether: readings that run together get what they get one after the other, also
// where some of them have parts of their own, and each step of all is one way there.
func TestTogether(t *testing.T) {
	db := open(t)
	read := func(order store.Order) (string, *store.Trace) {
		trace := &store.Trace{Order: order}
		var a, b, c, d []int
		must(t, db.Read(store.Traced(ctx, trace), func(tx *store.Tx) error {
			return tx.Together(doubled(tx, 1, 4, &a), doubled(tx, 3, 2, &b), func() error {
				return tx.Together(doubled(tx, 5, 3, &c), doubled(tx, 1, 4, &d)) // d asks what a asks
			})
		}))
		return fmt.Sprint(a, b, c, d), trace
	}
	alone, one := read(store.OneByOne)
	together, once := read(store.AtOnce)
	if want := "[1 2 4 8] [3 6] [5 10 20] [1 2 4 8]"; alone != want || together != want {
		t.Errorf("one by one %s, at once %s; want %s", alone, together, want)
	}
	if !slices.Equal(one.Lines(), once.Lines()) {
		t.Errorf("one by one asks\n%s\nat once\n%s", strings.Join(one.Lines(), "\n"), strings.Join(once.Lines(), "\n"))
	}
	if one.Trips() != 9 || once.Trips() != 4 { // what d asks is known by then
		t.Errorf("%d ways one by one, %d at once; want 9 and 4", one.Trips(), once.Trips())
	}
}

// TestTheFirstErrorIsSaid: the error is that of the first that fails in their order, and
// not in that of time; what need not end does not run on.
func TestTheFirstErrorIsSaid(t *testing.T) {
	db := open(t)
	early, late := errors.New("early"), errors.New("late")
	for _, order := range []store.Order{store.OneByOne, store.AtOnce} {
		var after []int
		var ended []string
		var leaves error
		err := db.Read(store.Traced(ctx, &store.Trace{Order: order}), func(tx *store.Tx) error {
			var got []int
			err := tx.Together(doubled(tx, 7, 2, &got), func() error {
				defer func() { ended = append(ended, "second") }()
				if err := doubled(tx, 1, 3, &got)(); err != nil {
					return err
				}
				return late
			}, func() error { // fails sooner, and stands later
				var n int
				return errors.Join(tx.One(`SELECT n FROM journal`, nil, &n), early)
			}, func() error {
				defer func() {
					var n int
					leaves = tx.One(`SELECT n FROM clock_due`, nil, &n)
				}()
				return doubled(tx, 9, 9, &after)()
			})
			if len(got) != 5 {
				t.Errorf("order %d: %d answers came before the error, want 5", order, len(got))
			}
			var n int
			if err := tx.One(`SELECT n FROM journal`, nil, &n); err != nil || n != 1 {
				t.Errorf("order %d: after an error it reads %d, %v", order, n, err)
			}
			return err
		})
		if !errors.Is(err, late) {
			t.Errorf("order %d: %v is said, want %v", order, err, late)
		}
		if len(ended) != 1 || len(after) > 0 || order == store.AtOnce && (leaves == nil || errors.Is(leaves, candour.ErrNotFound)) {
			t.Errorf("order %d: %v ended; what stands after the error went on for %d answers, and is told %v", order, ended, len(after), leaves)
		}
	}
	// Absent is absent to the one that asked, and to no other.
	for _, order := range []store.Order{store.OneByOne, store.AtOnce} {
		must(t, db.Read(store.Traced(ctx, &store.Trace{Order: order}), func(tx *store.Tx) error {
			var n, none int
			var absent error
			err := tx.Together(func() error {
				absent = tx.One(`SELECT n FROM journal WHERE n = $1`, []any{404}, &none)
				return nil
			}, func() error {
				return tx.One(`SELECT n FROM journal WHERE n = $1`, []any{1}, &n)
			})
			if !errors.Is(absent, candour.ErrNotFound) || n != 1 {
				t.Errorf("order %d: %v and %d, want absent and 1", order, absent, n)
			}
			return err
		}))
	}
}

// TestAskedOnce: a reading that asks again goes nowhere, and gets the same; one with
// other values, of another kind, or in another transaction does. A transaction that
// writes sees what it wrote.
func TestAskedOnce(t *testing.T) {
	db := open(t)
	must(t, db.WithTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO journal (n) VALUES (2), (3), (12)`)
		return err
	}))
	from := func(tx *store.Tx, args ...any) string {
		var out []int
		must(t, tx.Each(`SELECT n FROM journal WHERE n >= $1 AND n <= $2 ORDER BY n`, args, func(scan func(...any) error) error {
			var n int
			err := scan(&n)
			out = append(out, n)
			return err
		}))
		return fmt.Sprint(out)
	}
	trace := &store.Trace{}
	must(t, db.Read(store.Traced(ctx, trace), func(tx *store.Tx) error {
		for i, x := range []struct {
			args  []any
			want  string
			trips int
		}{
			{[]any{1, 12}, "[1 2 3 12]", 1},
			{[]any{1, 12}, "[1 2 3 12]", 1},
			{[]any{int64(1), 12}, "[1 2 3 12]", 1},
			{[]any{11, 2}, "[]", 2},
			{[]any{1, 2}, "[1 2]", 3},
			{[]any{11, 2}, "[]", 3},
		} {
			if got := from(tx, x.args...); got != x.want || trace.Trips() != x.trips {
				t.Errorf("%d: %s after %d ways, want %s after %d", i, got, trace.Trips(), x.want, x.trips)
			}
		}
		// One of several is not all of them.
		var n int
		must(t, tx.One(`SELECT n FROM journal WHERE n >= $1 ORDER BY n`, []any{2}, &n))
		var all int
		must(t, tx.Each(`SELECT n FROM journal WHERE n >= $1 ORDER BY n`, []any{2}, func(func(...any) error) error { all++; return nil }))
		if n != 2 || all != 3 {
			t.Errorf("the first is %d of %d, want 2 of 3", n, all)
		}
		return nil
	}))
	must(t, db.WithTx(ctx, func(tx *store.Tx) error {
		if got := from(tx, 4, 9); got != "[]" {
			t.Errorf("%s before it was written", got)
		}
		if _, err := tx.Exec(`INSERT INTO journal (n) VALUES (5)`); err != nil {
			return err
		}
		if got := from(tx, 4, 9); got != "[5]" {
			t.Errorf("a transaction that writes does not see what it wrote: %s", got)
		}
		return nil
	}))
	must(t, db.Read(ctx, func(tx *store.Tx) error {
		if got := from(tx, 1, 12); got != "[1 2 3 5 12]" {
			t.Errorf("a later reading sees what an earlier one saw: %s", got)
		}
		return nil
	}))
}
