package linkage

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"
)

// source is a file of records in some form, whose columns are known.
type source interface {
	// next gives the next piece, and false at the end. One goroutine calls it.
	next() (piece, bool, error)
	// parse reads the rows of a piece. Many goroutines call it.
	parse(piece, *Part)
	// idColumn is the column of the unique id, from 1, for what is said of a row.
	idColumn() int
}

// open knows the form of a file by the end of its name: .parquet is Parquet, .jsonl
// and .ndjson are lines of JSON, everything else is CSV.
func open(in io.Reader, file string, p *Plan) (source, error) {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".parquet":
		return openParquet(in, file, p)
	case ".jsonl", ".ndjson":
		return openJSON(in, file, p)
	}
	return openCSV(in, file, p)
}

// ReadRecords reads an input on all cores: CSV whose first line names its columns,
// lines of JSON, or Parquet, by the end of the file's name. What is no table at all is
// an error with file and line; a row that cannot be read is a reject: ragged, broken
// UTF-8, a quotation mark out of place, without unique id, or with one that an earlier
// row has. A day that no calendar has is a reject of the value alone.
func ReadRecords(in io.Reader, file string, p *Plan, dicts []*Dict) (*Table, []Reject, error) {
	src, err := open(in, file, p)
	if err != nil {
		return nil, nil, err
	}
	return readAll(src, file, p, dicts)
}

func readAll(src source, file string, p *Plan, dicts []*Dict) (*Table, []Reject, error) {
	t := NewTable(file, dicts)
	var rejects []Reject
	days := p.days()
	workers := runtime.GOMAXPROCS(0)
	free := make(chan *Part, 3*workers+2)
	err := inOrder(workers, src.next, func(_ int, c piece) *Part {
		var part *Part
		select {
		case part = <-free:
			part.Reset()
		default:
			part = NewPart(len(p.Columns))
		}
		src.parse(c, part)
		part.impossible(file, days)
		return part
	}, func(part *Part) error {
		rejects = append(rejects, t.take(part, file, src.idColumn())...)
		free <- part
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", file, err)
	}
	return t, rejects, nil
}

// columns are where a file has the columns of a plan.
type columns struct {
	file     string
	id       int
	at       []int   // of each column of the plan; -1 is none
	composed [][]int // of a column that the file does not have: what it is put together from
}

// add adds a row whose values are in the order of the file, or rejects it.
func (s *columns) add(p *Part, line int, row [][]byte, cells [][]byte, room []byte) []byte {
	for i, c := range row {
		if !utf8.Valid(c) {
			p.reject(s.file, line, i+1, "it is not UTF-8: save the file as UTF-8")
			return room
		}
		if len(c) > rowBytes {
			p.reject(s.file, line, i+1, "the value is longer than a million bytes")
			return room
		}
	}
	if len(trim(row[s.id])) == 0 {
		p.reject(s.file, line, s.id+1, "it has no unique id")
		return room
	}
	for i, at := range s.at {
		if cells[i] = nil; at >= 0 {
			cells[i] = row[at]
		} else if parts := s.composed[i]; parts != nil {
			cells[i], room = compose(row, parts, room[:0])
		}
	}
	p.Add(line, row[s.id], cells)
	return room
}

// needed are the columns of a file that a plan reads, by name, each once, and where
// they stand when they are all that is read.
func needed(file string, head []string, p *Plan) (names []string, c columns, err error) {
	id, at, composed, err := places(file, head, p)
	if err != nil {
		return nil, c, err
	}
	place := func(i int) int {
		if i < 0 {
			return -1
		}
		if k := slices.Index(names, head[i]); k >= 0 {
			return k
		}
		names = append(names, head[i])
		return len(names) - 1
	}
	c = columns{file: file, id: place(id)}
	for i := range at {
		c.at = append(c.at, place(at[i]))
		var parts []int
		for _, k := range composed[i] {
			parts = append(parts, place(k))
		}
		c.composed = append(c.composed, parts)
	}
	return names, c, nil
}

// sized is something that can be read at any place, and how long it is.
func sized(in io.Reader) (io.ReaderAt, int64, bool) {
	switch x := in.(type) {
	case *os.File:
		if i, err := x.Stat(); err == nil && i.Mode().IsRegular() {
			return x, i.Size(), true
		}
	case interface {
		io.ReaderAt
		Size() int64
	}:
		return x, x.Size(), true
	}
	return nil, 0, false
}
