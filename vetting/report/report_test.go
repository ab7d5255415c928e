package report

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"candour/vetting/linkage"
)

// TestCuts: figures counted by hand.
func TestCuts(t *testing.T) {
	judged := []Judged{{0.5, true}, {1.5, false}, {2.5, true}, {2.5, true}, {-0.5, false}}
	got := Cuts(judged, 4) // one pair of one person was never scored
	want := []Cut{{-1, 5, 3, 0.6, 0.75}, {0, 4, 3, 0.75, 0.75}, {1, 3, 2, 2.0 / 3, 0.5}, {2, 2, 2, 1, 0.5}, {3, 0, 0, 1, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if Cuts(nil, 0) != nil {
		t.Error("thresholds where nobody judged anything")
	}
	for _, c := range Cuts([]Judged{{math.Inf(1), true}, {math.Inf(-1), false}, {300, true}, {0, true}}, 3) {
		if c.Precision < 0 || c.Precision > 1 || c.Recall > 1 || math.IsNaN(c.Precision) {
			t.Errorf("weights without end: %+v", c)
		}
	}
	if n := len(Cuts([]Judged{{-79.5, true}, {79.5, true}}, 2)); n > 27 {
		t.Errorf("%d thresholds", n)
	}
}

// TestBars: every pair stands in one bar, and in the right one.
func TestBars(t *testing.T) {
	for range 50 {
		var w Weights
		var all []float64
		spread := rand.Float64() * 200
		for range 300 {
			v := (rand.Float64() - 0.5) * spread
			w.Add(v)
			all = append(all, v)
		}
		bars, sum := w.Bars(), uint64(0)
		if len(bars) > 25 {
			t.Fatalf("%d bars", len(bars))
		}
		for i, b := range bars {
			sum += b.N
			n := uint64(0)
			for _, v := range all {
				if v = min(max(v, -edge), edge); v >= float64(b.From) && v < float64(b.To) {
					n++
				}
			}
			if n != b.N || i > 0 && bars[i-1].To != b.From {
				t.Fatalf("from %d to %d: %d, want %d", b.From, b.To, b.N, n)
			}
		}
		if sum != 300 {
			t.Fatalf("%d pairs in the bars", sum)
		}
	}
}

const model = `{"link_type": "dedupe_only", "probability_two_random_records_match": 0.5,
"comparisons": [{"output_column_name": "name", "comparison_levels": [
 {"sql_condition": "name_l IS NULL OR name_r IS NULL", "is_null_level": true},
 {"sql_condition": "name_l = name_r", "m_probability": 0.8, "u_probability": 0.1},
 {"sql_condition": "ELSE", "m_probability": 0.0, "u_probability": 0.8}]}]}`

// TestPage: a name that is markup stays a name, a weight without end is written so,
// and records without a name are those that nobody can find.
func TestPage(t *testing.T) {
	m, err := linkage.ReadModel(strings.NewReader(model))
	if err != nil {
		t.Fatal(err)
	}
	p, err := linkage.NewPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	dicts := p.Dicts()
	table, _, err := linkage.ReadCSV(strings.NewReader("unique_id,name\n1,<script>x</script>\n2,<script>x</script>\n3,\n4,b\n"), "t", p, dicts)
	if err != nil {
		t.Fatal(err)
	}
	e, err := linkage.NewEngine(p, dicts, table)
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{Title: "A match", Model: m, Joins: 2, Least: linkage.Every(), People: 4, Alone: Unlinkable(e, table)}
	if a := r.Alone; a[1].N != 1 || a[1].Share != 0.25 || a[2].N != 4 { // 3 bits are 0.889
		t.Errorf("alone: %+v", a)
	}
	var s linkage.Sample[[2]uint32]
	s.Joins = 2
	for _, x := range [][2]uint32{{0, 1}, {0, 3}} {
		w := e.Explain(table, table, x[0], x[1]).Weight
		r.Pairs.Add(w)
		s.Add(w, table.ID(int(x[0])), table.ID(int(x[1])), func() [2]uint32 { return x })
	}
	r.Shown = s.Shown(func(x [2]uint32) linkage.Explanation { return e.Explain(table, table, x[0], x[1]) })
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"&lt;script&gt;x", "−∞", "among the strongest", "just under the threshold", "Nobody has judged any pair yet"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if strings.Contains(b.String(), "<script") || strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") {
		t.Error("the page has a script, or a figure that is none")
	}
}

// TestSample: whatever the order and however it is cut into parts, the same pairs are
// explained.
func TestSample(t *testing.T) {
	type pair struct {
		w    float64
		l, r string
	}
	var all []pair
	for i := range 200 {
		all = append(all, pair{float64(i % 17), string(rune('a' + i%13)), string(rune('A'+i%11)) + string(rune('A'+i%7))})
	}
	say := func(parts int) string {
		shuffled := slices.Clone(all)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		whole := linkage.Sample[pair]{Joins: 9}
		for part := range slices.Chunk(shuffled, (len(all)+parts-1)/parts) {
			s := linkage.Sample[pair]{Joins: 9}
			for _, p := range part {
				s.Add(p.w, []byte(p.l), []byte(p.r), func() pair { return p })
			}
			whole.Merge(&s, func(pair) bool { return true })
		}
		var b strings.Builder
		for _, x := range whole.Shown(func(p pair) linkage.Explanation { return linkage.Explanation{IDL: p.l, IDR: p.r, Weight: p.w} }) {
			b.WriteString(x.Why + " " + x.IDL + x.IDR + "\n")
			if (x.Weight >= 9) == strings.Contains(x.Why, "under") {
				t.Errorf("%s: %v", x.Why, x.Weight)
			}
		}
		return b.String()
	}
	want := say(1)
	if strings.Count(want, "\n") != 12 {
		t.Errorf("%s", want)
	}
	for _, n := range []int{1, 2, 9} {
		if got := say(n); got != want {
			t.Errorf("in %d parts: %s, want %s", n, got, want)
		}
	}
}
