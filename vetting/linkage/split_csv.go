package linkage

import (
	"bytes"
	"io"
)

const (
	pieceBytes = 1 << 21 // what one goroutine reads at a time; it fits beside its dictionaries in the cache
	rowBytes   = 1 << 20 // a row that is longer has a quotation mark that nobody closed
)

// piece is a stretch of a CSV file that begins and ends with a row.
type piece struct {
	b        []byte
	line     int  // of its first byte, from 1
	unclosed bool // one line with a quotation mark that nothing closes

	cells []texts // of Parquet, in place of bytes: of each column
}

// splitter cuts a CSV file into pieces. A line break inside quotation marks ends no
// row, so what has any is looked through row by row; the rest is cut at its last
// line break. Where it cuts depends on the bytes alone.
type splitter struct {
	in   io.Reader
	rest []byte
	line int
	end  bool

	plain bool // a line break ends a row wherever it stands
}

func newSplitter(in io.Reader) *splitter { return &splitter{in: in, line: 1} }

// fill reads until that many bytes are at hand, or the end.
func (s *splitter) fill(n int) error {
	if s.end || len(s.rest) >= n {
		return nil
	}
	b := make([]byte, n)
	had := copy(b, s.rest)
	got, err := io.ReadFull(s.in, b[had:])
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		s.end, err = true, nil
	}
	s.rest = b[:had+got]
	return err
}

// take cuts off the first bytes.
func (s *splitter) take(n int) piece {
	p := piece{b: s.rest[:n:n], line: s.line}
	s.rest = s.rest[n:]
	s.line += bytes.Count(p.b, []byte{'\n'})
	return p
}

// row is the first row alone: the names of the columns.
func (s *splitter) row() (piece, bool, error) {
	if err := s.fill(2 * rowBytes); err != nil {
		return piece{}, false, err
	}
	s.rest = bytes.TrimPrefix(s.rest, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(s.rest)) == 0 {
		return piece{}, false, nil
	}
	n, _ := rowEnd(s.rest, s.end)
	if n == 0 {
		n = len(s.rest)
	}
	return s.take(n), true, nil
}

// next is the next piece, and false at the end.
func (s *splitter) next() (piece, bool, error) {
	if err := s.fill(pieceBytes); err != nil || len(s.rest) == 0 {
		return piece{}, false, err
	}
	n := s.rows(s.rest)
	if n == 0 { // its first row ends further on, or not at all
		if err := s.fill(len(s.rest) + rowBytes); err != nil {
			return piece{}, false, err
		}
		if n = s.rows(s.rest); n == 0 {
			if n = 1 + bytes.IndexByte(s.rest, '\n'); n == 0 {
				n = len(s.rest)
			}
			p := s.take(n)
			p.unclosed = true
			return p, true, nil
		}
	}
	return s.take(n), true, nil
}

// rows is how many of the bytes are whole rows.
func (s *splitter) rows(b []byte) int {
	if s.plain || bytes.IndexByte(b, '"') < 0 {
		if s.end {
			return len(b)
		}
		return 1 + bytes.LastIndexByte(b, '\n')
	}
	n := 0
	for n < len(b) {
		end, ok := rowEnd(b[n:], s.end)
		if !ok {
			break
		}
		n += end
	}
	return n
}

// rowEnd is where the first row ends, behind its line break. A quotation mark opens
// where a value begins, and two of them are one.
func rowEnd(b []byte, last bool) (int, bool) {
	line := bytes.IndexByte(b, '\n')
	if line < 0 && last {
		line = len(b) - 1
	}
	if line >= 0 && bytes.IndexByte(b[:line+1], '"') < 0 {
		return line + 1, true
	}
	for i := 0; ; {
		if i < len(b) && b[i] == '"' {
			n := closing(b[i:])
			if n == 0 || n > rowBytes {
				return 0, false
			}
			i += n
		}
		for i < len(b) && b[i] != ',' && b[i] != '\n' {
			i++
		}
		switch {
		case i == len(b):
			return i, last
		case b[i] == '\n':
			return i + 1, true
		}
		i++
	}
}

// closing is how long a value in quotation marks is, with both of them; 0 where
// nothing closes it.
func closing(b []byte) int {
	for i := 1; ; {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return 0
		}
		if i += n + 1; i >= len(b) || b[i] != '"' {
			return i
		}
		i++
	}
}
