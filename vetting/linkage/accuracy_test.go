package linkage

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// example is a published set of which it is known who is who, and what the settings
// in docs/vetting must reach on it: best pairwise F1 and F1 at 0.95.
type example struct {
	set, id  string
	files    []string
	who      func(row map[string]string) string
	best, at float64
}

func febrlPerson(row map[string]string) string {
	return strings.Split(row["rec_id"], "-")[1]
}

var examples = []example{
	{"febrl3", "rec_id", []string{"febrl/dataset3.csv"}, febrlPerson, .9956, .9845},
	{"febrl4", "rec_id", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, febrlPerson, .9996, .9974},
	{"fake_1000", "unique_id", []string{"splink/fake_1000.csv"}, func(r map[string]string) string { return r["cluster"] }, .647, .545},
	{"RLdata10000", "unique_id", []string{"recordlinkage/RLdata10000.csv"}, func(r map[string]string) string { return r["identity"] }, .944, .674},
}

// known is an example that is read: its tables, and of each row who it is.
type known struct {
	plan   *Plan
	dicts  []*Dict
	tables []*Table
	who    [][]string
}

func (x example) read(t *testing.T) *known {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "vetting", x.set+".json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadModel(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	k := &known{}
	if k.plan, err = NewPlan(m); err != nil {
		t.Fatal(err)
	}
	k.dicts = k.plan.Dicts()
	for _, name := range x.files {
		rows := rowsOf(t, name)
		if x.set == "RLdata10000" {
			rows = rlData(rows)
		}
		var who []string
		for _, r := range rows {
			who = append(who, x.who(r))
		}
		k.tables, k.who = append(k.tables, tableOf(k.plan, k.dicts, name, x.id, rows)), append(k.who, who)
	}
	return k
}

// sides are the tables as the engine takes them.
func (k *known) sides() (left, right *Table) {
	if len(k.tables) == 2 {
		return k.tables[0], k.tables[1]
	}
	return k.tables[0], nil
}

// match trains, with so many goroutines, and scores every pair that is proposed.
func (k *known) match(t *testing.T, workers int) (*Model, Trained, []Pair) {
	t.Helper()
	left, right := k.sides()
	m, said, err := Train(k.plan, k.dicts, left, right, nil, Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(p, k.dicts, k.tables...)
	if err != nil {
		t.Fatal(err)
	}
	pairs, _, err := e.Match(left, right, Options{Least: Every(), Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return m, said, pairs
}

// truth counts the pairs of one person, found by a rule or not.
func (k *known) truth() (all int, one func(Pair) bool) {
	count := make([]map[string]int, len(k.who))
	for side, who := range k.who {
		count[side] = map[string]int{}
		for _, w := range who {
			count[side][w]++
		}
	}
	last := len(k.who) - 1
	for w, n := range count[0] {
		if last == 0 {
			all += n * (n - 1) / 2
		} else {
			all += n * count[1][w]
		}
	}
	return all, func(p Pair) bool { return k.who[0][p.L] == k.who[last][p.R] }
}

// f1 is the best pairwise F1 of any threshold, and that at a match probability of
// 0.95. Pairs that no rule proposed count as missed.
func (k *known) f1(pairs []Pair) (best, at float64) {
	all, one := k.truth()
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b Pair) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	right := 0
	for i, p := range sorted {
		if one(p) {
			right++
		}
		f := 2 * float64(right) / float64(i+1+all)
		if Probability(p.Weight) >= 0.95 {
			at = f
		}
		if i+1 == len(sorted) || sorted[i+1].Weight < p.Weight {
			best = max(best, f)
		}
	}
	return best, at
}

// TestAccuracy trains each example by its settings, without its truth, and holds
// what comes of it to the figures of VETTING: those of Splink's own examples.
func TestAccuracy(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short: watched by the race detector it takes minutes, and TestTheSameWhateverTheCores watches the same workers")
	}
	for _, x := range examples {
		t.Run(x.set, func(t *testing.T) {
			k := x.read(t)
			_, said, pairs := k.match(t, 0)
			best, at := k.f1(pairs)
			t.Logf("%s: %d pairs, best F1 %.4f (bar %.4f), at 0.95 %.4f (bar %.4f)", x.set, len(pairs), best, x.best, at, x.at)
			t.Log(said.Prior, said.U, strings.Join(said.Sessions, "; "), said.Warnings)
			if best < x.best || at < x.at {
				t.Errorf("%s: best F1 %v, at 0.95 %v; want %v and %v at least", x.set, best, at, x.best, x.at)
			}
		})
	}
}

// TestTrainingIsTheSame trains each example with one goroutine and with seven: the
// models are equal byte for byte, the pairs to the last bit.
func TestTrainingIsTheSame(t *testing.T) {
	for _, x := range examples {
		t.Run(x.set, func(t *testing.T) {
			var models [2]bytes.Buffer
			var pairs [2][]Pair
			for i, workers := range []int{1, 7} {
				m, _, found := x.read(t).match(t, workers)
				if err := m.Write(&models[i]); err != nil {
					t.Fatal(err)
				}
				pairs[i] = found
			}
			if models[0].String() != models[1].String() {
				t.Error("one goroutine trains another model than seven")
			}
			if fmt.Sprint(pairs[0]) != fmt.Sprint(pairs[1]) {
				t.Error("one goroutine finds other pairs than seven")
			}
		})
	}
}

// TestExplanationsAddUp explains every pair of an example: the steps come to the
// weight that the match gave, to the last bit, and so does scoring it by name.
func TestExplanationsAddUp(t *testing.T) {
	k := examples[2].read(t)
	m, _, pairs := k.match(t, 0)
	p, err := NewPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(p, k.dicts, k.tables...)
	if err != nil {
		t.Fatal(err)
	}
	l := k.tables[0]
	for _, q := range pairs {
		steps := e.Explain(l, l, q.L, q.R).Steps()
		if got := steps[len(steps)-1].Sum; got != q.Weight {
			t.Fatalf("%s and %s: the steps come to %v, and the weight is %v", l.ID(int(q.L)), l.ID(int(q.R)), got, q.Weight)
		}
		if got := e.Score(l, nil, []Label{{L: q.L, R: q.R}}); got[0] != q {
			t.Fatalf("scored by name it is %v, and was %v", got[0], q)
		}
	}
}

// TestTrainingFromLabels trains from the truth in two ways: as labels and as a
// condition. Both count the same pairs, so that both learn the same m.
func TestTrainingFromLabels(t *testing.T) {
	x := examples[2]
	k := x.read(t)
	var labels []Label
	for r := range k.who[0] {
		for l := range r {
			score := 0.0
			if k.who[0][l] == k.who[0][r] {
				score = 1
			}
			labels = append(labels, Label{uint32(l), uint32(r), score})
		}
	}
	left, right := k.sides()
	byLabels, _, err := Train(k.plan, k.dicts, left, right, labels, Options{})
	if err != nil {
		t.Fatal(err)
	}
	k.plan.Model.Training.Truth = "l.cluster = r.cluster"
	plan, err := NewPlan(k.plan.Model)
	if err != nil {
		t.Fatal(err)
	}
	dicts := plan.Dicts()
	table := tableOf(plan, dicts, "left", x.id, rowsOf(t, x.files[0]))
	byTruth, _, err := Train(plan, dicts, table, nil, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := byLabels.Summary(), byTruth.Summary(); a != b {
		t.Errorf("from labels:\n%s\nfrom the truth:\n%s", a, b)
	}
	exact := *byLabels.Comparisons[2].Levels[1].M
	same, all := 0.0, 0.0
	rows := rowsOf(t, x.files[0])
	for _, q := range labels { // counted again without the engine
		if a, b := rows[q.L]["dob"], rows[q.R]["dob"]; q.Score == 1 && a != "" && b != "" {
			if all++; a == b {
				same++
			}
		}
	}
	if d := exact - same/all; d > 0.001 || d < -0.001 {
		t.Errorf("m of an equal day of birth is %v, and %v of %v pairs have it", exact, same, all)
	}
}
