package authz

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"candour"
	"candour/store"
)

// byLot is an empty database, chance by a seed that is printed, and some days by chance,
// half of the time without an end.
func byLot(t *testing.T) (*store.DB, *rand.Rand, func() Span) {
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	return open(t), r, func() Span {
		s := Span{From: candour.Date{Year: 2010 + r.IntN(10), Month: time.Month(1 + r.IntN(12)), Day: 1 + r.IntN(28)}}
		if r.IntN(2) == 0 {
			s.To = s.From.AddDays(r.IntN(1000))
		}
		return s
	}
}

// TestAskedAtOnceIsTheSame: what is read at once for many people is what is read for each,
// for more people than one statement asks about, and stays so whatever is written between:
// postings of somebody, and each way by which a matter comes to be about them.
func TestAskedAtOnceIsTheSame(t *testing.T) {
	db, r, days := byLot(t)
	var people []candour.PersonID
	for i := range 3*askedAtOnce/2 + 1 {
		people = append(people, candour.PersonID(fmt.Sprint("p", i)))
	}
	someone := func() candour.PersonID { return people[r.IntN(len(people))] }
	matter := func() candour.Subject { return candour.Subject{Kind: "case", ID: fmt.Sprint("c", r.IntN(20))} }
	complaints := func() []Complaint {
		return []Complaint{{someone(), days()}, {someone(), days()}}
	}
	news := 0
	writes := []func(tx *store.Tx) error{
		func(tx *store.Tx) error {
			p := someone()
			_, err := Posted(tx, "north", p, candour.OfficerID(fmt.Sprint(p, "-", r.IntN(2))), []Posting{{fmt.Sprint("unit ", r.IntN(4)), days()}, {fmt.Sprint("unit ", r.IntN(4)), days()}}[r.IntN(3):])
			return err
		},
		func(tx *store.Tx) error { return Accuse(tx, "north", complaints(), matter()) },
		func(tx *store.Tx) error {
			news++
			return AccuseNew(tx, "north", complaints(), candour.Subject{Kind: "case", ID: fmt.Sprint("new", news)})
		},
		func(tx *store.Tx) error { return Inherit(tx, "north", matter(), matter()) },
		func(tx *store.Tx) error { return Unaccuse(tx, "north", matter()) },
	}
	type answer struct {
		postings []posting
		matters  []string
	}
	answers := func(tx *store.Tx) map[candour.PersonID]answer {
		out := map[candour.PersonID]answer{}
		for _, p := range people {
			where, err := postingsOf(tx, "north", p)
			about, err2 := mattersOf(tx, "north", []candour.PersonID{p})
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			out[p] = answer{append([]posting{}, where...), append([]string{}, about...)}
		}
		return out
	}
	forget := func(tx *store.Tx) {
		tx.Forget(postingsIn("north"))
		tx.Forget(accusedIn("north"))
	}
	compared := 0
	write(t, db, func(tx *store.Tx) error {
		for step := range 300 {
			forget(tx)
			if step%2 == 0 { // the other times everything is asked one by one
				if err := ExpectPostings(tx, "north", append(people, people...)); err != nil {
					return err
				}
				if err := ExpectAccused(tx, "north", people); err != nil {
					return err
				}
				if _, noted := notedPostings(tx, "north", people[0]); !noted {
					t.Fatal("nothing was noted")
				}
			}
			for range r.IntN(4) {
				if err := writes[r.IntN(len(writes))](tx); err != nil {
					return err
				}
			}
			got := answers(tx)
			forget(tx)
			if want := answers(tx); !reflect.DeepEqual(got, want) {
				t.Fatalf("step %d: asked at once %v\none by one %v", step, got, want)
			}
			for _, a := range got {
				compared += len(a.postings) + len(a.matters)
			}
		}
		return nil
	})
	if compared < 1000 {
		t.Errorf("only %d postings and matters were compared", compared)
	}
	t.Logf("%d postings and matters compared", compared)
}
