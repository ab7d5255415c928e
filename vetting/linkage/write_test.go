package linkage

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// TestPairWriter: every figure reads as the number that it is, whatever stood in its
// place before, and every unique id as what it is.
func TestPairWriter(t *testing.T) {
	p := planOf(t, names)
	dicts := p.Dicts()
	for _, ids := range [][]string{{"a", "b", "c"}, {"a", `"b,""c"`, "\"d\ne\""}} {
		left, right := tableOfIDs(p, dicts, ids...), tableOfIDs(p, dicts, "x", "y")
		write := PairWriter(left, right)
		var pairs []Pair
		for i := range 60_000 {
			w := float64(rand.IntN(20_000))/7 - 1500
			switch i % 1000 {
			case 0:
				w = 0
			case 1:
				w = math.Inf(-1)
			case 2:
				w = -1.2345678901234567e-305
			}
			pairs = append(pairs, Pair{uint32(i % 3), uint32(i % 2), w})
		}
		text := write(write(nil, pairs[:30_000]), pairs[30_000:])
		rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
		if err != nil || len(rows) != len(pairs) {
			t.Fatal(len(rows), err)
		}
		for i, r := range rows {
			w, err := strconv.ParseFloat(r[2], 64)
			q, e := strconv.ParseFloat(r[3], 64)
			if err != nil || e != nil || w != pairs[i].Weight || q != Probability(w) || r[0] != string(left.ID(i%3)) || r[1] != string(right.ID(i%2)) {
				t.Fatalf("row %d: %v of %v", i, r, pairs[i])
			}
		}
	}
}

// BenchmarkPairWriter writes pairs of which most weights come again.
func BenchmarkPairWriter(b *testing.B) {
	p := planOf(b, names)
	var ids []string
	for i := range 10_000 {
		ids = append(ids, fmt.Sprint(i))
	}
	left := tableOfIDs(p, p.Dicts(), ids...)
	pairs := make([]Pair, 1<<16)
	for i := range pairs {
		pairs[i] = Pair{uint32(rand.IntN(10_000)), uint32(rand.IntN(10_000)), float64(rand.IntN(5000)) / 7}
	}
	write, to := PairWriter(left, nil), []byte(nil)
	for b.Loop() {
		to = write(to[:0], pairs)
	}
	b.ReportMetric(float64(len(pairs))*float64(b.N)/b.Elapsed().Seconds()/1e6, "M-pairs/s")
}
