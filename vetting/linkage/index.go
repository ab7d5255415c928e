package linkage

import (
	"bytes"
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

// Hit is a record that passes by and a row of the table, with their match weight in
// bits. Row counts in the piece that was probed.
type Hit struct {
	L      uint32 // of the table
	Row    int    // of the piece
	Weight float64
	Levels []uint8 // of each comparison; good until the function that is told returns

	l, r []uint32
}

// Prober sets pieces of records against an index. It is of one goroutine.
type Prober struct {
	x       *Index
	w       *worker
	derived [][]uint32 // of each derived slot of one column, by the piece's own id, plus 1; 0 is not asked yet
	whole   [][]uint32 // likewise by the engine's id, for all pieces
	from    []int      // that column, or -1
	rec     []uint32
	Scored  uint64 // pairs so far
}

// NewProber is a prober for one goroutine.
func (x *Index) NewProber() *Prober {
	p := &Prober{x: x, w: x.e.newWorker(), rec: make([]uint32, x.e.stride)}
	for _, d := range x.e.derived {
		from := -1
		if cols := d.columns(nil); len(cols) == 1 {
			from = x.e.plan.column(cols[0])
		}
		p.from = append(p.from, from)
		p.derived = append(p.derived, nil)
		if p.whole = append(p.whole, nil); from >= 0 {
			p.whole[len(p.whole)-1] = make([]uint32, x.e.dicts[from].Len())
		}
	}
	return p
}

// mostExtra is how many values of records that passed by a worker remembers.
const mostExtra = 1 << 17

// Piece probes every row of a piece, in order, and tells of pairs that reach least.
func (p *Prober) Piece(part *Part, least float64, tell func(Hit)) {
	p.prepare(part)
	for row := range part.Rows() {
		p.row(p.x, part, row, least, tell)
	}
}

// Rows probes rows of a piece, in order: those of which which gives an index, this one
// or one of its rows only. also gives rows of the table with which a record is scored
// whether or not a rule proposes them; they stand in no index that which gives for it, and
// Scored does not count them.
// tell is given all pairs of a record that reach least, in the order of the table's
// unique ids; they are good until it returns.
func (p *Prober) Rows(part *Part, least float64, which func(row int) *Index, also func(row int) []uint32, tell func([]Hit)) {
	p.prepare(part)
	var hits []Hit
	room := make([]uint32, p.x.e.stride)
	for row := range part.Rows() {
		hits = hits[:0]
		if x := which(row); x != nil {
			p.row(x, part, row, least, func(h Hit) { hits = append(hits, h) })
		}
		for _, l := range also(row) {
			p.passing(part, row)
			for c := range p.x.e.plan.Columns {
				room[c] = p.x.table.cols[c][l]
			}
			if weight, ok := p.x.e.score(p.w, room, p.rec, least); ok {
				hits = append(hits, Hit{L: l, Row: row, Weight: weight, l: slices.Clone(room), r: p.rec})
			}
		}
		if len(hits) > 0 {
			slices.SortFunc(hits, func(a, b Hit) int { return bytes.Compare(p.x.table.ID(int(a.L)), p.x.table.ID(int(b.L))) })
			tell(hits)
		}
	}
}

// prepare makes ready for a piece, which NewPart of the index made.
func (p *Prober) prepare(part *Part) {
	if part.of == nil {
		panic("linkage: this piece was made for no index: use its NewPart")
	}
	p.w.refresh()
	for i, c := range p.from {
		if c >= 0 {
			p.derived[i] = resize(p.derived[i], part.dicts[c].Len())
		}
	}
}

func resize(s []uint32, n int) []uint32 {
	if cap(s) < n {
		return make([]uint32, n, 2*n)
	}
	s = s[:n]
	clear(s)
	return s
}

// unseen stands in a packed record for a value that no row of the table has, until
// a pair is scored for which the value itself is needed.
const unseen = math.MaxUint32 - 1

func (p *Prober) row(x *Index, part *Part, row int, least float64, tell func(Hit)) {
	e, n := p.x.e, len(p.x.e.plan.Columns)
	p.known(part, row)
	for i := range e.derived {
		p.rec[n+i] = p.key(part, row, i)
	}
	whole := false
	for ri := range x.rules {
		k := &x.rules[ri]
		key, ok := k.key(p.rec)
		if !ok {
			continue
		}
		start, ok := k.start(key)
		if !ok {
			continue
		}
		if !whole {
			p.complete(part, row)
			whole = true
		}
		p.run(ri, k, key, start, row, least, tell)
	}
}

// known writes the values that keys ask for into the packed record.
func (p *Prober) known(part *Part, row int) {
	for _, c := range p.x.now {
		id := part.rows[c][row]
		if id >= part.base[c] {
			id = unseen
		}
		p.rec[c] = id
	}
}

// run scores the rows of one key.
func (p *Prober) run(ri int, k *ruleIndex, key uint64, at, row int, least float64, tell func(Hit)) {
	e := p.x.e
	rule, earlier := e.rules[ri], e.rules[:ri]
pairs:
	for ; at < len(k.list) && k.list[at].key == key; at++ {
		place := k.list[at].place
		l := p.x.recs.at(place)
		if k.check && !rule.holds(p.w, l, p.rec) {
			continue
		}
		for _, before := range earlier {
			if before.holds(p.w, l, p.rec) {
				continue pairs
			}
		}
		p.Scored++
		if weight, ok := e.score(p.w, l, p.rec, least); ok {
			tell(Hit{p.x.recs.rows[place], row, weight, p.w.levels, l, p.rec})
		}
	}
}

// key is the id of a derived value among those of the table, unseen, or 0.
func (p *Prober) key(part *Part, row, i int) uint32 {
	c := p.from[i]
	if c < 0 {
		return p.derive(part, row, i)
	}
	id := part.rows[c][row]
	at := &p.whole[i][min(id, part.base[c]-1)]
	if id >= part.base[c] {
		at = &p.derived[i][id-part.base[c]+1]
	}
	if *at == 0 {
		*at = p.derive(part, row, i) + 1
	}
	return *at - 1
}

func (p *Prober) derive(part *Part, row, i int) uint32 {
	e := p.x.e
	v := e.derived[i].eval(func(name string, _ side) []byte {
		return part.Value(row, e.plan.column(name))
	})
	if v.kind == absent {
		return 0
	}
	if id := e.keys.Find(v.written()); id != 0 {
		return id
	}
	return unseen
}

// complete looks up what no key asked for, and gives values that no row of the table
// has a number. One of which only is asked whether it equals one of the table needs
// none, and a derived one is never asked for more.
func (p *Prober) complete(part *Part, row int) {
	for c := range p.x.look {
		if p.x.look[c] == lookLater {
			if p.rec[c] = 0; part.rows[c][row] != 0 {
				if p.rec[c] = p.x.e.dicts[c].Find(part.Value(row, c)); p.rec[c] == 0 {
					p.rec[c] = unseen
				}
			}
		}
		if p.rec[c] == unseen && p.x.text[c] {
			p.rec[c] = p.extra(part, row, c)
		}
	}
}

func (p *Prober) extra(part *Part, row, c int) uint32 {
	if p.x.look[c] == lookNow { // such as a telephone number: it seldom comes again
		return p.w.base[c] + p.w.extra[c].append(part.Value(row, c)) - 1
	}
	return p.w.base[c] + p.w.extra[c].ID(part.Value(row, c)) - 1
}

// Explain explains a hit while the function that was told of it runs.
func (p *Prober) Explain(part *Part, h Hit) Explanation {
	for c := range p.x.look {
		if h.r[c] == unseen { // it is to be read now
			h.r[c] = p.extra(part, h.Row, c)
		}
	}
	return p.x.e.explain(p.w, string(p.x.table.ID(int(h.L))), string(part.ID(h.Row)), h.l, h.r)
}

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

// passing makes the packed record of a row of the piece, without its derived keys.
func (p *Prober) passing(part *Part, row int) {
	p.known(part, row)
	p.complete(part, row)
}

// Levels are the levels on which a row of the table and one of a piece stand, proposed
// by a rule or not: what a model is trained from where the truth is known. They are
// good until the prober is used again. Piece prepares the piece.
func (p *Prober) Levels(part *Part, l uint32, row int) []uint8 {
	n := len(p.x.e.plan.Columns)
	p.passing(part, row)
	rec := make([]uint32, p.x.e.stride)
	for c := range n {
		rec[c] = p.x.table.cols[c][l]
	}
	for ci, c := range p.x.e.comparisons {
		p.w.levels[ci] = p.w.ask(c, rec, p.rec)
	}
	return p.w.levels
}
