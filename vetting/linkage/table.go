package linkage

import (
	"bytes"
	"slices"
	"strconv"
)

// Part is a piece of an input, read by one goroutine. Rows stand in the order of
// the input.
type Part struct {
	ids   texts
	dicts []*Dict
	rows  [][]uint32 // of each column
	Lines []uint32   // where each row begins in its input, for what is said of it
}

// NewPart is an empty piece with that many columns.
func NewPart(columns int) *Part {
	p := &Part{dicts: make([]*Dict, columns), rows: make([][]uint32, columns)}
	for i := range p.dicts {
		p.dicts[i] = NewDict()
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
	p.ids.add(bytes.TrimSpace(id))
	p.Lines = append(p.Lines, uint32(line))
	for i, c := range cells {
		n := uint32(0)
		if c = trim(c); len(c) > 0 {
			n = p.dicts[i].ID(c)
		}
		p.rows[i] = append(p.rows[i], n)
	}
}

func trim(b []byte) []byte {
	if len(b) > 0 && b[0] > ' ' && b[0] < 0x80 && b[len(b)-1] > ' ' && b[len(b)-1] < 0x80 {
		return b
	}
	return bytes.TrimSpace(b)
}

// reset empties it for the next piece.
func (p *Part) reset() {
	p.ids.all, p.ids.ends, p.Lines = p.ids.all[:0], p.ids.ends[:0], p.Lines[:0]
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
	dicts []*Dict
	cols  [][]uint32
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
	perm := make([]uint32, n)
	numbers := make([]int64, n)
	for i := range n {
		perm[i] = uint32(i)
		if numbers != nil {
			v, err := strconv.ParseInt(string(t.ID(i)), 10, 64)
			if numbers[i] = v; err != nil {
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

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
