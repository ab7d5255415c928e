package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/record"
	"candour/seal"
)

// reads records n accesses and seals their minute.
func reads(t *testing.T, w *testdb.World, n int) {
	t.Helper()
	for i := range n {
		a := ledger.Accessed{Force: testdb.Force, Who: candour.PersonID(fmt.Sprint("person-", i%3)), At: w.Now, Page: "officer search", Shown: []candour.Subject{{Kind: "officer", ID: fmt.Sprint("o", i)}}}
		if i%2 == 1 {
			a.Query, a.Purpose = candour.Mark(fmt.Sprint("Zorilla", i)), candour.Mark("Aardvark")
		}
		if err := ledger.Access(ctx, w.DB, a); err != nil {
			t.Fatal(err)
		}
	}
	w.Do(authz.Program(testdb.Force), &record.SealAccesses{Force: testdb.Force, Minute: ledger.Minute(w.Now)})
	w.Now = w.Now.Add(time.Minute)
}

// accessed is a deployment with a quiet minute, one with a single access, a busy
// one, and an access that waits.
func accessed(t *testing.T) *published {
	t.Helper()
	p := publish(t)
	for _, n := range []int{0, 1, 40} {
		reads(t, p.World, n)
	}
	if err := ledger.Access(ctx, p.DB, ledger.Accessed{Force: testdb.Force, Who: "p", At: p.Now, Page: "case"}); err != nil {
		t.Fatal(err)
	}
	p.drain(t)
	return p
}

// TestAccessesAreChecked does what somebody with the database file can do to the
// accesses, and looks whether the check sees it.
func TestAccessesAreChecked(t *testing.T) {
	p := accessed(t)
	r, err := p.check(t)
	if err != nil || r.Accesses != 42 || r.Roots != 3 || r.Waiting != 1 {
		t.Fatalf("%+v, %v; want 42 accesses under 3 roots, 1 waiting", r, err)
	}
	one := func(q string) (s string) {
		p.Read(func(tx *seal.Tx) error { return tx.One(q, nil, &s) })
		return s
	}
	quiet, busy := one(`SELECT id FROM ledger_access_sealed ORDER BY minute, place LIMIT 1`), one(`SELECT id FROM ledger_access_sealed ORDER BY minute DESC, place LIMIT 1`)
	waits := one(`SELECT id FROM ledger_access_waiting`)
	asked := one(`SELECT id FROM ledger_access WHERE query <> '' ORDER BY id LIMIT 1`)
	for _, tt := range []struct{ name, says, do string }{
		{"another reader", "one of its 40 was changed", `UPDATE ledger_access SET person = 'somebody-else' WHERE id = '` + busy + `'`},
		{"another time", "one of its 1 was changed", `UPDATE ledger_access SET at = at + 1 WHERE id = '` + quiet + `'`},
		{"another page", "was changed", `UPDATE ledger_access SET page = 'x' WHERE id = '` + busy + `'`},
		{"something not shown", "was changed", `UPDATE ledger_access SET shown = '[]' WHERE id = '` + busy + `'`},
		{"another query", "does not open", `UPDATE ledger_access SET query = purpose WHERE id = '` + asked + `'`},
		{"no query", "was changed", `UPDATE ledger_access SET query = '' WHERE id = '` + asked + `'`},
		{"deleted", quiet + " of the minute", `DELETE FROM ledger_access WHERE id = '` + quiet + `'`},
		{"deleted with its mark", "one of its 39 was changed", `DELETE FROM ledger_access WHERE id = '` + busy + `'; DELETE FROM ledger_access_sealed WHERE id = '` + busy + `'; UPDATE ledger_access_sealed SET place = place - 1 WHERE place > 0`},
		{"the only one of its minute deleted with its mark", "one of its 0 was changed", `DELETE FROM ledger_access WHERE id = '` + quiet + `'; DELETE FROM ledger_access_sealed WHERE id = '` + quiet + `'`},
		{"the mark deleted", "is under no root", `DELETE FROM ledger_access_sealed WHERE id = '` + quiet + `'`},
		{"waiting and deleted", "waits to be sealed and is gone", `DELETE FROM ledger_access WHERE id = '` + waits + `'`},
		{"not waiting any more", "is under no root and waits for none", `DELETE FROM ledger_access_waiting`},
		{"put in", "is under no root", `INSERT INTO ledger_access (force, id, at, person, page, shown) VALUES ('north', 'NEW', 0, 'p', 'case', '[]')`},
		{"put in with a mark", "one of its 41 was changed", `INSERT INTO ledger_access (force, id, at, person, page, shown) VALUES ('north', 'NEW', 0, 'p', 'case', '[]'); INSERT INTO ledger_access_sealed (force, minute, place, id) SELECT 'north', max(minute), 40, 'NEW' FROM ledger_access_sealed`},
		{"into another minute", "for which the journal has no root", `UPDATE ledger_access_sealed SET minute = minute + 7 WHERE id = '` + quiet + `'`},
		{"changed places", "one of its 40 was changed", `UPDATE ledger_access_sealed SET place = 100 WHERE place = 0; UPDATE ledger_access_sealed SET place = 0 WHERE place = 1 AND force = 'north'; UPDATE ledger_access_sealed SET place = 1 WHERE place = 100 AND id = '` + busy + `'; UPDATE ledger_access_sealed SET place = 0 WHERE place = 100`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &published{World: testdb.Copy(t, p.World), dir: p.dir, verifier: p.verifier}
			err := c.DB.WithTx(ctx, func(tx *seal.Tx) error {
				for _, trigger := range []string{"_never_changes", "_never_forgets", "_is_never_replaced"} {
					for _, table := range []string{"ledger_access", "ledger_access_sealed"} {
						if _, err := tx.Exec(c.DropTrigger(table + trigger)); err != nil {
							return err
						}
					}
				}
				for _, q := range strings.Split(tt.do, "; ") {
					if n, err := tx.Exec(q); err != nil || n == 0 {
						return fmt.Errorf("%s: %d rows, %w", q, n, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			r, err := c.check(t)
			if !errors.Is(err, ledger.ErrDiffers) || !strings.Contains(fmt.Sprint(r.Differences), tt.says) {
				t.Errorf("%v %v, want a difference that says %q", err, r.Differences, tt.says)
			}
			if text := fmt.Sprint(r, err); strings.Contains(text, "Zorilla") || strings.Contains(text, "Aardvark") {
				t.Errorf("the report says what was searched for: %s", text)
			}
		})
	}
}

// TestAccessesNeverChange: the database refuses what the check would see.
func TestAccessesNeverChange(t *testing.T) {
	p := accessed(t)
	accesses, marks := strings.Join(p.Rows("ledger_access"), "\n"), strings.Join(p.Rows("ledger_access_sealed"), "\n")
	for _, q := range []string{
		`UPDATE ledger_access SET person = 'x'`, `UPDATE OR REPLACE ledger_access SET page = 'x'`, `DELETE FROM ledger_access`,
		`REPLACE INTO ledger_access (force, id, at, person, page, shown) SELECT force, id, 0, 'x', page, shown FROM ledger_access`,
		`UPDATE ledger_access_sealed SET minute = 1`, `DELETE FROM ledger_access_sealed`,
		`REPLACE INTO ledger_access_sealed (force, minute, place, id) SELECT force, minute + 1, place, id FROM ledger_access_sealed`,
		`REPLACE INTO ledger_access_sealed (force, minute, place, id) SELECT force, minute, place, id || 'x' FROM ledger_access_sealed`,
	} {
		if err := p.DB.WithTx(ctx, func(tx *seal.Tx) error { _, err := tx.Exec(q); return err }); err == nil {
			t.Errorf("%s: no error", q)
		}
		if strings.Join(p.Rows("ledger_access"), "\n") != accesses || strings.Join(p.Rows("ledger_access_sealed"), "\n") != marks {
			t.Fatalf("%s changed something", q)
		}
	}
	for _, row := range p.Rows("ledger_access") {
		if strings.Contains(row, "Zorilla") || strings.Contains(row, "Aardvark") {
			t.Errorf("in clear: %s", row)
		}
	}
}

// TestEveryAccessIsUnderOneRoot seals while many read: each access is in exactly
// one minute, however the two race.
func TestEveryAccessIsUnderOneRoot(t *testing.T) {
	w := testdb.Open(t)
	w.Crew()
	const readers, each = 8, 40
	var reading sync.WaitGroup
	var left atomic.Int64
	left.Store(readers)
	at := w.Now
	for i := range readers {
		reading.Go(func() {
			defer left.Add(-1)
			for range each {
				if err := ledger.Access(ctx, w.DB, ledger.Accessed{Force: testdb.Force, Who: candour.PersonID(fmt.Sprint("p", i)), At: at, Page: "case"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	minutes := 0
	for last := false; !last; minutes++ {
		last = left.Load() == 0 // one more after the last access
		w.Do(authz.Program(testdb.Force), &record.SealAccesses{Force: testdb.Force, Minute: ledger.Minute(w.Now)})
		w.Now = w.Now.Add(time.Minute)
	}
	reading.Wait()
	var under, twice, empty int
	w.Read(func(tx *seal.Tx) error {
		if err := tx.One(`SELECT count(*) FROM ledger_access a WHERE EXISTS (SELECT 1 FROM ledger_access_sealed s WHERE s.force = a.force AND s.id = a.id)`, nil, &under); err != nil {
			return err
		}
		return tx.One(`SELECT count(*) - count(DISTINCT id) FROM ledger_access_sealed`, nil, &twice)
	})
	empty = w.Count("ledger_access_waiting")
	t.Logf("%d accesses in %d roots", under, minutes)
	if under != readers*each || twice != 0 || empty != 0 || minutes < 2 {
		t.Errorf("%d accesses under a root, want %d; %d twice, %d wait, want none; %d roots, want several", under, readers*each, twice, empty, minutes)
	}
}

// TestProveAccess: the proof of an access is accepted by whoever has the log and
// its key, and by nobody once a byte of it was changed.
func TestProveAccess(t *testing.T) {
	p := accessed(t)
	src, err := ledger.OpenSource(p.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	p.Read(func(tx *seal.Tx) error {
		return tx.Each(`SELECT id FROM ledger_access_sealed ORDER BY minute, place`, nil, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	})
	var proof []byte
	for _, id := range ids {
		if proof, err = ledger.ProveAccess(ctx, p.DB, testdb.Force, ledger.Origin(testdb.Force), id); err != nil {
			t.Fatal(err)
		}
		got, err := ledger.VerifyAccess(ctx, src, p.verifier, proof)
		if err != nil || !strings.Contains(got.Access, id) {
			t.Fatalf("%s: %+v, %v", id, got, err)
		}
	}
	if bytes.Contains(proof, []byte("Zorilla")) {
		t.Error("the proof says what was searched for")
	}
	changed := 0
	for i := range proof {
		for _, to := range []byte{proof[i] ^ 1, proof[i] ^ 0x20, ' '} {
			if to == proof[i] {
				continue
			}
			bad := bytes.Clone(proof)
			bad[i] = to
			changed++
			if _, err := ledger.VerifyAccess(ctx, src, p.verifier, bad); !errors.Is(err, ledger.ErrDiffers) {
				t.Errorf("byte %d changed from %q to %q: %v, want a difference", i, proof[i], to, err)
			}
		}
	}
	t.Logf("%d accesses proved; %d changes of a proof of %d bytes refused", len(ids), changed, len(proof))
	for name, bad := range map[string][]byte{"cut": proof[:len(proof)-1], "longer": append(bytes.Clone(proof), '\n'), "empty": nil, "a list": []byte("[]\n")} {
		if _, err := ledger.VerifyAccess(ctx, src, p.verifier, bad); !errors.Is(err, ledger.ErrDiffers) {
			t.Errorf("%s: %v, want a difference", name, err)
		}
	}
	var waits string
	p.Read(func(tx *seal.Tx) error { return tx.One(`SELECT id FROM ledger_access_waiting`, nil, &waits) })
	for _, id := range []string{waits, "nothing"} {
		if _, err := ledger.ProveAccess(ctx, p.DB, testdb.Force, ledger.Origin(testdb.Force), id); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("proving %s: %v, want a refusal", id, err)
		}
	}
	other := publish(t) // another log of the same name
	src2, err := ledger.OpenSource(other.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.VerifyAccess(ctx, src2, other.verifier, proof); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("in another log: %v, want a difference", err)
	}
}
