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

// Clusters joins rows that pairs connect, directly or through others: connected
// components.
type Clusters struct {
	tables []*Table
	offset uint32 // of the rows of the right table
	root   []uint32
}

// NewClusters has every row alone. right is nil where duplicates of one table are
// joined.
func NewClusters(left, right *Table) *Clusters {
	c := &Clusters{tables: []*Table{left}}
	n := left.Rows()
	if right != nil {
		c.offset = uint32(n)
		c.tables = append(c.tables, right)
		n += right.Rows()
	}
	c.root = make([]uint32, n)
	for i := range c.root {
		c.root[i] = uint32(i)
	}
	return c
}

func (c *Clusters) find(i uint32) uint32 {
	for c.root[i] != i {
		c.root[i] = c.root[c.root[i]]
		i = c.root[i]
	}
	return i
}

// Join puts the two rows of a pair into one cluster.
func (c *Clusters) Join(p Pair) { c.root[c.find(p.L)] = c.find(p.R + c.offset) }

// Members gives every row of the tables with its cluster. A cluster is named after
// its first record by unique id, so that its name is the same in every run and stays
// while that record is in it.
func (c *Clusters) Members() []Member {
	out := make([]Member, 0, len(c.root))
	names := make([][]byte, len(c.root))
	for t, table := range c.tables {
		for _, row := range table.order() {
			i := c.find(row + uint32(t)*c.offset)
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
