package signals

import (
	"math"
	"slices"
)

// boost fits a logistic regression in which every signal has one weight that is not
// negative, every cut has its own level, and each round moves the one weight that
// explains most by a small part of its Newton step. To stop early is what keeps few
// weights and small ones (Bühlmann and Hothorn, "Boosting algorithms", Statistical
// Science 22, 2007, section 5: componentwise linear least squares).
// It returns the weights by signal, in units of log odds for a unit of ramp. Where nothing
// was learnt, because the outcome was known of nobody yet or of so few that no weight
// would rise, volume alone counts, as it does in the floor.
func (x *matrix) boost(outcome int, how Fitting) []float64 {
	b := newBoosting(x, x.came[outcome], how)
	for round := range how.Rounds {
		b.slopes()
		i, step := b.best(round < how.First)
		if i < 0 {
			break
		}
		b.weight[i] += fitRate * step
		for k, s := range x.steps[i] {
			if s > 0 {
				b.score[k] += fitRate * step * b.ramps[i][s]
			}
		}
	}
	if slices.Max(b.weight) == 0 || !slices.Contains(b.y, true) {
		clear(b.weight) // of nobody: what is left of a rounding is not learnt
		b.weight[0] = 1
	}
	return b.weight
}

// boosting is the state of one fit.
type boosting struct {
	*matrix
	how    Fitting
	y      []bool
	weight []float64   // by signal
	may    []bool      // by signal
	ramps  [][]float64 // by signal and step
	score  []float64   // by row, without the level of its cut
	level  []float64   // by cut
	g, h   []float64   // by row: slope and curvature of the log likelihood
}

func newBoosting(x *matrix, y []bool, how Fitting) *boosting {
	n := x.rows()
	b := &boosting{
		matrix: x, how: how, y: y, weight: make([]float64, len(x.signals)), may: make([]bool, len(x.signals)),
		score: make([]float64, n), g: make([]float64, n), h: make([]float64, n),
	}
	for i, s := range x.signals {
		b.may[i] = slices.Contains(how.Signals, s.ID)
		r := []float64{0}
		for _, e := range x.edges[i] {
			r = append(r, ramp(e))
		}
		b.ramps = append(b.ramps, r)
	}
	all, yes := make([]float64, x.cuts), make([]float64, x.cuts)
	for k := range y {
		all[x.cut[k]]++
		if y[k] {
			yes[x.cut[k]]++
		}
	}
	for c := range all {
		b.level = append(b.level, math.Log((yes[c]+0.5)/(all[c]-yes[c]+0.5)))
	}
	return b
}

// slopes computes slope and curvature of every row, and moves the level of every cut
// by its own Newton step.
func (b *boosting) slopes() {
	sg, sh := make([]float64, b.cuts), make([]float64, b.cuts)
	for k, yes := range b.y {
		c := b.cut[k]
		p := 1 / (1 + math.Exp(-(b.score[k] + b.level[c])))
		b.g[k], b.h[k] = -p, p*(1-p)
		if yes {
			b.g[k]++
		}
		sg[c] += b.g[k]
		sh[c] += b.h[k]
	}
	for c := range sg {
		sg[c] /= sh[c] + 1e-9
		b.level[c] += sg[c]
	}
	for k, c := range b.cut {
		b.g[k] -= b.h[k] * sg[c]
	}
}

// best is the signal whose weight explains most of what is left, and its Newton
// step; -1 where none would rise.
func (b *boosting) best(onlyFirst bool) (signal int, step float64) {
	signal = -1
	most := 0.0
	for i := range b.signals {
		if !b.may[i] || onlyFirst && i > 0 {
			continue
		}
		g, h := b.along(i)
		if g <= 0 {
			continue
		}
		if gain := g * g / (h + b.how.Shrink); gain > most {
			most, signal, step = gain, i, g/(h+b.how.Shrink)
		}
	}
	return signal, step
}

// along is slope and curvature along one signal, less its mean.
func (b *boosting) along(i int) (g, h float64) {
	var sg, sh [fitBins + 1]float64
	for k, s := range b.steps[i] {
		sg[s] += b.g[k]
		sh[s] += b.h[k]
	}
	mean, all := 0.0, 0.0
	for s, x := range b.ramps[i] {
		mean += sh[s] * x
		all += sh[s]
	}
	mean /= all
	for s, x := range b.ramps[i] {
		g += sg[s] * (x - mean)
		h += sh[s] * (x - mean) * (x - mean)
	}
	return g, h
}
