package linkage

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Reject is a row that was not taken in, and why. It holds nothing of the row.
type Reject struct {
	File         string
	Line, Column int // from 1; column 0 is the whole row
	Reason       string
	Kept         bool // the row was taken in all the same: only a value of it is none
}

// Rejected counts rows that were not taken in, and those that were although a value
// of theirs cannot be.
func Rejected(list []Reject) (rows, values int) {
	for _, r := range list {
		if r.Kept {
			values++
		} else {
			rows++
		}
	}
	return rows, values
}

// ReadCSV reads CSV as ReadRecords does, whatever the file's name.
func ReadCSV(in io.Reader, file string, p *Plan, dicts []*Dict) (*Table, []Reject, error) {
	src, err := openCSV(in, file, p)
	if err != nil {
		return nil, nil, err
	}
	return readAll(src, file, p, dicts)
}

// csvSource is a CSV file whose columns are known.
type csvSource struct {
	file  string
	split *splitter
	names int   // columns of the file
	id    int   // which of them is the unique id
	at    []int // and which are those of the plan; -1 is none

	composed [][]int // of a column of the plan that the file does not have: what it is put together from
}

func openCSV(in io.Reader, file string, p *Plan) (*csvSource, error) {
	s := &csvSource{file: file, split: newSplitter(in)}
	head, ok, err := s.split.row()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	if !ok {
		return nil, fmt.Errorf("%s, line 1: the file is empty: its first line names the columns", file)
	}
	r := rowReader{valid: utf8.Valid(head.b)}
	if _, why, _ := r.read(head.b); why != "" || !r.valid {
		return nil, fmt.Errorf("%s, line 1: the names of the columns cannot be read: save the file as CSV in UTF-8", file)
	}
	names := make([]string, len(r.cells))
	for i, c := range r.cells {
		names[i] = string(c)
	}
	s.names = len(names)
	s.id, s.at, s.composed, err = places(file, names, p)
	return s, err
}

func (s *csvSource) next() (piece, bool, error) { return s.split.next() }

func (s *csvSource) idColumn() int { return s.id + 1 }

// parse reads the rows of a piece.
func (s *csvSource) parse(c piece, p *Part) {
	if c.unclosed {
		p.reject(s.file, c.line, 0, "a quotation mark is opened and nothing closes it: this line was left out, and reading went on with the next one")
		return
	}
	r := rowReader{valid: utf8.Valid(c.b)}
	cells := make([][]byte, len(s.at))
	var room []byte
	for b, line := c.b, c.line; len(b) > 0; {
		n, why, column := r.read(b)
		row := b[:n]
		b = b[n:]
		here := line
		if n > 0 && row[n-1] == '\n' {
			line++
			line += bytes.Count(row[:n-1], []byte{'\n'}) * r.quoted
		}
		if len(r.cells) == 1 && len(r.cells[0]) == 0 && s.names > 1 && why == "" {
			continue // an empty line is no row
		}
		if why == "" {
			why, column = s.wrong(&r)
		}
		if why != "" {
			p.reject(s.file, here, column, why)
			continue
		}
		for i, at := range s.at {
			if cells[i] = nil; at >= 0 {
				cells[i] = r.cells[at]
			} else if parts := s.composed[i]; parts != nil {
				room = room[:0]
				cells[i], room = compose(r.cells, parts, room)
			}
		}
		p.Add(here, r.cells[s.id], cells)
	}
}

// compose puts a value together, nil where a part of it is not there.
func compose(cells [][]byte, parts []int, room []byte) (value, grown []byte) {
	for i, at := range parts {
		c := trim(cells[at])
		if len(c) == 0 {
			return nil, room
		}
		if i > 0 {
			room = append(room, ' ')
		}
		room = append(room, c...)
	}
	return room, room
}

// wrong says why a row is not taken in.
func (s *csvSource) wrong(r *rowReader) (why string, column int) {
	if len(r.cells) != s.names {
		return fmt.Sprintf("it has %d values and the first line names %d columns", len(r.cells), s.names), 0
	}
	if !r.valid {
		if i := slices.IndexFunc(r.cells, func(c []byte) bool { return !utf8.Valid(c) }); i >= 0 {
			return "it is not UTF-8: save the file as UTF-8", i + 1
		}
	}
	if len(trim(r.cells[s.id])) == 0 {
		return "it has no unique id", s.id + 1
	}
	return "", 0
}

// rowReader cuts a row into its cells, which are good until the next one.
type rowReader struct {
	cells  [][]byte
	quoted int // 1 if the row has a quotation mark
	room   []byte
	valid  bool // every byte of the piece is UTF-8
}

// read cuts the first row of b and says how long it is; and why it cannot be read,
// and in which column.
func (r *rowReader) read(b []byte) (n int, why string, column int) {
	r.cells, r.quoted = r.cells[:0], 0
	n = 1 + bytes.IndexByte(b, '\n')
	if n == 0 {
		n = len(b)
	}
	line := b[:n]
	if bytes.IndexByte(line, '"') >= 0 {
		return r.readQuoted(b)
	}
	line = noBreak(line)
	for {
		i := bytes.IndexByte(line, ',')
		if i < 0 {
			r.cells = append(r.cells, line)
			return n, "", 0
		}
		r.cells = append(r.cells, line[:i:i])
		line = line[i+1:]
	}
}

// noBreak takes the line break off.
func noBreak(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte{'\n'})
	return bytes.TrimSuffix(b, []byte{'\r'})
}

func (r *rowReader) readQuoted(b []byte) (n int, why string, column int) {
	n, _ = rowEnd(b, true)
	if n == 0 {
		n = len(b)
	}
	r.quoted, r.room = 1, r.room[:0]
	row := noBreak(b[:n])
	for {
		if len(row) > 0 && row[0] == '"' {
			k := closing(row)
			if k == 0 {
				return n, "a quotation mark is opened and nothing closes it", len(r.cells) + 1
			}
			from := len(r.room)
			r.room = append(r.room, bytes.ReplaceAll(row[1:k-1], []byte(`""`), []byte{'"'})...)
			r.cells = append(r.cells, r.room[from:len(r.room):len(r.room)])
			if row = row[k:]; len(row) == 0 {
				return n, "", 0
			}
			if row[0] != ',' {
				return n, "something stands behind a closing quotation mark: inside a value, write it twice", len(r.cells)
			}
			row = row[1:]
			continue
		}
		cell, rest, more := bytes.Cut(row, []byte{','})
		if bytes.IndexByte(cell, '"') >= 0 {
			return n, "a quotation mark stands inside a value that does not begin with one: put the value in quotation marks and write this one twice", len(r.cells) + 1
		}
		r.cells = append(r.cells, cell)
		if row = rest; !more {
			return n, "", 0
		}
	}
}

// places finds the columns that a plan reads.
func places(file string, head []string, p *Plan) (id int, at []int, composed [][]int, err error) {
	find := func(name string) int {
		return slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
	}
	var missing []string
	if id = find(p.Model.UniqueID); id < 0 {
		missing = append(missing, p.Model.UniqueID)
	}
	for _, c := range p.Columns {
		i := find(c)
		var parts []int
		if of := p.composed[c]; i < 0 && of != nil {
			for _, name := range of {
				n := find(name)
				if parts = append(parts, n); n < 0 && !slices.Contains(missing, name) {
					missing = append(missing, name)
				}
			}
		} else if i < 0 && !slices.Contains(p.carried, c) && !slices.Contains(missing, c) {
			missing = append(missing, c)
		}
		at, composed = append(at, i), append(composed, parts)
	}
	if missing != nil {
		return 0, nil, nil, fmt.Errorf("%s, line 1: there is no column %s, which the settings read: name it so, or give other settings", file, strings.Join(missing, ", "))
	}
	return id, at, composed, nil
}
