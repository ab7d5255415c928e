package linkage

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
)

// Part is a piece of an input, read by one goroutine. Rows stand in the order of
// the input.
type Part struct {
	ids     texts
	marks   []uint64 // of each unique id: its hash
	dicts   []*Dict
	rows    [][]uint32 // of each column
	Lines   []uint32   // where each row begins in its input, for what is said of it
	rejects []Reject   // rows that were not taken in

	of   []*Dict  // of a piece for an index: the dictionaries of its table
	base []uint32 // of each column: the first number that is one of dicts and not of of
	look []looking
}

// looking is when a value of a piece for an index is looked up in the index's table.
type looking uint8

const (
	lookNever looking = iota // no condition asks for it
	lookLater                // where a pair is scored: no key asks for it
	lookNow
	lookOften // and what its values give is kept, so that one that comes again has one number
)

// NewPart is an empty piece with that many columns.
func NewPart(columns int) *Part {
	p := &Part{dicts: make([]*Dict, columns), rows: make([][]uint32, columns), base: make([]uint32, columns)}
	for i := range p.dicts {
		p.dicts[i], p.base[i] = NewDict(), 1
	}
	return p
}

// Rows is the number of rows.
func (p *Part) Rows() int { return p.ids.len() }

// ID is the unique id of a row.
func (p *Part) ID(row int) []byte { return p.ids.at(row) }

// Add adds a row. White space around a value is taken off, and an empty one is no
// value, as in the reading that the shipped models were trained on.
func (p *Part) Add(line int, id []byte, cells [][]byte) {
	id = trim(id)
	p.ids.add(id)
	p.marks = append(p.marks, maphash.Bytes(dictSeed, id))
	p.Lines = append(p.Lines, uint32(line))
	for i, c := range cells {
		n := uint32(0)
		if c = trim(c); len(c) > 0 {
			n = p.number(i, c)
		}
		p.rows[i] = append(p.rows[i], n)
	}
}

// number is the number of a value of a column.
func (p *Part) number(column int, value []byte) uint32 {
	d := p.dicts[column]
	if p.of == nil {
		return d.ID(value)
	}
	if p.look[column] <= lookLater {
		return d.append(value)
	}
	h := uint32(maphash.Bytes(dictSeed, value))
	if id := p.of[column].find(value, h); id != 0 {
		return id
	}
	if p.look[column] == lookNow {
		return p.base[column] + d.append(value) - 1
	}
	return p.base[column] + d.id(value, h) - 1
}

// Value is what stands in a column of a row, nil for none.
func (p *Part) Value(row, column int) []byte {
	n := p.rows[column][row]
	if base := p.base[column]; n >= base {
		return p.dicts[column].Text(n - base + 1)
	} else if n == 0 {
		return nil
	}
	return p.of[column].Text(n)
}

func trim(b []byte) []byte {
	if len(b) > 0 && b[0] > ' ' && b[0] < 0x80 && b[len(b)-1] > ' ' && b[len(b)-1] < 0x80 {
		return b
	}
	return bytes.TrimSpace(b)
}

func (p *Part) reject(file string, line, column int, why string) {
	p.rejects = append(p.rejects, Reject{File: file, Line: line, Column: column, Reason: why})
}

// keep leaves these rows only, which are in order.
func (p *Part) keep(rows []int) {
	var ids texts
	for to, from := range rows {
		ids.add(p.ids.at(from))
		p.marks[to], p.Lines[to] = p.marks[from], p.Lines[from]
		for _, col := range p.rows {
			col[to] = col[from]
		}
	}
	p.ids, p.marks, p.Lines = ids, p.marks[:len(rows)], p.Lines[:len(rows)]
	for c := range p.rows {
		p.rows[c] = p.rows[c][:len(rows)]
	}
}

// Only leaves the rows whose unique id is mine, and what is said of them. A row that was
// not taken in has no unique id for sure: it is known by its line.
func (p *Part) Only(mine func(id []byte) bool, line func(int) bool) {
	var rows []int
	there := make(map[int]bool, len(p.rejects))
	for row := range p.Rows() {
		if mine(p.ID(row)) {
			rows = append(rows, row)
			there[int(p.Lines[row])] = true
		} else {
			there[int(p.Lines[row])] = false
		}
	}
	p.rejects = slices.DeleteFunc(p.rejects, func(r Reject) bool {
		kept, ok := there[r.Line]
		return ok && !kept || !ok && !line(r.Line)
	})
	p.keep(rows)
}

// reset empties it for the next piece.
func (p *Part) reset() {
	p.ids.all, p.ids.ends, p.marks, p.Lines, p.rejects = p.ids.all[:0], p.ids.ends[:0], p.marks[:0], p.Lines[:0], nil
	for i := range p.rows {
		p.dicts[i].forget()
		p.rows[i] = p.rows[i][:0]
	}
}

// Reset empties a piece so that its memory serves the next one.
func (p *Part) Reset() { p.reset() }

// Table is one input, by columns.
type Table struct {
	Name  string
	ids   texts
	lines []uint32
	dicts []*Dict
	cols  [][]uint32

	sorted []uint32 // rows by unique id, once asked for
	marks  []uint64 // of each unique id
	slots  []uint32 // row plus 1 by unique id, open addressing; 0 is free
}

// NewTable is an empty input whose columns use these dictionaries (Plan.Dicts).
func NewTable(name string, dicts []*Dict) *Table {
	return &Table{Name: name, dicts: dicts, cols: make([][]uint32, len(dicts))}
}

// Rows is the number of rows.
func (t *Table) Rows() int { return t.ids.len() }

// ID is the unique id of a row.
func (t *Table) ID(row int) []byte { return t.ids.at(row) }

// Cell is the value of a column in a row, nil for none.
func (t *Table) Cell(row, column int) []byte {
	id := t.cols[column][row]
	if id == 0 {
		return nil
	}
	return t.dicts[column].Text(id)
}

// Find is the row with a unique id, and -1.
func (t *Table) Find(id []byte) int {
	h := maphash.Bytes(dictSeed, id)
	for at := range t.probe(h) {
		if row := int(t.slots[at]) - 1; t.marks[row] == h && bytes.Equal(t.ID(row), id) {
			return row
		}
	}
	return -1
}

// probe gives the taken slots in which a unique id of that hash may be.
func (t *Table) probe(h uint64) func(func(uint64) bool) {
	return func(yield func(uint64) bool) {
		if len(t.slots) == 0 {
			return
		}
		mask := uint64(len(t.slots) - 1)
		for i := h & mask; t.slots[i] != 0 && yield(i); i = (i + 1) & mask {
		}
	}
}

// index gives a row its place among the unique ids.
func (t *Table) index(row int) {
	if 2*row >= len(t.slots) {
		t.slots = make([]uint32, max(1024, 4*len(t.slots)))
		for i := range row {
			t.put(i)
		}
	}
	t.put(row)
}

func (t *Table) put(row int) {
	mask := uint64(len(t.slots) - 1)
	i := t.marks[row] & mask
	for t.slots[i] != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = uint32(row) + 1
}

// take adds a piece but for rows whose unique id an earlier row has, and gives all
// of the piece that was not taken in, by line.
func (t *Table) take(p *Part, file string, column int) []Reject {
	from := t.Rows()
	var keep []int
	for i := range p.Lines {
		id, h := p.ids.at(i), p.marks[i]
		line := uint32(0)
		for at := range t.probe(h) {
			if row := int(t.slots[at]) - 1; t.marks[row] != h {
				continue
			} else if row < from && bytes.Equal(t.ID(row), id) {
				line = t.lines[row]
			} else if row >= from && bytes.Equal(p.ids.at(keep[row-from]), id) {
				line = p.Lines[keep[row-from]]
			}
		}
		if line > 0 {
			p.reject(file, int(p.Lines[i]), column, fmt.Sprintf("its unique id is that of line %d", line))
			continue
		}
		t.marks = append(t.marks, h)
		t.index(from + len(keep))
		keep = append(keep, i)
	}
	if len(keep) < p.Rows() {
		p.keep(keep)
		slices.SortStableFunc(p.rejects, func(a, b Reject) int { return a.Line - b.Line })
	}
	t.Append(p)
	return p.rejects
}

// Append adds a piece. Pieces are added in the order of the input, so that ids are
// the same however many goroutines read.
func (t *Table) Append(p *Part) {
	t.ids.all = append(t.ids.all, p.ids.all...)
	from := uint64(0)
	if n := len(t.ids.ends); n > 0 {
		from = t.ids.ends[n-1]
	}
	for _, e := range p.ids.ends {
		t.ids.ends = append(t.ids.ends, from+e)
	}
	t.lines = append(t.lines, p.Lines...)
	for c, rows := range p.rows {
		to := make([]uint32, p.dicts[c].Len())
		for id := 1; id < len(to); id++ {
			to[id] = t.dicts[c].id(p.dicts[c].Text(uint32(id)), p.dicts[c].marks[id])
		}
		for _, id := range rows {
			t.cols[c] = append(t.cols[c], to[id])
		}
	}
}

// order sorts rows by unique id, as numbers where all are, as DuckDB does of a
// column of numbers: the smaller one of a pair is its left record.
func (t *Table) order() []uint32 {
	n := t.Rows()
	if len(t.sorted) != n {
		t.sorted = t.inOrder()
	}
	return t.sorted
}

func (t *Table) inOrder() []uint32 {
	n := t.Rows()
	perm := make([]uint32, n)
	numbers := make([]int64, n)
	for i := range n {
		perm[i] = uint32(i)
		if numbers != nil {
			v, ok := t.number(perm[i])
			if numbers[i] = v; !ok {
				numbers = nil
			}
		}
	}
	if numbers != nil {
		if !slices.IsSorted(numbers) {
			slices.SortStableFunc(perm, func(a, b uint32) int {
				return compareInts(numbers[a], numbers[b])
			})
		}
		return perm
	}
	byText := func(a, b uint32) int { return bytes.Compare(t.ID(int(a)), t.ID(int(b))) }
	if !slices.IsSortedFunc(perm, byText) {
		slices.SortStableFunc(perm, byText)
	}
	return perm
}

// number is the unique id of a row as one.
func (t *Table) number(row uint32) (int64, bool) {
	v, err := strconv.ParseInt(string(t.ID(int(row))), 10, 64)
	return v, err == nil
}

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
