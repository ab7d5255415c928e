package linkage

// Score gives the match weight of pairs of rows, whether or not a rule proposes
// them, in their order. right is nil where both are of one table.
func (e *Engine) Score(left, right *Table, pairs []Label) []Pair {
	if right == nil {
		right = left
	}
	w := e.newWorker()
	pack := func(to []uint32, t *Table, row uint32) {
		for c := range e.plan.Columns {
			to[c] = t.cols[c][row]
		}
		e.pack(w, to, false)
	}
	l, r := make([]uint32, e.stride), make([]uint32, e.stride)
	out := make([]Pair, len(pairs))
	for i, p := range pairs {
		pack(l, left, p.L)
		pack(r, right, p.R)
		weight, _ := e.score(w, l, r, Every())
		out[i] = Pair{p.L, p.R, weight}
	}
	return out
}
