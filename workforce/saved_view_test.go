package workforce_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// TestSavedViews: a person's views are theirs alone; nobody else's list, removal or
// choice reaches them, and there is an end to how many and how long.
func TestSavedViews(t *testing.T) {
	w := testdb.Open(t)
	one, other := w.Enrol("one", authz.CaseWorker), w.Enrol("other", authz.CaseWorker)
	list := func(p testdb.Person) (out []workforce.SavedView) {
		w.Read(func(tx *seal.Tx) (err error) {
			out, err = workforce.SavedViews(tx, p.Who)
			return err
		})
		return out
	}
	keep := func(p testdb.Person, v workforce.SavedView) error {
		return workforce.KeepView(t.Context(), w.DB, p.Who, v)
	}
	for _, id := range []string{"a", "b"} {
		if err := keep(one, workforce.SavedView{ID: id, Name: candour.Mark("  late,  about Jo "), Filter: "due=overdue", First: true}); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(one); len(got) != 2 || got[0].First || !got[1].First || got[0].Name.Words() != "late, about Jo" {
		t.Errorf("they keep %+v", got)
	}
	for _, do := range []func() error{
		func() error { return workforce.DropView(t.Context(), w.DB, other.Who, "a") },
		func() error { return workforce.OpenWith(t.Context(), w.DB, other.Who, "a") },
	} {
		if err := do(); err != nil {
			t.Errorf("another's view does not look like one that is not there: %v", err)
		}
	}
	if got := list(other); len(got) != 0 {
		t.Errorf("somebody sees another's views: %+v", got)
	}
	if got := list(one); len(got) != 2 || !got[1].First {
		t.Errorf("somebody else changed them to %+v", got)
	}
	for name, v := range map[string]workforce.SavedView{
		"no name": {ID: "c", Name: candour.Mark(" \n ")}, "a long one": {ID: "c", Name: candour.Mark(strings.Repeat("é", 61))}, "much": {ID: "c", Name: candour.Mark("x"), Filter: strings.Repeat("x", 401)},
	} {
		if err := keep(one, v); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range workforce.MostViews - 2 {
		if err := keep(one, workforce.SavedView{ID: fmt.Sprint(i), Name: candour.Mark("x")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := keep(one, workforce.SavedView{ID: "more", Name: candour.Mark("x")}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("one more than there is room for: %v", err)
	}
	if err := workforce.DropView(t.Context(), w.DB, one.Who, "a"); err != nil || len(list(one)) != workforce.MostViews-1 {
		t.Errorf("after removing one there are %d: %v", len(list(one)), err)
	}
}
