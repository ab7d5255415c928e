package linkage

import (
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Jaro is Jaro's similarity of two byte strings, 0 to 1 (M. A. Jaro, 1989,
// Journal of the American Statistical Association 84:414-420): the mean of the
// parts of each that have a partner no further away than half the longer one less
// one, and of the partners that stand in order. 0 where either is empty.
func Jaro(a, b []byte) float64 {
	la, lb := len(a), len(b)
	if la == 0 || lb == 0 {
		return 0
	}
	if la > 64 || lb > 64 {
		return jaroLong(a, b)
	}
	window := max(max(la, lb)/2-1, 0)
	var inA, inB uint64
	for i := range la {
		c := a[i]
		for j := max(i-window, 0); j < min(i+window+1, lb); j++ {
			if b[j] == c && inB&(1<<j) == 0 {
				inA |= 1 << i
				inB |= 1 << j
				break
			}
		}
	}
	m := bits.OnesCount64(inA)
	if m == 0 {
		return 0
	}
	moved := 0
	for x, y := inA, inB; x != 0; x, y = x&(x-1), y&(y-1) {
		if a[bits.TrailingZeros64(x)] != b[bits.TrailingZeros64(y)] {
			moved++
		}
	}
	return jaroOf(m, moved, la, lb)
}

func jaroOf(m, moved, la, lb int) float64 {
	f := float64(m)
	return (f/float64(la) + f/float64(lb) + (f-float64(moved/2))/f) / 3
}

func jaroLong(a, b []byte) float64 {
	window := max(max(len(a), len(b))/2-1, 0)
	inB := make([]bool, len(b))
	var fromA []byte
	for i, c := range a {
		for j := max(i-window, 0); j < min(i+window+1, len(b)); j++ {
			if b[j] == c && !inB[j] {
				inB[j] = true
				fromA = append(fromA, c)
				break
			}
		}
	}
	if len(fromA) == 0 {
		return 0
	}
	k, moved := 0, 0
	for j, in := range inB {
		if in {
			if fromA[k] != b[j] {
				moved++
			}
			k++
		}
	}
	return jaroOf(len(fromA), moved, len(a), len(b))
}

// JaroWinkler raises Jaro's similarity, where it is over 0.7, by a tenth of what
// is missing for each of up to four common bytes at the beginning (W. E. Winkler,
// 1990, Proceedings of the Section on Survey Research Methods, 354-359).
func JaroWinkler(a, b []byte) float64 {
	s := Jaro(a, b)
	if s <= 0.7 {
		return s
	}
	return s + float64(commonStart(a, b))*0.1*(1-s)
}

// letterMask has a bit for each byte that occurs; some bytes share one.
func letterMask(b []byte) (m uint64) {
	for _, c := range b {
		m |= 1 << (c & 63)
	}
	return m
}

// jaroBound is what the similarity cannot exceed: a letter that the other value has
// nowhere has no partner. Byte strings whose lengths and letters are these.
func jaroBound(a, b []byte, inA, inB uint64, winkler bool) float64 {
	m := min(len(a)-bits.OnesCount64(inA&^inB), len(b)-bits.OnesCount64(inB&^inA))
	return jaroMost(m, len(a), len(b), commonStart(a, b), winkler)
}

// jaroMost is the similarity of byte strings of these lengths of which m letters have
// partners, all in order, and so many of the first four bytes are equal.
func jaroMost(m, la, lb, start int, winkler bool) float64 {
	if m <= 0 {
		return 0
	}
	s := jaroOf(m, 0, la, lb)
	if !winkler || s <= 0.7 {
		return s
	}
	return s + float64(start)*0.1*(1-s)
}

// commonStart is how many of the first four bytes are equal.
func commonStart(a, b []byte) (n int) {
	for n < min(4, len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// strip takes off what two strings have in common at both ends: no edit is needed
// there.
func strip(a, b []byte) ([]byte, []byte) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// Levenshtein is the least number of bytes to insert, delete or replace.
func Levenshtein(a, b []byte) int {
	if a, b = strip(a, b); len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	var room [64]int
	row := room[:]
	if len(b)+1 > len(row) {
		row = make([]int, len(b)+1)
	}
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// DamerauLevenshtein also counts two neighbours that are exchanged as one edit,
// and lets them be edited further (the unrestricted distance; F. Damerau, 1964,
// Communications of the ACM 7:171-176; the algorithm is Lowrance and Wagner's,
// 1975, Journal of the ACM 22:177-183).
func DamerauLevenshtein(a, b []byte) int {
	if a, b = strip(a, b); len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	w := len(b) + 2
	most := len(a) + len(b)
	var room [400]int
	d := room[:]
	if need := (len(a) + 2) * w; need > len(d) {
		d = make([]int, need)
	}
	d[0] = most
	for i := range len(a) + 1 {
		d[(i+1)*w], d[(i+1)*w+1] = most, i
	}
	for j := range len(b) + 1 {
		d[j+1], d[w+j+1] = most, j
	}
	var last [256]int
	for i := 1; i <= len(a); i++ {
		lastMatch := 0
		for j := 1; j <= len(b); j++ {
			i1, j1 := last[b[j-1]], lastMatch
			cost := 1
			if a[i-1] == b[j-1] {
				cost, lastMatch = 0, j
			}
			d[(i+1)*w+j+1] = min(d[i*w+j]+cost, d[(i+1)*w+j]+1, d[i*w+j+1]+1, d[i1*w+j1]+i-i1-1+1+j-j1-1)
		}
		last[a[i-1]] = i
	}
	return d[(len(a)+1)*w+len(b)+1]
}

// within1 says whether the unrestricted distance is at most 1, without a table.
func within1(a, b []byte) bool {
	a, b = strip(a, b)
	switch {
	case len(a)+len(b) <= 1, len(a) == 1 && len(b) == 1:
		return true
	}
	return len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

// Jaccard is the number of distinct characters in both, by the number in either.
func Jaccard(a, b []byte) float64 {
	set := func(s []byte) []rune {
		var out []rune
		for len(s) > 0 {
			r, n := utf8.DecodeRune(s)
			if s = s[n:]; !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
		return out
	}
	x, y := set(a), set(b)
	if len(x) == 0 && len(y) == 0 {
		return 0
	}
	both := 0
	for _, r := range x {
		if slices.Contains(y, r) {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

func hamming(a, b []byte) value {
	if len(a) != len(b) {
		return value{}
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return numberOf(float64(n))
}
