package linkage

import (
	"bytes"
	"cmp"
	"slices"
)

// Shown is a pair that a page explains, and why this one.
type Shown struct {
	Why string
	Explanation
}

// shownEach is how many pairs of each sort a page explains.
const shownEach = 4

// Sample keeps the pairs that a page explains: the strongest, those just over the
// threshold, and those just under it, of which most can be learnt. It keeps the same
// ones in whatever order they come. T is what is kept of a pair.
type Sample[T any] struct {
	Joins float64 // the threshold, a match weight
	sorts [3][]sampled[T]
}

type sampled[T any] struct {
	weight float64
	l, r   []byte // unique ids, that equal weights have an order
	of     T
}

// Add gives a pair to the sample; make is asked for what is kept of it only where it
// is.
func (s *Sample[T]) Add(weight float64, l, r []byte, make func() T) {
	var made *T
	for i := range s.sorts {
		k := sampled[T]{weight: weight, l: l, r: r}
		if !s.belongs(i, weight) || len(s.sorts[i]) == shownEach && before(i, k, s.sorts[i][shownEach-1]) >= 0 {
			continue
		}
		if made == nil {
			v := make()
			made = &v
		}
		k.l, k.r, k.of = bytes.Clone(l), bytes.Clone(r), *made
		at, _ := slices.BinarySearchFunc(s.sorts[i], k, func(a, b sampled[T]) int { return before(i, a, b) })
		s.sorts[i] = slices.Insert(s.sorts[i], at, k)
		s.sorts[i] = s.sorts[i][:min(shownEach, len(s.sorts[i]))]
	}
}

// Merge adds what another sample keeps, where it may stand.
func (s *Sample[T]) Merge(o *Sample[T], may func(T) bool) {
	for i := range o.sorts {
		for _, k := range o.sorts[i] {
			if may(k.of) && !slices.ContainsFunc(s.sorts[i], func(x sampled[T]) bool { return before(i, x, k) == 0 }) {
				s.Add(k.weight, k.l, k.r, func() T { return k.of })
			}
		}
	}
}

// belongs says whether a pair is of a sort at all.
func (s *Sample[T]) belongs(sort int, weight float64) bool { return (sort < 2) == (weight >= s.Joins) }

// before puts the pair first that a sort would rather keep.
func before[T any](sort int, a, b sampled[T]) int {
	by := cmp.Compare(b.weight, a.weight)
	if sort == 1 {
		by = -by
	}
	return cmp.Or(by, bytes.Compare(a.l, b.l), bytes.Compare(a.r, b.r))
}

// Shown are the pairs of the sample, each once.
func (s *Sample[T]) Shown(explain func(T) Explanation) (out []Shown) {
	seen := map[string]bool{}
	for i, why := range []string{"among the strongest", "just over the threshold", "just under the threshold"} {
		for _, k := range s.sorts[i] {
			id := string(k.l) + "\x00" + string(k.r)
			if !seen[id] {
				out = append(out, Shown{why, explain(k.of)})
			}
			seen[id] = true
		}
	}
	return out
}
