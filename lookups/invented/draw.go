package invented

import (
	"math"
	"math/bits"
)

// draw gives the same numbers for the same seed on every machine: SplitMix64 (Steele,
// Lea and Flood, OOPSLA 2014). It is never for a secret.
type draw uint64

func (d *draw) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is from 0 to n-1.
func (d *draw) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(max(n, 1)))
	return int(hi)
}

func (d *draw) unit() float64 { return float64(d.next()>>11) / (1 << 53) }

func (d *draw) chance(p float64) bool { return d.unit() < p }

func (d *draw) one(list []int32) int32 { return list[d.below(len(list))] }

// normal is by Box and Muller (1958).
func (d *draw) normal() float64 {
	return math.Sqrt(-2*math.Log(1-d.unit())) * math.Cos(2*math.Pi*d.unit())
}

func (d *draw) logNormal(median, sigma float64) float64 { return median * math.Exp(sigma*d.normal()) }

// poisson is by counting (Knuth), for small means.
func (d *draw) poisson(mean float64) int {
	limit, p, n := math.Exp(-min(mean, 30)), 1.0, 0
	for {
		if p *= d.unit(); p <= limit {
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
	at := d.below(sum)
	for i, x := range w {
		if at -= x; at < 0 {
			return i
		}
	}
	return len(w) - 1
}
