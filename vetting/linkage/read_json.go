package linkage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// jsonSource is a file of objects of JSON, one a line. The first line names every
// column that the plan reads, with null where it has no value, as the first line of a
// CSV file does: else a name that is written otherwise would be a column of nothing.
type jsonSource struct {
	columns
	names []string
	split *splitter
}

func openJSON(in io.Reader, file string, p *Plan) (source, error) {
	s := &jsonSource{split: newSplitter(in)}
	s.split.plain = true
	if err := s.split.fill(2 * rowBytes); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	s.split.rest = bytes.TrimPrefix(s.split.rest, []byte("\xef\xbb\xbf"))
	line, _, _ := bytes.Cut(s.split.rest, []byte{'\n'})
	if len(bytes.TrimSpace(line)) == 0 {
		return nil, fmt.Errorf("%s, line 1: the file is empty, or its first line is: every line is an object of JSON", file)
	}
	var head []string
	if why := eachMember(line, func(name, _ []byte) string { head = append(head, string(name)); return "" }); why != "" {
		return nil, fmt.Errorf("%s, line 1: %s", file, why)
	}
	var err error
	if s.names, s.columns, err = needed(file, head, p); err != nil {
		return nil, fmt.Errorf("%w; the first line has every name, with null where there is no value", err)
	}
	return s, nil
}

func (s *jsonSource) next() (piece, bool, error) { return s.split.next() }

func (s *jsonSource) idColumn() int { return 0 }

func (s *jsonSource) parse(c piece, p *Part) {
	row, cells := make([][]byte, len(s.names)), make([][]byte, len(s.at))
	var room []byte
	for b, line := c.b, c.line; len(b) > 0; line++ {
		one, rest, _ := bytes.Cut(b, []byte{'\n'})
		b = rest
		if len(bytes.TrimSpace(one)) == 0 {
			continue // an empty line is no row
		}
		clear(row)
		why := ""
		if len(one) > rowBytes {
			why = "the line is longer than a million bytes"
		} else {
			why = eachMember(one, func(name, value []byte) string { return s.member(row, name, value) })
		}
		if why != "" {
			p.reject(s.file, line, 0, why)
			continue
		}
		room = s.add(p, line, row, cells, room)
	}
}

// member puts the value of a name into its place.
func (s *jsonSource) member(row [][]byte, name, value []byte) string {
	at := slices.IndexFunc(s.names, func(n string) bool { return n == string(name) })
	switch {
	case at < 0:
		return ""
	case row[at] != nil:
		return fmt.Sprintf("it has %s twice", s.names[at])
	case value[0] == '{' || value[0] == '[':
		return fmt.Sprintf("%s is a list or an object: one value is asked", s.names[at])
	case value[0] == '"':
		v, ok := unquote(value)
		if !ok {
			return fmt.Sprintf("%s cannot be read", s.names[at])
		}
		row[at] = v
	case value[0] == 'n':
		row[at] = []byte{}
	default:
		row[at] = value
	}
	return ""
}

func unquote(b []byte) ([]byte, bool) {
	if bytes.IndexByte(b, '\\') < 0 {
		return b[1 : len(b)-1], true
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return nil, false
	}
	return []byte(s), true
}

// eachMember gives each name and value of an object, and says why it cannot.
func eachMember(line []byte, f func(name, value []byte) string) string {
	b := bytes.TrimSpace(line)
	switch {
	case !utf8.Valid(b):
		return "it is not UTF-8: save the file as UTF-8"
	case len(b) == 0 || b[0] != '{' || !json.Valid(b):
		return "it is not an object of JSON on a line of its own"
	}
	// From here on it is valid, so that every mark stands where it must.
	b = space(b[1:])
	for b[0] != '}' {
		n := valueEnd(b)
		name, ok := unquote(b[:n])
		if !ok {
			return "a name in it cannot be read"
		}
		b = space(space(b[n:])[1:]) // behind the colon
		n = valueEnd(b)
		if why := f(name, b[:n]); why != "" {
			return why
		}
		if b = space(b[n:]); b[0] == ',' {
			b = space(b[1:])
		}
	}
	return ""
}

func space(b []byte) []byte { return bytes.TrimLeft(b, " \t\r\n") }

// valueEnd is how long the value is with which valid JSON begins.
func valueEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i // a number or a word ends before it
			}
			if depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}
