package lookups

import "slices"

// grouped holds rows by the number that they belong to, one behind the other: one
// look at at and one run through memory find all of them.
type grouped[T any] struct {
	at  []uint32
	all []T
}

func (g *grouped[T]) of(n int32) []T {
	if n < 0 || int(n)+1 >= len(g.at) {
		return nil
	}
	return g.all[g.at[n]:g.at[n+1]]
}

// keyed is a row before it is grouped.
type keyed[T any] struct {
	key int32
	row T
}

// group sorts rows by their keys, and within one by less.
func group[T any](rows []keyed[T], keys int, compare func(a, b T) int) grouped[T] {
	g := grouped[T]{at: make([]uint32, keys+1), all: make([]T, len(rows))}
	for i := range rows {
		g.at[rows[i].key+1]++
	}
	for i := 1; i <= keys; i++ {
		g.at[i] += g.at[i-1]
	}
	next := slices.Clone(g.at)
	for i := range rows {
		k := rows[i].key
		g.all[next[k]] = rows[i].row
		next[k]++
	}
	for i := range keys {
		if part := g.all[g.at[i]:g.at[i+1]]; len(part) > 1 {
			slices.SortStableFunc(part, compare)
		}
	}
	return g
}
