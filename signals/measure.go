package signals

import (
	"cmp"
	"math"
	"slices"
)

// Ranking is a population in the order of a score, highest first, with equal scores
// side by side. It is computed once and asked for many outcomes and many draws.
type Ranking struct {
	order []int32 // places in the population
	ends  []int32 // where each run of equal scores ends in order
}

// Rank orders a population.
func Rank(score []int64) *Ranking {
	r := &Ranking{order: make([]int32, len(score))}
	for i := range r.order {
		r.order[i] = int32(i)
	}
	slices.SortFunc(r.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
	})
	for i, o := range r.order {
		if i+1 == len(score) || score[r.order[i+1]] != score[o] {
			r.ends = append(r.ends, int32(i+1))
		}
	}
	return r
}

// Measure is how a ranking and an outcome go together.
type Measure struct {
	N, Came float64 // how many, and to how many of them it came to pass
	AUC     float64 // the share of pairs (one it came to pass for, one not) in the right order; equal scores count half
	Lift1   float64 // how much more often among the first 1 % than among all
	Lift5   float64 // and among the first 5 %
	Of100   float64 // of 100 among the first 5 %
}

// Measure measures. times is how often each stands in the population, nil for once:
// that is what a draw of a bootstrap is.
//
// AUC is the Mann-Whitney statistic by mid-rank; precision among the first k, k the
// whole part of share times n, counts the run of equal scores that k falls into by
// its expected part; lift is precision divided by the share in all.
func (r *Ranking) Measure(came []bool, times []int32) Measure {
	runs := make([]run, len(r.ends))
	m := Measure{}
	from := int32(0)
	for i, to := range r.ends {
		for _, o := range r.order[from:to] {
			t := 1.0
			if times != nil {
				t = float64(times[o])
			}
			runs[i].all += t
			if came[o] {
				runs[i].yes += t
			}
		}
		m.N += runs[i].all
		m.Came += runs[i].yes
		from = to
	}
	below := m.N - m.Came
	right := 0.0
	for _, x := range runs {
		no := x.all - x.yes
		below -= no
		right += x.yes * (below + no/2)
	}
	m.AUC = right / (m.Came * (m.N - m.Came))
	base := m.Came / m.N
	m.Lift1 = precision(runs, math.Floor(m.N/100)) / base
	p5 := precision(runs, math.Floor(m.N/20))
	m.Lift5, m.Of100 = p5/base, 100*p5
	return m
}

// run is a run of equal scores.
type run struct{ all, yes float64 }

func precision(runs []run, k float64) float64 {
	left, hits := k, 0.0
	for _, x := range runs {
		if x.all == 0 {
			continue
		}
		part := min(1, left/x.all)
		hits += x.yes * part
		if left -= x.all * part; left <= 0 {
			break
		}
	}
	return hits / k
}

// Top is the first share of a ranking, as the part of each that is on the list: 1, 0,
// or between for the run of equal scores that the end falls into.
func (r *Ranking) Top(share float64) []float64 {
	on := make([]float64, len(r.order))
	left := math.Floor(share * float64(len(r.order)))
	from := int32(0)
	for _, to := range r.ends {
		part := min(1, left/float64(to-from))
		for _, o := range r.order[from:to] {
			on[o] = part
		}
		if left -= float64(to-from) * part; left <= 0 {
			break
		}
		from = to
	}
	return on
}
