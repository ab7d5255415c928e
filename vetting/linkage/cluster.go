package linkage

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
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
// its first record by unique id, so that its name is the same in every run, however
// the rows stand in the file.
func (c *Clusters) Members() []Member { return c.MembersAfter(nil) }

// MembersAfter is Members where clusters of an earlier run keep their names: before
// gives the cluster in which a unique id stood then. A cluster takes the name that
// most of its records had, of several the first; of two clusters that would take one
// name the one with more of its records does, or the one with the first of them; the
// other is named as in a first run. A name that another cluster has is made longer.
func (c *Clusters) MembersAfter(before map[string]string) []Member {
	out := make([]Member, 0, len(c.root))
	first := make([][]byte, len(c.root)) // id of the first record of a cluster
	var roots []uint32                   // of clusters, in the order of their first records
	votes := map[uint32]map[string]int{}
	for t, table := range c.tables {
		for _, row := range table.order() {
			i := c.find(row + uint32(t)*c.offset)
			id := table.ID(int(row))
			if first[i] == nil {
				first[i] = id
				roots = append(roots, i)
			}
			if was, ok := before[string(id)]; ok {
				if votes[i] == nil {
					votes[i] = map[string]int{}
				}
				votes[i][was]++
			}
			out = append(out, Member{Table: table, Row: row})
		}
	}
	names := c.names(roots, first, votes)
	at := 0
	for t, table := range c.tables {
		for _, row := range table.order() {
			out[at].Cluster = names[c.find(row+uint32(t)*c.offset)]
			at++
		}
	}
	return out
}

// claim is a name that a cluster could keep.
type claim struct {
	root  int // place among the roots
	name  string
	votes int
}

// names gives each cluster one that no other has.
func (c *Clusters) names(roots []uint32, first [][]byte, votes map[uint32]map[string]int) [][]byte {
	if len(votes) == 0 {
		return c.newNames(roots, first)
	}
	out, taken := make([][]byte, len(c.root)), make(map[string]bool, len(roots))
	var claims []claim
	for i, r := range roots {
		for name, n := range votes[r] {
			claims = append(claims, claim{i, name, n})
		}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(b.votes-a.votes, a.root-b.root, strings.Compare(a.name, b.name))
	})
	for _, k := range claims {
		if r := roots[k.root]; out[r] == nil && !taken[k.name] {
			out[r], taken[k.name] = []byte(k.name), true
		}
	}
	for _, r := range roots {
		if out[r] != nil {
			continue
		}
		name := first[r]
		for taken[string(name)] { // both tables have a record of this id, or an earlier cluster kept the name
			name = append(bytes.Clone(name), '+')
		}
		out[r], taken[string(name)] = name, true
	}
	return out
}

// newNames are the ids of first records. Where both tables have one of that id, the
// cluster of the right one alone has a longer name, that no record has.
func (c *Clusters) newNames(roots []uint32, first [][]byte) [][]byte {
	if len(c.tables) == 1 {
		return first
	}
	for _, r := range roots {
		name := first[r]
		if c.rightOnly(r, name) {
			for longer := false; c.tables[0].Find(name) >= 0 || longer && c.tables[1].Find(name) >= 0; longer = true {
				name = append(bytes.Clone(name), '+')
			}
		}
		first[r] = name
	}
	return first
}

// rightOnly says whether the first record of a cluster is of the right table: rows of
// the left one come first.
func (c *Clusters) rightOnly(root uint32, name []byte) bool {
	row := c.tables[0].Find(name)
	return row < 0 || c.find(uint32(row)) != root
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
