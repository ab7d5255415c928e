package linkage

import (
	"slices"
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
	done := make([]map[uint32]uint32, len(e.derived))
	from := make([]int, len(e.derived))
	for i, x := range e.derived {
		from[i] = -1
		if cols := x.columns(nil); len(cols) == 1 {
			from[i], done[i] = e.plan.column(cols[0]), map[uint32]uint32{}
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
			} else if id, ok := done[i][to[from[i]]]; ok {
				to[n+i] = id
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
				done[i][to[from[i]]] = to[n+i]
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

// hashOf is the key of a record under some slots, and false where one is absent.
func hashOf(rec []uint32, slots []int) (uint64, bool) {
	h := uint64(len(slots))
	for i, s := range slots {
		if rec[s] == 0 {
			return 0, false
		}
		if i == 0 {
			h = mix(uint64(rec[s]))
		} else {
			h = mix(h ^ uint64(rec[s])<<1 + 0x9e3779b97f4a7c15)
		}
	}
	return h, true
}

// keysOf are the keys of all records that have one, sorted by key and then by
// place.
func keysOf(r *records, slots []int) []keyed {
	out := make([]keyed, 0, len(r.rows))
	for i := range r.rows {
		if h, ok := hashOf(r.at(uint32(i)), slots); ok {
			out = append(out, keyed{h, uint32(i)})
		}
	}
	return radix(out)
}

// radix sorts by key and leaves equal keys as they stand.
func radix(list []keyed) []keyed {
	other := make([]keyed, len(list))
	for shift := 0; shift < 64; shift += 11 {
		var counts [1 << 11]int
		for _, k := range list {
			counts[k.key>>shift&(1<<11-1)]++
		}
		if len(list) > 0 && counts[list[0].key>>shift&(1<<11-1)] == len(list) {
			continue
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

// run is a stretch of records with one key.
type run struct{ from, to int }

// runsOf cuts sorted keys into runs, and sets those apart whose keys only hash
// alike. Two runs stand in the order of their hashes.
func runsOf(r *records, keys []keyed, slots []int) []run {
	var out []run
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j].key == keys[i].key {
			j++
		}
		for i < j { // one turn, but for a collision
			first := r.at(keys[i].place)
			alike := func(k keyed) bool {
				rec := r.at(k.place)
				return !slices.ContainsFunc(slots, func(s int) bool { return rec[s] != first[s] })
			}
			end := i
			for end < j && alike(keys[end]) {
				end++
			}
			if end < j {
				slices.SortStableFunc(keys[i:j], func(a, b keyed) int {
					switch x, y := alike(a), alike(b); {
					case x && !y:
						return -1
					case y && !x:
						return 1
					}
					return 0
				})
				for end = i; end < j && alike(keys[end]); {
					end++
				}
			}
			out = append(out, run{i, end})
			i = end
		}
		i = j
	}
	return out
}
