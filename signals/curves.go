package signals

import (
	"math"

	"candour"
)

// Point is a place on a lift curve.
type Point struct{ Share, Lift float64 }

// curveShares are where a lift curve is measured.
var curveShares = []float64{0.01, 0.02, 0.03, 0.05, 0.075, 0.10, 0.15, 0.20, 0.30, 0.50, 1}

func liftCurve(r *Ranking, came []bool) []Point {
	var all []Point
	base := float64(count(came)) / float64(len(came))
	for _, share := range curveShares {
		on := r.Top(share)
		hits, n := 0.0, 0.0
		for k, part := range on {
			n += part
			if came[k] {
				hits += part
			}
		}
		all = append(all, Point{share, hits / n / base})
	}
	return all
}

// Band is people with about the same points, and what came after: reliability is
// that it rises from band to band.
type Band struct {
	From, To  int64 // points
	N         int
	Of100     float64
	Low, High float64 // Wilson's 95 % interval of Of100
}

// bandCount is into how many bands a population is cut, where scores are not equal.
const bandCount = 10

// bandsOf cuts a ranking into bands, highest first, never between equal scores.
func bandsOf(r *Ranking, score []int64, came []bool) []Band {
	var all []Band
	from, want := 0, len(score)/bandCount
	for i, end := range r.ends {
		to := int(end)
		if to-from < want && i+1 < len(r.ends) {
			continue
		}
		b := Band{From: score[r.order[to-1]], To: score[r.order[from]], N: to - from}
		yes := 0
		for _, o := range r.order[from:to] {
			if came[o] {
				yes++
			}
		}
		b.Of100 = 100 * float64(yes) / float64(b.N)
		b.Low, b.High = wilson(float64(yes), float64(b.N))
		all = append(all, b)
		from = to
	}
	return all
}

// wilson is Wilson's score interval at 95 %, of 100 (JASA 22, 1927).
func wilson(yes, n float64) (low, high float64) {
	const z = 1.959963984540054
	p := yes / n
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return 100 * max(0, mid-half), 100 * min(1, mid+half)
}

func tooFew(n int, at Day) error {
	return candour.Invalid("as-of", "only %d people served on %s: choose a day with at least 100", n, at)
}

func noOutcome(at Day) error {
	return candour.Invalid("as-of", "nothing is known of any outcome in the two years after %s: choose an earlier day", at)
}
