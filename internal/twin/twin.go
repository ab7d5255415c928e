// Package twin holds the program to one promise: an officer about whom there is
// a matter that was not disclosed, and one about whom there is none, get the same
// answers, and so do their supervisors and everybody else who stands on the wall
// of that matter.
//
// It makes two worlds from one seed. In the one there is a matter, at each stage
// of its life; in the other nothing of it ever happened, and all else is the same
// to the last id. Whatever is asked is asked in both, as everybody who must not
// know. Two answers are the same if
//
//   - they are so byte for byte: status, headers, words and refusals;
//   - they are of one timing class: the same statements gave the same numbers of
//     rows, or both answers are held until the grid of page.HoldTo.
//
// What it does not see is the work of the database inside one statement, where it
// skips the rows of a hidden matter: below what the list itself takes, and measured
// as 0.02 to 0.05 ms on a worklist of 1.7 ms. TestWhatTimeTells prints it, and holds
// it to nothing. Nor does it see what crosses matters through the state of the
// machine: caches, and the one writer of the database.
//
// A page, a list or a reading that is new is put before it by one call:
//
//	twin.Test(t, "unexplained lookups", func(a twin.Asker) (any, error) {
//		return a.View.Lookups(a.Ctx, a.Viewer())
//	})
//
// A new route of the desk, the subject door or the API belongs in Pages as well; a test fails until
// it is there. New acts are found by themselves.
//
// Plumbing for tests only.
package twin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/store"
	"candour/view"
)

// Pair is the two worlds.
type Pair struct {
	T             *testing.T
	With, Without *World
	Asked         int // questions so far, each in both

	people map[string]testdb.Person // by name; they have the same ids in both
	stage  int
	seed   uint64
	report func(string) // where a difference goes
}

// Moment is somebody who must not know, with the roles they hold, at a stage of
// the matter's life.
type Moment struct {
	Stage  string
	Name   string // "the accused"
	As     string // which roles, in words
	Person testdb.Person
	Roles  []authz.Role
	Deep   bool // the stage at which most is asked
	Wide   bool // many roles at once
}

func (m Moment) String() string {
	return fmt.Sprintf("%s, %s with %s", m.Stage, m.Name, m.As)
}

// Asker is somebody who asks in one of the two worlds.
type Asker struct {
	*World
	Moment
	Ctx    context.Context // notes what the database is asked
	Hidden IDs             // the same in both worlds; in one of them there is nothing behind them
}

// Held notes that the answer waits until the grid, for a door that Asker does not
// have itself.
func (a Asker) Held() { a.World.held++ }

// Viewer is who asks, for package view.
func (a Asker) Viewer() view.Viewer {
	return view.Viewer{Who: a.Person.Who, Today: candour.On(a.Now)}
}

// Test puts one question to both worlds, at each stage, as everybody who must not
// know. Whatever ask gives is compared, words that would be withheld included; an
// error that is candour.ErrNotFound is an answer which the doors hold.
func Test(t *testing.T, name string, ask func(Asker) (any, error)) {
	t.Helper()
	p := Open(t)
	p.Walk(func(m Moment) { p.Same(m, name, ask) })
}

// Report says where a difference goes in place of a test that fails: for tests
// which expect one.
func (p *Pair) Report(to func(string)) { p.report = to }

// Same asks once in both worlds, and says what differs.
func (p *Pair) Same(m Moment, name string, ask func(Asker) (any, error)) bool {
	p.T.Helper()
	p.Asked++
	p.seed++
	var got [2]answer
	for i, w := range []*World{p.With, p.Without} {
		cryptotest.SetGlobalRandom(p.T, p.seed)                                             // ids that an answer draws are the same in both
		trace := store.Trace{Order: []store.Order{store.OneByOne, store.AtOnce}[p.Asked%2]} // as in a file, and as on a server
		w.held = 0
		v, err := ask(Asker{World: w, Moment: m, Ctx: store.Traced(p.T.Context(), &trace), Hidden: p.With.Matter})
		got[i] = answer{says: reveal(v), held: w.held > 0 || errors.Is(err, candour.ErrNotFound), trace: trace.Lines(), trips: trace.Trips()}
		if err != nil {
			got[i].says += "error: " + err.Error()
		}
	}
	if diff := got[0].differs(got[1]); diff != "" {
		p.report(fmt.Sprintf("%s\n  asks for %s\n%s", m, name, diff))
		return false
	}
	return true
}

// answer is what somebody got.
type answer struct {
	says  string
	held  bool
	trace []string
	trips int
}

// differs says in what the answer of the world with the matter is another than
// that of the world without.
func (a answer) differs(b answer) string {
	switch {
	case a.says != b.says:
		return lines("answers", strings.Split(a.says, "\n"), strings.Split(b.says, "\n"))
	case a.held != b.held:
		return fmt.Sprintf("  timing: held where there is a matter %v, where there is none %v\n", a.held, b.held)
	case !a.held && !slices.Equal(a.trace, b.trace):
		return lines("timing: statements", a.trace, b.trace)
	case !a.held && a.trips != b.trips:
		return fmt.Sprintf("  timing: %d ways to the database where there is a matter, %d where there is none\n", a.trips, b.trips)
	}
	return ""
}

// lines are those that stand more often in the one than in the other.
func lines(what string, with, without []string) string {
	count := map[string]int{}
	for _, l := range with {
		count[l]++
	}
	for _, l := range without {
		count[l]--
	}
	var b strings.Builder
	for _, l := range slices.Concat(with, without) {
		n := count[l]
		count[l] = 0
		switch short := clip(l); {
		case n > 0:
			fmt.Fprintf(&b, "  %s, only with a matter (%d): %s\n", what, n, short)
		case n < 0:
			fmt.Fprintf(&b, "  %s, only without (%d): %s\n", what, -n, short)
		}
	}
	if b.Len() == 0 {
		return fmt.Sprintf("  %s: the same lines in another order\n", what)
	}
	return b.String()
}

func clip(s string) string {
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}
