package invented

import (
	"bytes"
	"encoding/csv"
	"math"
	"runtime"
	"strings"
	"testing"
)

type files struct{ workforce, records, truth, origins bytes.Buffer }

func made(t *testing.T, s Size) (*files, Counts) {
	t.Helper()
	f := &files{}
	n, err := Make(s, Out{&f.workforce, &f.records, &f.truth, &f.origins})
	if err != nil {
		t.Fatal(err)
	}
	return f, n
}

func table(t *testing.T, b *bytes.Buffer) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestSameSeed: byte for byte, whatever the number of cores; another seed is another
// world.
func TestSameSeed(t *testing.T) {
	s := Size{Workforce: 20_000, Records: 50_000, Known: 0.05, Errors: 1, Seed: 7}
	a, n := made(t, s)
	was := runtime.GOMAXPROCS(1)
	b, _ := made(t, s)
	runtime.GOMAXPROCS(was)
	for i, pair := range [][2]*bytes.Buffer{{&a.workforce, &b.workforce}, {&a.records, &b.records}, {&a.truth, &b.truth}, {&a.origins, &b.origins}} {
		if !bytes.Equal(pair[0].Bytes(), pair[1].Bytes()) {
			t.Errorf("file %d differs between one core and all", i)
		}
	}
	s.Seed = 8
	if c, _ := made(t, s); bytes.Equal(a.workforce.Bytes(), c.workforce.Bytes()) {
		t.Error("another seed made the same people")
	}
	if n.Workforce != 20_000 || n.Records != 50_000 || n.True != s.about() {
		t.Errorf("counts: %+v, and %d records are about the workforce", n, s.about())
	}
}

// TestTruth: what the truth says is of the workforce is in both files, each record
// once, and every way of naming is there in about its share.
func TestTruth(t *testing.T) {
	s := Size{Workforce: 20_000, Records: 50_000, Known: 0.1, Errors: 1, Seed: 1}
	f, _ := made(t, s)
	rows := map[string][]string{}
	for _, r := range append(table(t, &f.workforce)[1:], table(t, &f.records)[1:]...) {
		if len(r) != 9 || rows[r[0]] != nil {
			t.Fatalf("a row of %d values, or an id twice: %q", len(r), r[0])
		}
		rows[r[0]] = r
	}
	if len(rows) != 70_000 {
		t.Fatalf("%d rows", len(rows))
	}
	same, changes := 0, map[string]int{}
	seen := map[string]bool{}
	for _, r := range table(t, &f.truth)[1:] {
		a, b := rows[r[0]], rows[r[1]]
		if a == nil || b == nil || seen[r[1]] {
			t.Fatalf("the truth names %s and %s", r[0], r[1])
		}
		seen[r[1]] = true
		if a[4] == b[4] {
			same++
		}
		if r[3] == "" && (a[1] != b[1] || a[3] != b[3] || a[4] != b[4]) {
			t.Errorf("nothing was done to %s, and it is %q for %q", r[1], b[1:5], a[1:5])
		}
		for _, c := range strings.Fields(r[3]) {
			changes[c]++
		}
	}
	if part := float64(same) / float64(len(seen)); part < 0.9 || part > 0.98 {
		t.Errorf("%.3f of true records have the day of birth of the workforce", part)
	}
	for _, c := range []string{"married", "one-surname", "short-name", "respelt-surname", "respelt-given-name", "swapped", "slip-given-name", "slip-surname", "day-and-month-exchanged", "year-one-off", "day-wrong", "day-not-known", "no-day-of-birth", "moved"} {
		if changes[c] == 0 {
			t.Errorf("%s happened to nobody", c)
		}
	}
	count := map[string]float64{}
	for _, r := range table(t, &f.origins)[1:] {
		count[r[1]]++
	}
	for _, o := range Origins {
		if got := count[o.Name] / 20_000; math.Abs(got-o.Share) > 0.01 {
			t.Errorf("%s: %.3f of the workforce, and %.3f is meant", o.Name, got, o.Share)
		}
	}
}

// TestFrequencies: names are borne unevenly, with a long tail, and the shapes of the
// origins differ as those of real ones do.
func TestFrequencies(t *testing.T) {
	top, kinds := map[string]float64{}, map[string]int{}
	for _, o := range Origins {
		n := ready(o)
		count := map[string]int{}
		for i := range 20_000 {
			d := drawOf(1, "name", i)
			count[n.family(&d, i%2 == 0)]++
		}
		most := 0
		for _, c := range count {
			most = max(most, c)
		}
		top[o.Name], kinds[o.Name] = float64(most)/20_000, len(count)
		if len(count) < 150 || most < 200 {
			t.Errorf("%s: %d surnames, the commonest borne by %d of 20,000", o.Name, len(count), most)
		}
	}
	if top["Pakistani"] < 4*top["British"] || kinds["British"] < 4*kinds["Chinese"] || top["Chinese"] < 2*top["British"] {
		t.Errorf("the shapes are too much alike: commonest %v, different %v", top, kinds)
	}
}
