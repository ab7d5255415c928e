package linkage

import (
	"bytes"
	"slices"
)

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
