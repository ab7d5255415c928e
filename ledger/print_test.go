package ledger_test

import (
	"testing"

	"candour"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
)

// TestCopiesAreCounted: each copy has its number, of one person and one thing; what
// others printed, and what else one printed oneself, is in no number.
func TestCopiesAreCounted(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	one, two := candour.Subject{Kind: "case", ID: "one"}, candour.Subject{Kind: "officer", ID: "two"}
	take := func(who testdb.Person, shown ...candour.Subject) int {
		t.Helper()
		n, err := ledger.Print(t.Context(), w.DB, ledger.Accessed{Force: testdb.Force, Who: who.ID, At: w.Now, Shown: shown, Purpose: candour.Mark("for the hearing")})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i, x := range []struct {
		who   testdb.Person
		shown []candour.Subject
		want  int
	}{
		{crew.Assessor, []candour.Subject{one, two}, 1},
		{crew.Assessor, []candour.Subject{one}, 2},
		{crew.Authority, []candour.Subject{one}, 1},
		{crew.Assessor, []candour.Subject{two}, 1},
		{crew.Assessor, []candour.Subject{one}, 3},
	} {
		if got := take(x.who, x.shown...); got != x.want {
			t.Errorf("%d: copy %d, want %d", i, got, x.want)
		}
	}
	var rows int
	w.Read(func(tx *seal.Tx) error {
		return tx.One(`SELECT count(*) FROM ledger_access WHERE force = $1 AND page = 'print' AND purpose <> ''`, []any{string(testdb.Force)}, &rows)
	})
	if rows != 5 {
		t.Errorf("%d accesses with a purpose, want 5", rows)
	}
	if _, err := ledger.Print(t.Context(), w.DB, ledger.Accessed{Force: testdb.Force, Who: crew.Assessor.ID, At: w.Now, Shown: []candour.Subject{one}}); err == nil {
		t.Error("a copy without a purpose is made")
	}
}
