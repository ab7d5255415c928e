package linkage

// Standing is what an earlier match left, with the same model, threshold and
// frequencies: which rows are as they were, and the pairs among them that were found.
// Whether a pair is proposed and what it weighs is said by its two records alone, so
// that of two which both stand nothing is asked again but whether they were a pair.
type Standing struct {
	left, right []bool          // of each row: it is as it was
	pairs       map[uint64]bool // rows of the left and the right table, in one number

	New [2]int // rows of the left and the right table that are new or have changed
}

// What is known of a record, by its place.
const (
	isFresh  = 1 << iota // it is new or has changed
	isPaired             // it stands, and had a pair with another that stands
)

func pairOf(l, r uint32) uint64 { return uint64(l)<<32 | uint64(r) }

// flags are what is known of the records of both sides.
func (s *Standing) flags(l, r *records) (left, right []uint8) {
	paired := [2][]bool{make([]bool, len(s.left)), make([]bool, len(s.right))}
	if r == l {
		paired[1] = paired[0]
	}
	for p := range s.pairs {
		paired[0][p>>32], paired[1][uint32(p)] = true, true
	}
	flags := func(of *records, stands, paired []bool) []uint8 {
		out := make([]uint8, len(of.rows))
		for place, row := range of.rows {
			switch {
			case !stands[row]:
				out[place] = isFresh
			case paired[row]:
				out[place] = isPaired
			}
		}
		return out
	}
	left = flags(l, s.left, paired[0])
	if r == l {
		return left, left
	}
	return left, flags(r, s.right, paired[1])
}

// stirs says whether anything of a block is to be looked at: one of its records is
// fresh, or one of either side had a pair.
func (w *work) stirs(left, right []keyed) bool {
	if w.standing == nil {
		return true
	}
	some := func(flags []uint8, keys []keyed) (all uint8) {
		for _, k := range keys {
			all |= flags[k.place]
		}
		return all
	}
	l, r := some(w.flags[0], left), some(w.flags[1], right)
	return (l|r)&isFresh != 0 || l&r&isPaired != 0
}

// asks says whether a pair of a rule is to be scored, where some are not: once of two
// orders, where the rule has not the same keys on both sides of one table, and not if it
// stands. It is kept out of the loop that most matches go through without asking.
//
//go:noinline
func (w *work) asks(l, r uint32, alike bool) bool {
	if w.one && !alike && l >= r {
		return false
	}
	if w.standing == nil {
		return true
	}
	a, b := w.flags[0][l], w.flags[1][r]
	return (a|b)&isFresh != 0 || a&b&isPaired != 0 && w.standing.pairs[pairOf(w.l.rows[l], w.r.rows[r])]
}

// ties are rows whose unique ids are one number written differently: which of them
// comes first, and so is the left record of a pair, is said by the file alone.
func (t *Table) ties() (numbers bool, rows []uint32) {
	order := t.order()
	var before int64
	for i, row := range order {
		n, ok := t.number(row)
		if !ok {
			return false, nil
		}
		if i > 0 && n == before {
			rows = append(rows, order[i-1], row)
		}
		before = n
	}
	return true, rows
}
