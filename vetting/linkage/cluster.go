package linkage

import (
	"bytes"
	"slices"
)

// Member is a row and the cluster that it stands in.
type Member struct {
	Table   *Table
	Row     uint32
	Cluster []byte
}

// Clusters joins rows that pairs from a match weight on connect, directly or
// through others: connected components. Every row of the tables is in one, alone
// where nothing connects it. A cluster is named after its first record by unique
// id, so that its name is the same in every run and stays while that record is in
// it. right is nil where duplicates of one table are joined.
func Clusters(left, right *Table, pairs []Pair, least float64) []Member {
	n := left.Rows()
	tables, start := []*Table{left}, []int{0}
	offset := 0
	if right != nil {
		offset = n
		tables, start = append(tables, right), append(start, n)
		n += right.Rows()
	}
	root := make([]uint32, n)
	for i := range root {
		root[i] = uint32(i)
	}
	find := func(i uint32) uint32 {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for _, p := range pairs {
		if p.Weight >= least {
			root[find(p.L)] = find(p.R + uint32(offset))
		}
	}
	out := make([]Member, 0, n)
	names := make([][]byte, n)
	for t, table := range tables {
		for _, row := range table.order() {
			i := find(row + uint32(start[t]))
			if names[i] == nil {
				names[i] = table.ID(int(row))
			}
			out = append(out, Member{table, row, names[i]})
		}
	}
	return out
}

// OneToOne keeps the best links in which every record of either side stands once:
// pairs are taken by falling weight, equal ones by unique id, each where both of its
// records are still free.
func OneToOne(left, right *Table, pairs []Pair) []Pair {
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b Pair) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		if c := bytes.Compare(left.ID(int(a.L)), left.ID(int(b.L))); c != 0 {
			return c
		}
		return bytes.Compare(right.ID(int(a.R)), right.ID(int(b.R)))
	})
	l, r := make([]bool, left.Rows()), make([]bool, right.Rows())
	return slices.DeleteFunc(sorted, func(p Pair) bool {
		if l[p.L] || r[p.R] {
			return true
		}
		l[p.L], r[p.R] = true, true
		return false
	})
}
