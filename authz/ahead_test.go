package authz

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"candour"
	"candour/store"
)

// TestStandsAtOnceIsTheSame: how people stand to many matters is the same asked at once
// and asked of each, on every wall and on none; and in a transaction that writes nothing
// is noted. A wall too many does no harm: nothing is noted, and it is asked of each.
func TestStandsAtOnceIsTheSame(t *testing.T) {
	db, r, days := byLot(t)
	law := rules(t)
	const people = 12
	person := func() candour.PersonID { return candour.PersonID(fmt.Sprint("p", r.IntN(people))) }
	var all []candour.Subject
	for i := range 3*atOnce/2 + 1 {
		all = append(all, candour.Subject{Kind: []string{"case", "report", "mailbox"}[i%3], ID: fmt.Sprint("m", i)})
	}
	write(t, db, func(tx *store.Tx) error {
		for _, p := range []candour.PersonID{"p0", "p3"} { // one who was chief, and one who is
			if err := Grant(tx, "north", p, Chief, candour.Date{Year: 2012, Month: 1, Day: 1}); err != nil {
				return err
			}
		}
		if err := Revoke(tx, "north", "p0", Chief, candour.Date{Year: 2015, Month: 1, Day: 1}); err != nil {
			return err
		}
		if err := Grant(tx, "north", "p1", Authority, ever); err != nil {
			return err
		}
		if err := StandsIn(tx, "north", "p1", "p2"); err != nil {
			return err
		}
		for i := range people {
			if _, err := Posted(tx, "north", candour.PersonID(fmt.Sprint("p", i)), candour.OfficerID(fmt.Sprint("o", i)), []Posting{{fmt.Sprint("unit ", i%5), days()}}); err != nil {
				return err
			}
		}
		for _, s := range all {
			for _, do := range []func() error{
				func() error { return Triaged(tx, "north", s) },
				func() error { return Accuse(tx, "north", []Complaint{{person(), days()}}, s) },
				func() error { return Relate(tx, "north", person(), s, Interest) },
				func() error { return KnowsNobody(tx, "north", person(), s) },
				func() error {
					return KeepUnit(tx, "north", fmt.Sprint("unit ", r.IntN(5)), days(), s, KeptOut)
				},
			} {
				if r.IntN(3) == 0 {
					if err := do(); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	walled, held, noted := 0, 0, 0
	for i := range people {
		who := Actor{Kind: "Person", Force: "north", ID: candour.PersonID(fmt.Sprint("p", i))}
		type answer struct {
			why    []Because
			known  []string
			facts  facts
			others bool // how the authority stands in whose place they may be
		}
		ask := func(ahead bool) (out []answer) {
			err := db.Read(context.Background(), func(tx *store.Tx) error {
				if ahead {
					if err := ExpectStands(tx, who, all); err != nil {
						return err
					}
				}
				for _, s := range all {
					if _, is := notedStands(tx, "north", who.ID, s); is {
						noted++
					}
					var a answer
					var err error
					if a.why, a.known, err = stands(tx, "north", who.ID, s); err != nil {
						return err
					}
					if a.facts, err = law.facts(tx, who, Resource{Force: "north", Subject: s}); err != nil {
						return err
					}
					if a.others, err = standsIn(tx, "north", []candour.PersonID{"p1"}, []candour.Subject{s}); err != nil {
						return err
					}
					walled, held = walled+len(a.why), held+len(a.known)
					out = append(out, a)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got, want := ask(true), ask(false); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: asked at once %v\nof each %v", who.ID, got, want)
		}
	}
	if walled < 50 || held < 50 || noted < 50 || noted >= people*len(all) {
		t.Errorf("%d reasons, %d things that hold, %d noted: this test has gone blind", walled, held, noted)
	}
	t.Logf("%d reasons, %d things that hold, %d answers noted at once", walled, held, noted)
	write(t, db, func(tx *store.Tx) error {
		if err := ExpectStands(tx, Actor{Kind: "Person", Force: "north", ID: "p3"}, all); err != nil {
			return err
		}
		if _, is := tx.Known(standsOf{"north", "p3"}); is {
			t.Error("a transaction that writes noted how somebody stands")
		}
		return nil
	})
}
