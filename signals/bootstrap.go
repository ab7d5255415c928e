package signals

import "slices"

// Interval is where 95 of 100 draws lie.
type Interval struct{ Low, High float64 }

// Intervals are those of AUC and of the lift among the first 5 %.
type Intervals struct{ AUC, Lift5 Interval }

// bootDraws is how many populations are drawn.
const bootDraws = 200

// Bootstrap draws officers with replacement and measures each draw: the percentile
// interval (Efron and Tibshirani, "An introduction to the bootstrap", chapter 13).
// The same seed gives the same interval.
func (r *Ranking) Bootstrap(came []bool, seed uint64) Intervals {
	n := len(came)
	auc, lift := make([]float64, bootDraws), make([]float64, bootDraws)
	inParts(bootDraws, func(from, to int) {
		times := make([]int32, n)
		for b := from; b < to; b++ {
			d := draw(seed + uint64(b)*0x632be59bd9b4e019)
			clear(times)
			for range n {
				times[d.Below(n)]++
			}
			m := r.Measure(came, times)
			auc[b], lift[b] = m.AUC, m.Lift5
		}
	})
	return Intervals{middle(auc), middle(lift)}
}

func middle(v []float64) Interval {
	slices.Sort(v)
	return Interval{v[len(v)*25/1000], v[len(v)*975/1000-1]}
}
