package testdb_test

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"candour"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
)

// engines runs a test on each engine that is here.
func engines(t *testing.T, f func(t *testing.T, engine string)) {
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		t.Run(engine, func(t *testing.T) { f(t, engine) })
	}
}

// TestWriteSkew: one person closes a case while another adds an allegation to it,
// each in a transaction that has not seen the other. One of them must not stand: an
// allegation that nobody decided would lie in a closed case. At a weaker level both
// would, and the test shows that too, so that it is known to be able to fail.
func TestWriteSkew(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		if kept, closed, undecided := skew(t, engine, false); kept != 1 || closed && undecided > 0 {
			t.Errorf("%d of two acts stand; closed: %v, undecided: %d", kept, closed, undecided)
		}
	})
	t.Run("a weaker level", func(t *testing.T) {
		if kept, closed, undecided := skew(t, "PostgreSQL", true); kept != 2 || !closed || undecided != 1 {
			t.Errorf("%d of two transactions stand at READ COMMITTED; closed: %v, undecided: %d: this test cannot fail", kept, closed, undecided)
		}
	})
}

// skew has two transactions read a case, each before the other writes, and then one
// close it and the other open an allegation in it again.
func skew(t *testing.T, engine string, weak bool) (kept int, closed bool, undecided int) {
	w := testdb.OpenOn(t, engine)
	w.Torn = true
	crew := w.Crew()
	sent := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, sent.Report)
	w.Link(crew.Triage.Who, crew.Officer.Officer, sent.Allegations...)
	w.Assess(crew.Assessor.Who, c)
	w.Decide(crew.Authority.Who, sent.Allegations...)
	a := sent.Allegations[0]

	both := []*store.DB{w.Connect(), w.Connect()} // two machines
	var met sync.WaitGroup
	met.Add(2)
	do := func(db *store.DB, q string, reads string) error {
		tries := 0
		f := func(tx *store.Tx) error {
			var n int
			err := tx.One(reads, []any{string(testdb.Force), string(c)}, &n)
			if tries++; tries == 1 && engine != "SQLite" { // there the second waits until the first is done
				met.Done()
				met.Wait()
			}
			if err != nil {
				return err
			}
			if n > 0 {
				return candour.ErrConflict // what the act says when it sees the other
			}
			_, err = tx.Exec(q, string(testdb.Force), string(c))
			return err
		}
		if weak {
			return readCommitted(t, w, reads, q, string(testdb.Force), string(c), &met)
		}
		return db.WithTx(ctx, f)
	}
	errs := make([]error, 2)
	var wait sync.WaitGroup
	wait.Go(func() {
		errs[0] = do(both[0], `UPDATE cases_case SET closed_day = '2026-03-02' WHERE force = $1 AND id = $2`,
			`SELECT count(*) FROM cases_allegation a WHERE a.force = $1 AND a.case_id = $2 AND NOT EXISTS (SELECT 1 FROM cases_decision d WHERE d.force = a.force AND d.case_id = a.case_id AND d.allegation = a.id)`)
	})
	wait.Go(func() {
		errs[1] = do(both[1], `DELETE FROM cases_decision WHERE force = $1 AND case_id = $2`,
			`SELECT count(*) FROM cases_case WHERE force = $1 AND id = $2 AND closed_day <> ''`)
	})
	wait.Wait()
	for _, err := range errs {
		if err == nil {
			kept++
		} else if !errors.Is(err, candour.ErrConflict) {
			t.Error(err)
		}
	}
	w.Read(func(tx *seal.Tx) error {
		var n int
		if err := tx.One(`SELECT count(*) FROM cases_case WHERE force = $1 AND id = $2 AND closed_day <> ''`, []any{string(testdb.Force), string(c)}, &n); err != nil {
			return err
		}
		closed = n == 1
		all, err := cases.Read(tx, testdb.Force, c)
		undecided = len(slices.DeleteFunc(all.Allegations, func(x cases.Allegation) bool { return x.Decision != "" || x.ID != a }))
		return err
	})
	return kept, closed, undecided
}

// TestOrderNullsAndTimes: the engines sort, count and keep numbers alike.
func TestOrderNullsAndTimes(t *testing.T) {
	var got []string
	engines(t, func(t *testing.T, engine string) {
		w := testdb.OpenOn(t, engine)
		words := []string{"b", "B", "a", "Z", "é", "e", "_", "-", "1", "10", "2", "", "a b", "ab", "ß", "\u00e9", "𝔞", "ꞵ"}
		var out []string
		err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
			out = nil
			for i, x := range words {
				if _, err := tx.Exec(`INSERT INTO clock_due (force, subject, rule, about, event, rule_from, by_day, effect, attention_day, started_day, began, moved) VALUES ('north', $1, $2, '', 'e', '', '', '', '', '', '', '')`, x, string(rune('a'+i))); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(`INSERT INTO web_answered (challenge, until) VALUES ($1, $2)`, "x", int64(9007199254740993)); err != nil {
				return err
			}
			err := tx.Each(`SELECT subject FROM clock_due WHERE force = 'north' ORDER BY subject, rule`, nil, func(scan func(...any) error) error {
				var s string
				err := scan(&s)
				out = append(out, s)
				return err
			})
			if err != nil {
				return err
			}
			var at, none, sum int64
			var missing *string
			if err := tx.One(`SELECT until, COALESCE((SELECT until FROM web_answered WHERE challenge = 'y'), 0), (SELECT SUM(until) FROM web_answered), (SELECT challenge FROM web_answered WHERE challenge = 'y') FROM web_answered WHERE challenge IS NOT DISTINCT FROM $1`, []any{"x"}, &at, &none, &sum, &missing); err != nil {
				return err
			}
			if at != 9007199254740993 || none != 0 || sum != at || missing != nil {
				t.Errorf("a number came back as %d, none as %d, a sum as %d, an absent row as %v", at, none, sum, missing)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Join(out, "|"))
		if !slices.IsSorted(out) {
			t.Errorf("not in the order of bytes: %q", out)
		}
	})
	if len(got) == 2 && got[0] != got[1] {
		t.Errorf("SQLite sorts %q, PostgreSQL %q", got[0], got[1])
	}
}

// TestTextThatCannotBeKept: a zero byte or what is not UTF-8 finds nothing on either
// engine, and a server is never asked to keep it.
func TestTextThatCannotBeKept(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		w := testdb.OpenOn(t, engine)
		for _, bad := range []string{"a\x00b", "a\xffb", "\x00"} {
			var n int
			err := w.DB.Read(ctx, func(tx *seal.Tx) error {
				return tx.One(`SELECT count(*) FROM cases_case WHERE force = 'north' AND id = $1`, []any{bad}, &n)
			})
			if err != nil || n != 0 {
				t.Errorf("looking for %q: %d rows, %v; want none", bad, n, err)
			}
			if engine == "SQLite" {
				continue
			}
			err = w.DB.WithTx(ctx, func(tx *seal.Tx) error {
				return tx.ExecLater(`INSERT INTO web_answered (challenge, until) VALUES ($1, 1)`, bad)
			})
			if !errors.Is(err, candour.ErrInvalid) || strings.Contains(err.Error(), "\x00") {
				t.Errorf("keeping %q: %v, want a refusal", bad, err)
			}
		}
	})
}

// readCommitted runs a reading and, if it finds nothing, a writing in one transaction
// at a level that the program never uses, to show what that level lets happen. It
// waits between the two until the other has come as far.
func readCommitted(t testing.TB, w *testdb.World, reads, writes, force, id string, met *sync.WaitGroup) (err error) {
	t.Helper()
	db, err := sql.Open("pgx", w.URL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	var n int
	err = tx.QueryRow(reads, force, id).Scan(&n)
	met.Done()
	met.Wait()
	if err == nil && n > 0 {
		err = candour.ErrConflict
	}
	if err == nil {
		_, err = tx.Exec(writes, force, id)
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
