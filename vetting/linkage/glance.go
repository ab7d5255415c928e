package linkage

import (
	"math/bits"
	"strings"
)

// glances finds out what ids alone say of a comparison of one column: on which level
// two values stand that are equal, or that differ, whatever they are.
func (c *comparison) glances(levels []*expr) {
	if c.one < 0 {
		return
	}
	for ; c.from < len(c.tests); c.from++ {
		if levels[c.from].isEquality() {
			if c.like < 0 {
				c.like = c.from
			}
		} else if c.from != c.plainNull {
			break
		}
	}
	if c.from == len(c.tests) {
		c.unlike = c.from
	}
	c.floor = newFloor(levels[c.from:])
}

// shape is what a bound of Jaro's similarity is told by.
type shape struct {
	letters uint64 // that the value has
	start   uint32 // its first four bytes, the first one lowest
	size    uint32 // bytes
}

func shapeOf(b []byte) shape {
	s := shape{letters: letterMask(b), size: uint32(len(b))}
	for i, c := range b[:min(4, len(b))] {
		s.start |= uint32(c) << (8 * i)
	}
	return s
}

// ofEach works something out for each value of a column, by its id.
func ofEach[T any](d *Dict, is func([]byte) T) []T {
	out := make([]T, d.Len())
	for id := range out {
		out[id] = is(d.Text(uint32(id)))
	}
	return out
}

// floorSize is the longest value that a floor knows of.
const floorSize = 32

// floor is how many letters two values must have in common to reach any of some
// levels of Jaro's or Jaro-Winkler's similarity, by their lengths and how many of the
// first four bytes are equal. Values that have fewer stand on ELSE, and that is seen
// without a look at either.
type floor struct {
	need [floorSize + 1][floorSize + 1][5]uint8
}

// newFloor is nil where the levels ask for anything else.
func newFloor(levels []*expr) *floor {
	type threshold struct {
		winkler bool
		least   float64
	}
	var all []threshold
	for _, x := range levels {
		if x == nil {
			break
		}
		if x.op != ">=" || x.args[0].op != "call" || x.args[1].op != "number" || x.args[0].name != "jaro_winkler_similarity" && x.args[0].name != "jaro_similarity" {
			return nil
		}
		if a, b := x.args[0].args[0], x.args[0].args[1]; a.op != "column" || b.op != "column" || a.side == b.side || !strings.EqualFold(a.name, b.name) {
			return nil
		}
		all = append(all, threshold{x.args[0].name == "jaro_winkler_similarity", x.args[1].num})
	}
	if len(all) == 0 {
		return nil
	}
	f := &floor{}
	for la := range f.need {
		for lb := range f.need[la] {
			for start := range f.need[la][lb] {
				n := 0
				for n <= min(la, lb) {
					reached := false
					for _, t := range all {
						reached = reached || jaroMost(n, la, lb, start, t.winkler) >= t.least-1e-9
					}
					if reached {
						break
					}
					n++
				}
				f.need[la][lb][start] = uint8(n)
			}
		}
	}
	return f
}

// under says that two values stand on ELSE.
func (f *floor) under(a, b *shape) bool {
	if a.size > floorSize || b.size > floorSize {
		return false
	}
	la, lb := int(a.size), int(b.size)
	common := min(la-bits.OnesCount64(a.letters&^b.letters), lb-bits.OnesCount64(b.letters&^a.letters))
	start := min(bits.TrailingZeros32(a.start^b.start)/8, la, lb, 4)
	return common < int(f.need[la][lb][start])
}

// noDay is the digits of what is not written as 2006-01-31.
const noDay = 1<<32 - 1

// dayDigits are the eight digits of a day that is written as 2006-01-31, four bits
// each, the last one lowest.
func dayDigits(b []byte) uint32 {
	if len(b) != 10 || b[4] != '-' || b[7] != '-' {
		return noDay
	}
	d := uint32(0)
	for i, c := range b {
		if i == 4 || i == 7 {
			continue
		}
		if !isDigit(c) {
			return noDay
		}
		d = d<<4 | uint32(c-'0')
	}
	return d
}

// daysWithin1 is within1 of two days that both have digits: one digit differs, or two
// neighbours between which no hyphen stands are exchanged.
func daysWithin1(a, b uint32) bool {
	x := a ^ b
	if x == 0 {
		return true
	}
	low := bits.TrailingZeros32(x) &^ 3
	if x>>low < 16 {
		return true
	}
	if low == 4 || low == 12 || x>>low >= 256 { // the places of hyphens
		return false
	}
	p, q := a>>low&255, b>>low&255
	return p>>4|p&15<<4 == q
}
