// Package chance gives the same numbers for the same seed, on every machine and in
// every version: for what is invented and for what is measured by drawing again. It is
// never for a secret.
package chance

import "math/bits"

// Source is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014). Any number is a seed.
type Source uint64

// Next is any number of 64 bits.
func (s *Source) Next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Below is from 0 to n-1; 0 where n is less than 1.
func (s *Source) Below(n int) int {
	hi, _ := bits.Mul64(s.Next(), uint64(max(n, 1)))
	return int(hi)
}

// Unit is from 0 to less than 1.
func (s *Source) Unit() float64 { return float64(s.Next()>>11) / (1 << 53) }

// Chance is true with a probability.
func (s *Source) Chance(p float64) bool { return s.Unit() < p }
