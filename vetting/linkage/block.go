package linkage

import (
	"math"
	"math/bits"
)

// records are the packed records of a table, in the order of their unique ids.
type records struct {
	of     *Table
	rows   []uint32 // the row of the table that stands at a place
	packed []uint32
	stride int
}

func (r *records) at(i uint32) []uint32 {
	return r.packed[int(i)*r.stride : (int(i)+1)*r.stride]
}

// pack packs a table whose values are all in the dictionaries.
func (e *Engine) packTable(t *Table) *records {
	r := &records{of: t, rows: t.order(), stride: e.stride}
	r.packed = make([]uint32, len(r.rows)*e.stride)
	w := e.newWorker()
	// A derived key of one column is computed once for each value.
	done := make([][]uint32, len(e.derived)) // by the value's id, plus 1; 0 is not asked yet
	from := make([]int, len(e.derived))
	for i, x := range e.derived {
		from[i] = -1
		if cols := x.columns(nil); len(cols) == 1 {
			from[i] = e.plan.column(cols[0])
			done[i] = make([]uint32, e.dicts[from[i]].Len())
		}
	}
	n := len(e.plan.Columns)
	for place, row := range r.rows {
		to := r.at(uint32(place))
		for c := range e.plan.Columns {
			to[c] = t.cols[c][row]
		}
		known := true
		for i := range e.derived {
			if from[i] < 0 {
				known = false
			} else if id := done[i][to[from[i]]]; id != 0 {
				to[n+i] = id - 1
			} else {
				known = false
			}
		}
		if known {
			continue
		}
		e.pack(w, to, true)
		for i := range e.derived {
			if from[i] >= 0 {
				done[i][to[from[i]]] = to[n+i] + 1
			}
		}
	}
	return r
}

// keyed is a record's place under the hash of its key.
type keyed struct {
	key   uint64
	place uint32
}

// mix spreads a number over 64 bits, one to one (the finaliser of splitmix64;
// Steele, Lea and Flood, 2014).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// keying makes the block keys of a rule: one number for the values in its slots.
type keying struct {
	l, r  []int
	sizes []uint64 // of each slot: more than any id in it
	exact bool     // two keys are equal only where all slots are; else they are hashes
}

func (e *Engine) keying(r *rule) keying {
	k := keying{l: r.l, r: r.r, exact: true}
	room := uint64(1)
	for i := range r.l {
		n := uint64(max(e.slotSize(r.l[i]), e.slotSize(r.r[i])))
		k.sizes = append(k.sizes, n)
		if n > 0 && room > (1<<63)/n {
			k.exact = false
		} else {
			room *= n
		}
	}
	return k
}

// slotSize is more than any id that a packed record has in a slot.
func (e *Engine) slotSize(slot int) int {
	if slot < len(e.plan.Columns) {
		return e.dicts[slot].Len()
	}
	return e.keys.Len()
}

// of is the key of a record under some slots, and false where a value is absent or
// one that no indexed record has.
func (k *keying) of(rec []uint32, slots []int) (uint64, bool) {
	h := uint64(0)
	for i, s := range slots {
		v, n := uint64(rec[s]), k.sizes[i]
		if v == 0 || v >= n {
			return 0, false
		}
		if k.exact {
			h = h*n + v
		} else {
			h = mix(h ^ v + 0x9e3779b97f4a7c15)
		}
	}
	return h, true
}

// keysOf are the keys of all records that have one, sorted by key and then by
// place.
func (k *keying) keysOf(r *records, slots []int) []keyed {
	out := make([]keyed, 0, len(r.rows))
	for i := range r.rows {
		if h, ok := k.of(r.at(uint32(i)), slots); ok {
			out = append(out, keyed{h, uint32(i)})
		}
	}
	return radix(out)
}

// radix sorts by key and leaves equal keys as they stand.
func radix(list []keyed) []keyed {
	var most, least uint64 = 0, math.MaxUint64
	for _, k := range list {
		most, least = max(most, k.key), min(least, k.key)
	}
	if len(list) < 2 || most == least {
		return list
	}
	other := make([]keyed, len(list))
	for shift := 0; shift < bits.Len64(most); shift += 11 {
		var counts [1 << 11]int
		for _, k := range list {
			counts[k.key>>shift&(1<<11-1)]++
		}
		at := 0
		for i, n := range counts {
			counts[i], at = at, at+n
		}
		for _, k := range list {
			d := k.key >> shift & (1<<11 - 1)
			other[counts[d]] = k
			counts[d]++
		}
		list, other = other, list
	}
	return list
}

// runEnd is where the run of equal keys ends that begins at a place.
func runEnd(keys []keyed, from int) int {
	to := from + 1
	for to < len(keys) && keys[to].key == keys[from].key {
		to++
	}
	return to
}
