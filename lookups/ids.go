package lookups

import "hash/maphash"

// ids gives each text a small number, from 1 in the order in which texts come; 0 is
// the empty text. Five million ids of ten bytes take about 150 MB; a map of strings
// would take three times that, and the garbage collector would walk it.
type ids struct {
	slots []int32
	ends  []uint64 // of the text of each number, in bytes
	bytes []byte
	seed  maphash.Seed
}

func newIDs(room int) *ids {
	n := 1024
	for n < room*3/2 {
		n *= 2
	}
	return &ids{slots: make([]int32, n), ends: append(make([]uint64, 0, room+1), 0), seed: maphash.MakeSeed()}
}

// Len is one more than the highest number.
func (t *ids) Len() int { return len(t.ends) }

// text is the text of a number.
func (t *ids) text(n int32) string {
	if n == 0 {
		return ""
	}
	return string(t.bytes[t.ends[n-1]:t.ends[n]])
}

// find gives the number of a text, and the slot where it is or would be.
func (t *ids) find(s string) (n int32, slot int) {
	mask := len(t.slots) - 1
	i := int(maphash.String(t.seed, s)) & mask
	for {
		n := t.slots[i]
		if n == 0 || string(t.bytes[t.ends[n-1]:t.ends[n]]) == s {
			return n, i
		}
		i = (i + 1) & mask
	}
}

// get gives the number of a text, or 0 where it has none.
func (t *ids) get(s string) int32 {
	if s == "" {
		return 0
	}
	n, _ := t.find(s)
	return n
}

// put gives the number of a text, a new one where it has none.
func (t *ids) put(s string) int32 {
	if s == "" {
		return 0
	}
	n, slot := t.find(s)
	if n != 0 {
		return n
	}
	n = int32(len(t.ends))
	t.bytes = append(t.bytes, s...)
	t.ends = append(t.ends, uint64(len(t.bytes)))
	t.slots[slot] = n
	if len(t.ends)*3 > len(t.slots)*2 {
		t.grow()
	}
	return n
}

func (t *ids) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	for n := 1; n < len(t.ends); n++ {
		_, slot := t.find(string(t.bytes[t.ends[n-1]:t.ends[n]]))
		t.slots[slot] = int32(n)
	}
}
