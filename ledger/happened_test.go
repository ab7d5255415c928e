package ledger_test

import (
	"fmt"
	"reflect"
	"testing"

	"candour"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
)

// TestEachHappened: every subject is visited once with all that Happened knows of
// it, wherever the parts in which the journal is read end.
func TestEachHappened(t *testing.T) {
	w := testdb.Open(t)
	var events []candour.Event
	for i := range 23 {
		of := candour.Subject{Kind: []string{"case", "officer"}[i%2], ID: fmt.Sprint("s", i%7)}
		events = append(events, event(fmt.Sprint("e", i), of, candour.Field{Name: "state", Value: fmt.Sprint(i)}, candour.Field{Name: "words", Value: "said", Of: of}))
	}
	for range 9 { // more of one subject than a part holds
		events = append(events, event(fmt.Sprint("more", len(events)), candour.Subject{Kind: "case", ID: "s3"}))
	}
	if err := appendAll(w, testdb.Force, events...); err != nil {
		t.Fatal(err)
	}
	for _, atOnce := range []int{1, 2, 3, 5, 8, 100} {
		seen := map[candour.Subject]bool{}
		rows := 0
		w.Read(func(tx *seal.Tx) error {
			return ledger.EachHappened(tx, testdb.Force, atOnce, nil, func(of candour.Subject, got []candour.Event) error {
				want, err := ledger.Happened(tx, testdb.Force, of)
				if err != nil {
					return err
				}
				if seen[of] || !reflect.DeepEqual(got, want) {
					t.Errorf("%d at once: %s is %v, seen before %t, want %v", atOnce, of, got, seen[of], want)
				}
				seen[of], rows = true, rows+len(got)
				return nil
			})
		})
		if len(seen) != 14 || rows != len(events) {
			t.Errorf("%d at once: %d subjects and %d events, want 14 and %d", atOnce, len(seen), rows, len(events))
		}
	}
	w.Read(func(tx *seal.Tx) error {
		return ledger.EachHappened(tx, testdb.Force, 100, func(candour.EventKind) bool { return false }, func(of candour.Subject, got []candour.Event) error {
			for _, e := range got {
				if e.Data != nil || e.Kind == "" {
					t.Errorf("%s: %+v, want it without data", of, e)
				}
			}
			return nil
		})
	})
}
