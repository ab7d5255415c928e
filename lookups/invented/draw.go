package invented

import (
	"math"

	"candour/internal/chance"
)

// draw is where all that is invented is drawn from.
type draw struct{ chance.Source }

func drawOf(seed uint64) draw { return draw{chance.Source(seed)} }

func (d *draw) one(list []int32) int32 { return list[d.Below(len(list))] }

// normal is by Box and Muller (1958).
func (d *draw) normal() float64 {
	return math.Sqrt(-2*math.Log(1-d.Unit())) * math.Cos(2*math.Pi*d.Unit())
}

func (d *draw) logNormal(median, sigma float64) float64 { return median * math.Exp(sigma*d.normal()) }

// poisson is by counting (Knuth), for small means.
func (d *draw) poisson(mean float64) int {
	limit, p, n := math.Exp(-min(mean, 30)), 1.0, 0
	for {
		if p *= d.Unit(); p <= limit {
			return n
		}
		n++
	}
}

// weighted is a place in a list of weights.
func (d *draw) weighted(w []int) int {
	sum := 0
	for _, x := range w {
		sum += x
	}
	at := d.Below(sum)
	for i, x := range w {
		if at -= x; at < 0 {
			return i
		}
	}
	return len(w) - 1
}
