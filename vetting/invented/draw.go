package invented

import "math/bits"

// draw gives the same numbers for the same seed: SplitMix64 (Steele, Lea and Flood,
// OOPSLA 2014). It is never for a secret.
type draw uint64

// drawOf is the source of chance of one thing of a kind: it depends on nothing that
// was drawn before, so that any row can be made alone, on any core.
func drawOf(seed uint64, kind string, n int) draw {
	d := draw(seed)
	for _, c := range []byte(kind) {
		d = draw(d.next() ^ uint64(c))
	}
	d = draw(d.next() ^ uint64(n))
	return draw(d.next())
}

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
