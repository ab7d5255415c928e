package lookups_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"candour/lookups"
	"candour/lookups/invented"
)

// aForce is a small invented force: its rows as they would stand in files, and its
// accesses.
type aForce struct {
	rows   map[string][][]string
	events []lookups.Event
	labels []invented.Label
}

func invent(t *testing.T, officers, days int, seed uint64) *aForce {
	t.Helper()
	f := &aForce{rows: map[string][][]string{}}
	err := invented.Make(invented.Size{Officers: officers, People: 15 * officers, Days: days, Seed: seed}, invented.Out{
		Row: func(t *lookups.Table, v ...string) error {
			f.rows[t.Name] = append(f.rows[t.Name], slices.Clone(v))
			return nil
		},
		Event: func(e *lookups.Event, l invented.Label) error {
			f.events, f.labels = append(f.events, *e), append(f.labels, l)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *aForce) world(t *testing.T) *lookups.World {
	t.Helper()
	b := lookups.NewBuilder(100, 1000)
	for _, table := range lookups.Tables {
		for i, v := range f.rows[table.Name] {
			if err := b.Take(table, i+2, v...); err != nil {
				t.Fatalf("%s %v: %v", table.Name, v, err)
			}
		}
	}
	return b.World()
}

// found screens, in as many parts as asked for.
func found(t *testing.T, w *lookups.World, o lookups.Options, parts int, events []lookups.Event) (string, *lookups.Result) {
	t.Helper()
	var all []*lookups.Screen
	for range parts {
		if o.Dir != "" {
			o.Dir = t.TempDir()
		}
		s := lookups.NewScreen(w, o)
		if _, err := s.Feed("test"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		all = append(all, s)
	}
	for i := range events {
		if err := all[lookups.Partition(events[i].Person, parts)].Keep(0, &events[i]); err != nil {
			t.Fatal(err)
		}
	}
	r, err := lookups.Together(w, all...)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(r.Cases)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), r
}

// TestOrderDoesNotMatter holds that shuffled, repeated and late accesses, parts, and
// memory that is too small give the same cases, byte for byte.
func TestOrderDoesNotMatter(t *testing.T) {
	f := invent(t, 300, 90, 5)
	want, first := found(t, f.world(t), lookups.Options{}, 1, f.events)
	if len(first.Cases) < 20 {
		t.Fatalf("only %d cases: this test sees nothing", len(first.Cases))
	}
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, seed))
	mixed := slices.Clone(f.events)
	for range len(mixed) / 10 {
		mixed = append(mixed, mixed[rng.IntN(len(mixed))])
	}
	twice := len(mixed) - len(f.events)
	rng.Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
	for _, c := range []struct {
		name   string
		o      lookups.Options
		parts  int
		events []lookups.Event
	}{
		{"shuffled and repeated", lookups.Options{}, 1, mixed},
		{"two parts", lookups.Options{}, 2, mixed},
		{"eight parts", lookups.Options{}, 8, mixed},
		{"on disk", lookups.Options{Dir: "x", Rows: 500}, 1, mixed},
		{"eight parts on disk", lookups.Options{Dir: "x", Rows: 500}, 8, mixed},
	} {
		got, r := found(t, f.world(t), c.o, c.parts, c.events)
		if got != want {
			t.Errorf("%s (seed %d): other cases", c.name, seed)
		}
		if r.Summary.Duplicates != twice || r.Summary.Events != len(f.events) || r.Summary.Explained != first.Summary.Explained || !maps.Equal(r.Summary.By, first.Summary.By) {
			t.Errorf("%s: %d events, %d twice, %d explained; want %d, %d, %d", c.name, r.Summary.Events, r.Summary.Duplicates, r.Summary.Explained, len(f.events), twice, first.Summary.Explained)
		}
	}
}

// TestAgainstARereading holds the explanation join to a slow one that shares nothing
// with it: strings, times and a loop over every row about the person.
func TestAgainstARereading(t *testing.T) {
	f := invent(t, 300, 60, 9)
	type window struct{ before, after time.Duration }
	const d = 24 * time.Hour
	windows := map[string]window{
		"in-charge": {d / 2, 60 * d}, "assigned": {d / 2, 30 * d}, "attended": {d / 2, 7 * d}, "custody": {d / 2, 3 * d}, "interview": {2 * d, 7 * d},
		"safeguarding": {d / 2, 14 * d}, "conference": {7 * d, 14 * d}, "adviser": {d / 2, 14 * d}, "disclosure": {d / 2, 7 * d}, "file": {d / 2, 7 * d},
		"vetting": {d / 2, 7 * d}, "standards": {d / 2, 7 * d}, "audit": {d / 2, 7 * d}, "tasked": {d / 2, 7 * d},
	}
	when := func(s string) time.Time {
		x, err := time.Parse("2006-01-02T15:04:05Z", s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	about := map[string][][]string{}
	for _, r := range f.rows["assignments"] {
		about[r[1]] = append(about[r[1]], r)
	}
	unit, boss := map[string]string{}, map[string]string{}
	for _, r := range f.rows["postings"] {
		if r[3] == "" {
			unit[r[0]], boss[r[0]] = r[1], r[2]
		}
	}
	leave := map[string]time.Time{} // a second posting has no supervisor
	for _, r := range f.rows["postings"] {
		if r[3] != "" {
			leave[r[0]] = when(r[3])
		}
	}
	bossAt := func(o string, x time.Time) string {
		if l, ok := leave[o]; ok && !x.Before(l) {
			return ""
		}
		return boss[o]
	}
	slow := func(e *lookups.Event) bool {
		if e.Machine || e.Officer[:3] == "pro" {
			return true
		}
		who := e.Officer
		if u := unit[who]; e.For != "" && (u == "control-room" || u == "bureau") {
			who = e.For
		}
		at := e.At.Truncate(time.Minute)
		for _, r := range about[e.Person] {
			from, to, w := when(r[5]), when(r[6]), windows[r[4]]
			in := func(w window) bool { return !at.Before(from.Add(-w.before)) && !at.After(to.Add(w.after)) }
			switch {
			case r[4] == "tasked":
				if r[3] == unit[who] && in(w) {
					return true
				}
			case r[2] == who:
				if in(w) {
					return true
				}
			default:
				clamped := at
				if clamped.Before(from) {
					clamped = from
				}
				if clamped.After(to) {
					clamped = to
				}
				if bossAt(r[2], clamped) == who && in(window{d / 2, 30 * d}) {
					return true
				}
			}
		}
		return false
	}
	s := lookups.NewScreen(f.world(t), lookups.Options{})
	n, _ := s.Feed("test")
	explained := 0
	for i := range f.events {
		e := &f.events[i]
		want := slow(e)
		got := s.Judge(n, e).Explained != nil
		if got != want {
			t.Fatalf("%+v: explained %v, and by a slow rereading %v", e, got, want)
		}
		if want {
			explained++
		}
	}
	if explained == 0 || explained == len(f.events) {
		t.Fatalf("%d of %d are explained: this test sees nothing", explained, len(f.events))
	}
}

// TestInvented holds that the same seed invents the same, and another one does not.
func TestInvented(t *testing.T) {
	a, b, c := invent(t, 100, 30, 1), invent(t, 100, 30, 1), invent(t, 100, 30, 2)
	if fmt.Sprint(a) == fmt.Sprint(c) || fmt.Sprint(a.events) != fmt.Sprint(b.events) || fmt.Sprint(a.rows) != fmt.Sprint(b.rows) {
		t.Error("a seed does not settle what is invented")
	}
}
