package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candour"
	"candour/seal"
)

// TestErasuresAreNotedBesideTheKeys: once they are committed and never before; half a
// line that a kill left is no erasure and hides none; and a database in which such a
// subject still has its key is known for an older copy.
func TestErasuresAreNotedBesideTheKeys(t *testing.T) {
	db, dir := fresh(t)
	a, b := subject("report", "a"), subject("report", "b")
	key(t, db, "north", a)
	key(t, db, "north", b)
	on, err := candour.ParseDate("2026-11-26")
	ok(t, err)
	noted := func() (out string) {
		t.Helper()
		all, err := db.Keys().Erased("north")
		ok(t, err)
		for _, e := range all {
			out += e.Of.String() + " " + e.On.String() + ";"
		}
		return out
	}
	undone := errors.New("undone")
	err = db.WithTx(ctx, func(tx *seal.Tx) error { return errors.Join(tx.Erase("north", a, on), undone) })
	if !errors.Is(err, undone) || noted() != "" {
		t.Fatalf("an erasure that was undone is noted: %q, %v", noted(), err)
	}
	ok(t, db.WithTx(ctx, func(tx *seal.Tx) error { return tx.Erase("north", a, on) }))
	if got := noted(); got != "report/a 2026-11-26;" {
		t.Fatalf("noted %q", got)
	}
	list := filepath.Join(dir, "keys", "erased-north")
	ok(t, os.WriteFile(list, []byte("report/a 2026-11-26\nreport/c 2026-"), 0o600))
	if got := noted(); got != "report/a 2026-11-26;" {
		t.Errorf("with half a line: %q", got)
	}
	ok(t, os.WriteFile(list, []byte("report/c 2026-"), 0o600)) // a kill came after the commit
	ok(t, db.Remember(ctx))
	ok(t, db.Remember(ctx))
	if got := noted(); got != "report/a 2026-11-26;" {
		t.Errorf("after the next start: %q", got)
	}
	if living, err := db.Living(ctx, "north"); err != nil || len(living) != 0 {
		t.Errorf("of a database that is not old: %v, %v", living, err)
	}
	text, err := os.ReadFile(list)
	ok(t, err)
	ok(t, os.WriteFile(list, []byte(string(text)+"report/b 2026-11-27\nreport/never-here 2026-11-27\n"), 0o600))
	living, err := db.Living(ctx, "north")
	if err != nil || len(living) != 1 || living[0].Of != b || strings.Contains(noted(), "report/c") {
		t.Errorf("of an older copy: %v, %v", living, err)
	}
}
