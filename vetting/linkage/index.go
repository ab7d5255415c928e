package linkage

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
)

// Index is one table by the keys of every blocking rule, so that records which only
// pass by are set against it: a wash reads them once and keeps none. It is safe for
// use by many goroutines; each needs a Prober of its own.
type Index struct {
	e     *Engine
	table *Table
	recs  *records
	rules []ruleIndex

	look []looking // of each column of a record: when it is looked up
	now  []int     // columns that are at once
	text []bool    // of each column: a condition asks for more than whether it is there, and equal
	base []uint32  // of each column: the first number that no value of the table has
}

// ruleIndex finds the run of sorted keys of one rule. Open addressing; an entry of
// starts is the place of the run plus 1, and 0 is free. Most records have no key that
// stands here, and a bit of some says so first: there are 16 bits for each record, few
// enough to stay near the core.
type ruleIndex struct {
	keying
	list   []keyed
	starts []uint32
	some   []uint64
	check  bool // equal keys are not all that the rule asks

	there [][]uint64 // of each slot that is another one on the left: a bit of each id that stands there; else nil
}

// NewIndex indexes a table that the engine's dictionaries hold. A rule without an
// equality has no key, and is an error: it would set every record against everybody.
func NewIndex(e *Engine, t *Table) (*Index, error) {
	x := &Index{e: e, table: t, recs: e.packTable(t)}
	for i, r := range e.rules {
		if len(r.l) == 0 {
			return nil, fmt.Errorf("blocking rule %d (%s) has no equality between the two records, so it would compare every record with everybody: give it one", i+1, r.says)
		}
		k := ruleIndex{keying: e.keying(r)}
		k.check = !k.exact || r.filter != nil
		k.list = k.keysOf(x.recs, r.l)
		k.place()
		k.stands(x.recs)
		x.rules = append(x.rules, k)
	}
	x.looks()
	return x, nil
}

// looks says of every column of a record when it is looked up, and what for.
func (x *Index) looks() {
	e := x.e
	n := len(e.plan.Columns)
	x.look, x.text = make([]looking, n), make([]bool, n)
	for c, name := range e.plan.Columns {
		if !slices.Contains(e.plan.carried, name) {
			x.look[c] = lookLater
		}
	}
	for _, r := range e.rules {
		for _, slot := range r.r {
			if slot < n {
				x.look[slot] = lookNow
			}
		}
	}
	for _, d := range e.derived {
		for _, name := range d.columns(nil) {
			x.look[e.plan.column(name)] = lookOften
		}
	}
	for c, l := range x.look {
		base := uint32(1)
		if l > lookLater {
			base = uint32(e.dicts[c].Len())
			x.now = append(x.now, c)
		}
		x.base = append(x.base, base)
	}
	e.plan.each(func(c *expr) {
		c.texts(func(column string) { x.text[e.plan.column(column)] = true })
	})
}

// texts gives the columns of which a condition asks for more than whether they are
// there, and whether one equals a column of the other record: those two are compiled
// to a look at ids (compiler.test), and everything else may read the value.
func (e *expr) texts(f func(column string)) {
	switch {
	case e.op == "AND", e.op == "OR", e.op == "NOT":
		for _, a := range e.args {
			a.texts(f)
		}
	case e.op == "IS NULL" && e.args[0].op == "column":
	case e.op == "=" && e.args[0].op == "column" && e.args[1].op == "column" && e.args[0].side != e.args[1].side:
	default:
		for _, name := range e.columns(nil) {
			f(name)
		}
	}
}

// NewPart is an empty piece for records that are to be set against the index.
func (x *Index) NewPart() *Part {
	p := NewPart(len(x.e.plan.Columns))
	p.of, p.base, p.look = x.e.dicts, x.base, x.look
	return p
}

// Only is the index of some rows of the same table.
func (x *Index) Only(rows []bool) *Index {
	out := &Index{e: x.e, table: x.table, recs: x.recs, look: x.look, now: x.now, text: x.text, base: x.base}
	for _, r := range x.rules {
		k := ruleIndex{keying: r.keying, check: r.check, there: r.there}
		for _, at := range r.list {
			if rows[x.recs.rows[at.place]] {
				k.list = append(k.list, at)
			}
		}
		k.place()
		out.rules = append(out.rules, k)
	}
	return out
}

// place makes the list quick to look into.
func (k *ruleIndex) place() {
	size := 16
	for size < 2*len(k.list) {
		size *= 2
	}
	k.starts, k.some = make([]uint32, size), make([]uint64, size/8)
	for at := 0; at < len(k.list); at = runEnd(k.list, at) {
		h := mix(k.list[at].key)
		k.starts[k.slot(h, k.list[at].key)] = uint32(at) + 1
		k.some[h>>6&uint64(len(k.some)-1)] |= 1 << (h & 63)
	}
}

// stands notes which values a slot has on the left where a record's key takes it from
// another one: few family names are given names too.
func (k *ruleIndex) stands(of *records) {
	k.there = make([][]uint64, len(k.l))
	for i, l := range k.l {
		if l == k.r[i] {
			continue
		}
		k.there[i] = make([]uint64, k.sizes[i]/64+1)
		for place := range of.rows {
			id := of.at(uint32(place))[l]
			k.there[i][id/64] |= 1 << (id % 64)
		}
	}
}

// key is the key of a record that passes by, and false where it has none or no row of
// the table can have it.
func (k *ruleIndex) key(rec []uint32) (uint64, bool) {
	for i, there := range k.there {
		if there != nil {
			if id := rec[k.r[i]]; uint64(id) >= k.sizes[i] || there[id/64]>>(id%64)&1 == 0 {
				return 0, false
			}
		}
	}
	return k.of(rec, k.r)
}

// slot is where a key stands that hashes to h, or the free place where it would.
func (k *ruleIndex) slot(h, key uint64) uint64 {
	mask := uint64(len(k.starts) - 1)
	i := h & mask
	for k.starts[i] != 0 && k.list[k.starts[i]-1].key != key {
		i = (i + 1) & mask
	}
	return i
}

// start is where the run of a key begins, and false where there is none.
func (k *ruleIndex) start(key uint64) (int, bool) {
	h := mix(key)
	if k.some[h>>6&uint64(len(k.some)-1)]>>(h&63)&1 == 0 {
		return 0, false
	}
	at := k.starts[k.slot(h, key)]
	return int(at) - 1, at != 0
}

// unseen stands in a packed record for a value that no row of the table has, until
// a pair is scored for which the value itself is needed.
const unseen = math.MaxUint32 - 1

// WashRecords reads records once, in any form that ReadRecords knows, on all cores, and keeps none. do is called on many
// goroutines, one at a time for each worker's number, with a piece and a prober of
// that worker; take is called in the order of the file, on one, with what do gave
// and the rows that were not taken in.
func WashRecords[T any](x *Index, in io.Reader, file string, workers int, do func(worker int, p *Prober, part *Part) T, take func(made T, part *Part, rejects []Reject) error) (scored uint64, err error) {
	src, err := open(in, file, x.e.plan)
	if err != nil {
		return 0, err
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	probers := make([]*Prober, workers)
	for i := range probers {
		probers[i] = x.NewProber()
	}
	type made struct {
		part *Part
		made T
	}
	free, days := make(chan *Part, 3*workers+2), x.days()
	err = inOrder(workers, src.next, func(n int, c piece) made {
		var p *Part
		select {
		case p = <-free:
			p.Reset()
		default:
			p = x.NewPart()
		}
		src.parse(c, p)
		p.impossible(file, days)
		return made{p, do(n, probers[n], p)}
	}, func(m made) error {
		err := take(m.made, m.part, m.part.rejects)
		free <- m.part
		return err
	})
	for _, p := range probers {
		scored += p.Scored
	}
	if err != nil {
		return scored, fmt.Errorf("reading %s: %w", file, err)
	}
	return scored, nil
}

// Mark is a hash of a row's unique id, of 64 bits, the same in one run of the program
// only.
func (p *Part) Mark(row int) uint64 { return p.marks[row] }
