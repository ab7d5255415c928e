package lookups

import "slices"

// together gives the pairs of those who opened a record within a span of time in
// which at least so many did, each once.
func together(r *record, span minute, many int) []int {
	if len(r.pairs) < many {
		return nil
	}
	type look struct {
		at   minute
		pair int
	}
	var all []look
	for i := range r.pairs {
		for k := range r.pairs[i].accesses {
			all = append(all, look{minuteOf(r.pairs[i].accesses[k].at), i})
		}
	}
	slices.SortFunc(all, func(a, b look) int { return int(a.at - b.at) })
	in := make([]int, len(r.pairs)) // looks of each pair in the span
	took := make([]bool, len(r.pairs))
	distinct, from := 0, 0
	var which []int
	for _, x := range all {
		if in[x.pair]++; in[x.pair] == 1 {
			distinct++
		}
		for ; x.at-all[from].at > span; from++ {
			if in[all[from].pair]--; in[all[from].pair] == 0 {
				distinct--
			}
		}
		if distinct < many {
			continue
		}
		for i, n := range in {
			if n > 0 && !took[i] {
				took[i] = true
				which = append(which, i)
			}
		}
	}
	return which
}
