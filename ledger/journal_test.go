package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"candour"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
)

var matter = candour.Subject{Kind: "case", ID: "c1"}

func event(id string, of candour.Subject, data ...candour.Field) candour.Event {
	return candour.Event{ID: id, Force: testdb.Force, Kind: "happened", Subject: of, On: candour.On(testdb.Day), At: testdb.Day, By: "p", Act: "do", Data: data}
}

func appendAll(w *testdb.World, force candour.ForceID, events ...candour.Event) error {
	return w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		return ledger.Append(tx, force, events, func(of candour.Subject) []byte { return []byte((of.String() + strings.Repeat(".", 32))[:32]) })
	})
}

func TestAppendNumbersWithoutAGap(t *testing.T) {
	w := testdb.Open(t)
	south := event("s1", matter)
	south.Force = "south"
	events := []candour.Event{event("a", matter), event("b", matter)}
	for _, err := range []error{appendAll(w, testdb.Force, events...), appendAll(w, "south", south), appendAll(w, testdb.Force), appendAll(w, testdb.Force, event("c", matter))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if events[0].Seq != 1 || events[1].Seq != 2 {
		t.Errorf("numbers %d and %d, want 1 and 2 filled in", events[0].Seq, events[1].Seq)
	}
	stop := errors.New("stop")
	err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		return errors.Join(ledger.Append(tx, testdb.Force, []candour.Event{event("d", matter)}, func(candour.Subject) []byte { return make([]byte, 32) }), stop)
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if err := appendAll(w, testdb.Force, event("e", matter)); err != nil {
		t.Fatal(err)
	}
	j := ledger.Journal{DB: w.DB, Force: testdb.Force}
	head, err := j.Head(ctx)
	all, err2 := j.Leaves(ctx, 0, 100)
	some, err3 := j.Leaves(ctx, 2, 1)
	if err := errors.Join(err, err2, err3); err != nil || head != 4 || len(all) != 4 || len(some) != 1 || string(some[0]) != string(all[2]) {
		t.Errorf("head %d, %d leaves, %d of them after row 2 (%v); want 4, 4 and the third", head, len(all), len(some), err)
	}
	forces, err := ledger.Forces(ctx, w.DB)
	if err != nil || len(forces) != 2 || forces[0] != testdb.Force || forces[1] != "south" {
		t.Errorf("forces %v (%v)", forces, err)
	}
	if n, err := (ledger.Journal{DB: w.DB, Force: "west"}).Head(ctx); n != 0 || err != nil {
		t.Errorf("the head of a force without a journal: %d, %v", n, err)
	}
}

func TestEventsAreFoundAsTheyWere(t *testing.T) {
	w := testdb.Open(t)
	officer := candour.Subject{Kind: "officer", ID: "o1"}
	e := event("a", matter, candour.Field{Name: "state", Value: "open"}, candour.Field{Name: "words", Value: "said\x00\xff", Of: matter}, candour.Field{Name: "name", Value: "", Of: officer})
	other := event("b", candour.Subject{Kind: "report", ID: "c1"})
	if err := appendAll(w, testdb.Force, e, other); err != nil {
		t.Fatal(err)
	}
	got := w.Events(matter)
	e.Seq = 1
	if len(got) != 1 || len(got[0].Data) != 3 {
		t.Fatalf("found %+v", got)
	}
	for i, f := range got[0].Data {
		if f != e.Data[i] {
			t.Errorf("field %+v, want %+v", f, e.Data[i])
		}
	}
	got[0].Data, e.Data = nil, nil
	if g, want := got[0], e; g.ID != want.ID || g.Seq != 1 || g.Kind != want.Kind || g.Subject != want.Subject || g.On != want.On || !g.At.Equal(want.At) || g.By != want.By || g.Act != want.Act || g.Force != want.Force {
		t.Errorf("found %+v, want %+v", g, want)
	}
	var known []candour.Event
	w.Read(func(tx *seal.Tx) (err error) { known, err = ledger.Happened(tx, testdb.Force, matter); return err })
	if len(known) != 1 || len(known[0].Data) != 1 || known[0].Data[0] != (candour.Field{Name: "state", Value: "open"}) || known[0].Kind != "happened" {
		t.Errorf("what happened: %+v, want it with the field that is in clear, and no other", known)
	}
	// A field whose key is gone is left out, and the rest stands.
	if err := w.DB.WithTx(ctx, func(tx *seal.Tx) error { _, err := tx.Exec(`DELETE FROM seal_key WHERE kind = 'officer'`); return err }); err != nil {
		t.Fatal(err)
	}
	if got := w.Events(matter); len(got) != 1 || len(got[0].Data) != 2 || got[0].Value("words") == "" {
		t.Errorf("after the officer's key is gone: %+v", got)
	}
}

// TestAppendRefuses what would make a row that cannot be checked.
func TestAppendRefuses(t *testing.T) {
	w := testdb.Open(t)
	if err := appendAll(w, testdb.Force, event("a", matter, candour.Field{Name: "code", Value: "a\xffb"})); err == nil {
		t.Error("a clear field that is not UTF-8 was journalled: its leaf commits to other bytes")
	}
	err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		return ledger.Append(tx, testdb.Force, []candour.Event{event("a", matter)}, func(candour.Subject) []byte { return []byte("short") })
	})
	if err == nil {
		t.Error("a row under a short key was journalled")
	}
	if n := w.Count("journal"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

// TestRowsThatAreMissing: whoever appends to the log must not skip one.
func TestRowsThatAreMissing(t *testing.T) {
	w := testdb.Open(t)
	if err := appendAll(w, testdb.Force, event("a", matter), event("b", matter), event("c", matter)); err != nil {
		t.Fatal(err)
	}
	err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		if _, err := tx.Exec(w.DropTrigger("journal_never_forgets")); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM journal WHERE seq = 2`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := (ledger.Journal{DB: w.DB, Force: testdb.Force}).Leaves(ctx, 0, 10); err == nil || !strings.Contains(err.Error(), "no row 2") {
		t.Errorf("%d leaves and %v, want an error that names row 2", len(got), err)
	}
}

func TestAccess(t *testing.T) {
	w := testdb.Open(t)
	for range 2 { // the same page twice is two accesses
		if err := ledger.Access(ctx, w.DB, ledger.Accessed{Force: testdb.Force, Who: "p", At: w.Now, Page: "case-page", Shown: []candour.Subject{matter, {Kind: "report", ID: "r"}}}); err != nil {
			t.Fatal(err)
		}
	}
	rows := w.Rows("ledger_access")
	if len(rows) != 2 || !strings.Contains(rows[0], `person=p  page=case-page  shown=["case/c1","report/r"]`) {
		t.Errorf("accesses %q", rows)
	}
}
