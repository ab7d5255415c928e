package linkage

import (
	"bytes"
	crand "crypto/rand"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// matched is what a match of these rows writes: pairs, then clusters. Of a state that
// is nil frequencies are those of the rows; where forget is set it is a whole run that
// knows the frequencies of the state and nothing else.
func matched(t *testing.T, settings, file string, forget bool, sides ...[]map[string]string) (text []byte, scored uint64, standing *Standing) {
	t.Helper()
	p := planOf(t, settings)
	dicts := p.Dicts()
	var tables []*Table
	for _, rows := range sides {
		tables = append(tables, tableOf(p, dicts, "t", "unique_id", rows))
	}
	left, right := tables[0], (*Table)(nil)
	if len(tables) == 2 {
		right = tables[1]
	}
	e, err := NewEngine(p, dicts, tables...)
	var s *State
	if file != "" && err == nil {
		if s, err = OpenState(file, []byte(settings), 1, crand.Reader); err == nil {
			if !s.Kept() {
				err = s.Begin(p, left, right)
			}
			if err == nil {
				e, err = s.Engine(p, dicts)
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Least: 1, Workers: 2}
	if s != nil && !forget {
		o.Standing = s.Standing(p, left, right)
	}
	clusters := NewClusters(left, right)
	n, err := e.Stream(left, right, o, PairWriter(left, right), func(pairs []Pair, some []byte) error {
		text = append(text, some...)
		for _, q := range pairs {
			if q.Weight > 3 {
				clusters.Join(q)
			}
		}
		if s != nil && !forget {
			s.Found(pairs)
		}
		return nil
	})
	if err == nil && s != nil && !forget {
		err = s.Keep()
	}
	if err != nil {
		t.Fatal(err)
	}
	return WriteMembers(text, clusters.Members()), n.Scored, o.Standing
}

// changed adds, changes, moves and removes rows, at random.
func changed(r *rand.Rand, rows []map[string]string, fresh func() map[string]string) []map[string]string {
	rows = slices.Clone(rows)
	for range 1 + r.IntN(6) {
		i := r.IntN(len(rows))
		switch r.IntN(4) {
		case 0:
			rows = slices.Delete(rows, i, i+1)
		case 1:
			rows = slices.Insert(rows, i, fresh())
		case 2: // as one that is new, under its own id
			row := fresh()
			row["unique_id"] = rows[i]["unique_id"]
			rows[i] = row
		case 3:
			j := r.IntN(len(rows))
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	return rows
}

// TestOnlyWhatChangedIsCompared: over random changes on either side pairs and clusters
// are, byte for byte, those of a whole run, and fewer pairs are compared. Ids are
// numbers, some of them one number written in two ways, and now and then one is none,
// so that all are ordered otherwise.
func TestOnlyWhatChangedIsCompared(t *testing.T) {
	for name, settings := range map[string]string{"plain": oneByOne, "mixed": small, "two": strings.Replace(oneByOne, "dedupe_only", "link_only", 1), "two mixed": strings.Replace(small, "dedupe_only", "link_only", 1)} {
		t.Run(name, func(t *testing.T) {
			two := strings.HasPrefix(name, "two")
			r := rand.New(rand.NewPCG(1, 2))
			towns, ids := []string{"", "Elm", "Oak", "Ash"}, 1000
			fresh := func() map[string]string {
				row := someRows(1, func(_ string, n int) int { return r.IntN(n) })[0]
				row["town"], row["unique_id"] = towns[r.IntN(len(towns))], fmt.Sprint(ids)
				if ids++; r.IntN(20) == 0 {
					row["unique_id"] = fmt.Sprint("0", ids-1-r.IntN(5)) // perhaps the same number again
				}
				return row
			}
			sides := [][]map[string]string{nil}
			if two {
				sides = append(sides, nil)
			}
			for i := range sides {
				for range 120 {
					sides[i] = append(sides[i], fresh())
				}
			}
			file := filepath.Join(t.TempDir(), "state")
			first, all, standing := matched(t, settings, file, false, sides...)
			if plain, _, _ := matched(t, settings, "", false, sides...); !bytes.Equal(first, plain) || standing != nil {
				t.Fatal("a first run with a state writes something else than one without")
			}
			fewer := 0
			for round := range 30 {
				for i := range sides {
					if len(sides) == 1 || r.IntN(3) > 0 {
						sides[i] = changed(r, unique(sides[i]), fresh)
					}
				}
				for i := range sides {
					sides[i] = unique(sides[i])
				}
				if round%10 == 9 {
					row := maps.Clone(fresh())
					row["unique_id"] = fmt.Sprint("x", round)
					sides[0] = append(sides[0], row)
				}
				want, whole, _ := matched(t, settings, file, true, sides...)
				got, scored, standing := matched(t, settings, file, false, sides...)
				if !bytes.Equal(got, want) {
					t.Fatalf("round %d: with a state\n%s\nwithout\n%s", round, got, want)
				}
				if standing != nil && scored < whole {
					fewer++
				}
			}
			if fewer < 20 {
				t.Errorf("only %d of 30 runs compared fewer pairs than a whole one (%d in the first)", fewer, all)
			}
		})
	}
}

// TestOneNumberWrittenTwice: of two ids that are one number the file says which comes
// first, and nothing but their order in it changes here.
func TestOneNumberWrittenTwice(t *testing.T) {
	row := func(id string, day int, name string) map[string]string {
		return map[string]string{"unique_id": id, "first": name, "last": name, "dob": fmt.Sprintf("1990-01-%02d", day), "town": name}
	}
	rows := []map[string]string{row("6", 1, "bob"), row("7", 2, "ann"), row("07", 2, "ann")}
	for day := 3; day < 30; day++ { // so that what the two share is rare
		rows = append(rows, row(fmt.Sprint(100+day), day, fmt.Sprint("somebody", day)))
	}
	file := filepath.Join(t.TempDir(), "state")
	matched(t, oneByOne, file, false, rows)
	rows[1], rows[2] = rows[2], rows[1]
	want, _, _ := matched(t, oneByOne, file, true, rows)
	if got, _, _ := matched(t, oneByOne, file, false, rows); !bytes.Equal(got, want) || !bytes.Contains(got, []byte("07,7,")) {
		t.Errorf("with a state\n%s\nwithout\n%s", got, want)
	}
}

// TestAStateNamesNobody: no value of a row stands in a state, not even the common ones
// that weights are worked out from, and one that is no text weighs as before.
func TestAStateNamesNobody(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	rows := someRows(60, func(_ string, n int) int { return r.IntN(n) })
	for i := range rows {
		rows[i]["town"] = []string{"Elmbridge", "Oak\xffworth", "Oak\xfeworth"}[i%3]
	}
	file := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(file+".next", []byte("what a run left that was killed"), 0o644); err != nil {
		t.Fatal(err)
	}
	first, all, _ := matched(t, oneByOne, file, false, rows)
	if left, err := filepath.Glob(file + "?*"); err != nil || len(left) > 0 {
		t.Errorf("beside the state lies %q (%v)", left, err)
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	values := 0
	for _, row := range rows {
		for column, v := range row {
			if len(v) >= 4 {
				if values++; bytes.Contains(kept, []byte(v)) {
					t.Errorf("the state holds %q of %s", v, column)
				}
			}
		}
	}
	again, scored, standing := matched(t, oneByOne, file, false, rows)
	whole, _, _ := matched(t, oneByOne, file, true, rows)
	if !bytes.Equal(first, again) || !bytes.Equal(first, whole) || standing == nil || standing.New[0] != 0 || scored >= all || values < 100 {
		t.Errorf("nothing changed, and %d of %d pairs are scored (%v, %d values):\n%s\nbefore\n%s", scored, all, standing, values, again, first)
	}
}

// unique leaves the first row of each unique id, as reading a file does.
func unique(rows []map[string]string) []map[string]string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(rows), func(r map[string]string) bool {
		was := seen[r["unique_id"]]
		seen[r["unique_id"]] = true
		return was
	})
}

// TestAStateThatIsNoneIsRefused: other settings, another threshold, and every way in
// which a file can be damaged or be something else.
func TestAStateThatIsNoneIsRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	rows := someRows(60, func(_ string, n int) int { return r.IntN(n) })
	file := filepath.Join(t.TempDir(), "state")
	matched(t, small, file, false, rows)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what, want, settings string, least float64) {
		t.Helper()
		if _, err := OpenState(file, []byte(settings), least, crand.Reader); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want a refusal that says %q", what, err, want)
		}
	}
	if s, err := OpenState(file, []byte(small), 1, crand.Reader); err != nil || !s.Kept() {
		t.Fatalf("the state of the last match is not taken: %v", err)
	}
	refused("other settings", "other settings", small+" ", 1)
	refused("another threshold", "another threshold", small, 2)
	for _, b := range [][]byte{nil, []byte("candour match 1\n"), []byte("unique_id_l,unique_id_r\n"), good[:len(good)-1], append(bytes.Clone(good), 0), good[:len(good)/2]} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(fmt.Sprintf("a file of %d bytes", len(b)), "damaged", small, 1)
	}
	for range 50 {
		b := bytes.Clone(good)
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		refused("one bit", "damaged", small, 1)
	}
}

// FuzzMatchState: no file brings it down.
func FuzzMatchState(f *testing.F) {
	f.Add([]byte(matchMagic))
	f.Fuzz(func(_ *testing.T, b []byte) {
		s := State{}
		_ = s.read(b)
	})
}
