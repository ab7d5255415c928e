package signals

import (
	"bytes"
	"slices"
	"strconv"
	"testing"
)

// TestDrawnByLot: the lot knows no score and no order of the rows, the same seed and
// day draw the same, another seed or day draws others, and everybody is drawn about as
// often as everybody else.
func TestDrawnByLot(t *testing.T) {
	r := &Record{}
	var who, back []int32
	for i := range int32(1000) {
		r.Officers = append(r.Officers, Officer{ID: "officer " + strconv.Itoa(int(i)), Appointed: today - 4000, Serving: true})
		who, back = append(who, i), append(back, 999-i)
	}
	r.Sort()
	first := r.Drawn(who, today, 1)
	if len(first) != 10 || !slices.Equal(first, r.Drawn(back, today, 1)) {
		t.Errorf("drew %v, and %v from the same people in another order", first, r.Drawn(back, today, 1))
	}
	if slices.Equal(first, r.Drawn(who, today, 2)) || slices.Equal(first, r.Drawn(who, today+1, 1)) {
		t.Error("another seed or day drew the same")
	}
	r.Allegations = append(r.Allegations, Allegation{Officer: 3, Case: "x", Received: today - 1, Type: Sexual, Accused: 1})
	r.Sort()
	if !slices.Equal(first, r.Drawn(who, today, 1)) {
		t.Error("an allegation changed who is drawn")
	}
	times := make([]int, 1000)
	for seed := range uint64(2000) {
		for _, o := range r.Drawn(who, today, seed) {
			times[o]++
		}
	}
	// Twenty times each is expected; 45 is five and a half deviations above.
	if most := slices.Max(times); most > 45 {
		t.Errorf("somebody was drawn %d times of 2000 where 20 is expected", most)
	}
	var b bytes.Buffer
	if err := WriteDrawn(&b, r, first[:1]); err != nil {
		t.Fatal(err)
	}
	if want := "officer\n" + r.Officers[first[0]].ID + "\n"; b.String() != want {
		t.Errorf("wrote %q, want %q", b.String(), want)
	}
}

// TestMatrixHasEveryPair: a group above the size of a circle is drawn as squares, two
// for each pair, and one too large for that says how many it leaves out.
func TestMatrixHasEveryPair(t *testing.T) {
	n := Network{}
	for i := range 50 {
		n.Officers = append(n.Officers, "o"+strconv.Itoa(i))
		if i > 0 {
			n.Pairs = append(n.Pairs, Pair{"o" + strconv.Itoa(i-1), "o" + strconv.Itoa(i), 4 + int64(i)})
		}
	}
	small := Network{n.Officers[:20], n.Pairs[:19]}
	if !small.Large() || (Network{Officers: n.Officers[:14]}).Large() {
		t.Error("a group is large from 15 officers on")
	}
	if got := bytes.Count([]byte(small.Matrix("a")), []byte("<rect")); got != 1+2*19 {
		t.Errorf("%d squares, want two for each of 19 pairs and the frame", got)
	}
	if big := string(n.Matrix("b")); !bytes.Contains([]byte(big), []byte("of whom the 40 with the most shared cases")) || bytes.Contains([]byte(big), []byte(">o0<")) {
		t.Error("a group of 50 does not say that 40 are drawn, or draws the one with the fewest cases")
	}
}

// TestTrend: a unit whose rate grew is rising, one that stayed is steady, and of one
// that was not there before nothing is said.
func TestTrend(t *testing.T) {
	r := &Record{}
	for i := range 140 {
		unit := string(rune('a' + i/20))
		start := today - 3000
		if unit == "g" {
			start = today - 1000
		}
		r.Officers = append(r.Officers, Officer{ID: strconv.Itoa(i), Appointed: today - 4000, Serving: true})
		r.Postings = append(r.Postings, Posting{Officer: int32(i), Unit: unit, Start: start})
		times := map[string][2]int{"a": {1, 4}, "b": {4, 1}}[unit]
		if times == [2]int{} {
			times = [2]int{2, 2}
		}
		for when, n := range times {
			for k := range n {
				r.Allegations = append(r.Allegations, Allegation{Officer: int32(i), Case: strconv.Itoa(i) + "/" + strconv.Itoa(when) + "/" + strconv.Itoa(k), Received: today - 2*unitWindow + Day(when)*unitWindow + 100, Accused: 1})
			}
		}
	}
	r.Sort()
	want := map[string]Trend{"a": Rising, "b": Falling, "c": Steady, "g": NoTrend}
	for _, x := range r.UnitsOf(UnitKinds[0], today).All {
		if w, ok := want[x.Unit]; ok && x.Trend != w {
			t.Errorf("unit %s is %s, want %s: %+v", x.Unit, x.Trend, w, x)
		}
	}
}
