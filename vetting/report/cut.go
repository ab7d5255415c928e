package report

import (
	"math"
	"slices"

	"candour/vetting/linkage"
)

// Judged is a pair of which somebody said whether it is of one person.
type Judged struct {
	Weight float64
	One    bool
}

// Cut is what a threshold gives: pairs that weigh as much or more are taken.
type Cut struct {
	Weight      float64 // bits
	Taken, True int     // pairs, and those of one person
	Precision   float64 // True by Taken; 1 where nothing is taken
	Recall      float64 // True by all pairs of one person; 1 where there is none
}

// Probability is the threshold as a match probability.
func (c Cut) Probability() float64 { return linkage.Probability(c.Weight) }

// Cuts are thresholds in whole bits, from the least weight to the first that takes
// nothing, at most 26, and what each gives. all is how many pairs of one person there
// are, those that were never scored among them.
func Cuts(judged []Judged, all int) []Cut {
	low, high := math.Inf(1), math.Inf(-1)
	for _, j := range judged {
		if v := min(max(j.Weight, -edge), edge); !math.IsNaN(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high {
		return nil
	}
	sorted := slices.Clone(judged)
	slices.SortFunc(sorted, func(a, b Judged) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	low, high = math.Floor(low), math.Floor(high)+1
	step := max(1, math.Ceil((high-low)/25))
	var out []Cut
	for at := low; at < high+step; at += step {
		c := Cut{Weight: at, Precision: 1, Recall: 1}
		for _, j := range sorted {
			if j.Weight < at {
				break
			}
			c.Taken++
			if j.One {
				c.True++
			}
		}
		if c.Taken > 0 {
			c.Precision = float64(c.True) / float64(c.Taken)
		}
		if all > 0 {
			c.Recall = float64(c.True) / float64(all)
		}
		out = append(out, c)
	}
	return out
}

// Alone is how many records could not reach a match weight even beside an exact copy
// of themselves: what they hold is too little, or too common. Nobody finds them.
type Alone struct {
	Weight float64
	N      int
	Share  float64 // of all records
}

// Probability is the match probability.
func (a Alone) Probability() float64 { return linkage.Probability(a.Weight) }

// Unlinkable counts the records of a table that stay below each of some match
// probabilities when they are set against themselves.
func Unlinkable(e *linkage.Engine, t *linkage.Table) []Alone {
	n := t.Rows()
	weights := make([]float64, 0, n)
	room := make([]linkage.Label, 0, 1<<14)
	for from := 0; from < n; from += cap(room) {
		room = room[:0]
		for i := from; i < min(from+cap(room), n); i++ {
			room = append(room, linkage.Label{L: uint32(i), R: uint32(i), Score: 1})
		}
		for _, p := range e.Score(t, nil, room) {
			weights = append(weights, p.Weight)
		}
	}
	slices.Sort(weights)
	var out []Alone
	for _, p := range []float64{0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999} {
		w := linkage.WeightOf(p)
		below, _ := slices.BinarySearch(weights, w)
		out = append(out, Alone{w, below, float64(below) / float64(max(1, n))})
	}
	return out
}
