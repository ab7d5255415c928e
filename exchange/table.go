package exchange

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"candour"
)

// longestLine is the most bytes that one line may have. A file in which no line
// ever ends must not fill the memory.
const longestLine = 64 << 10

// table reads a CSV file row by row: UTF-8 with or without a byte order mark,
// lines ended by LF or CRLF, fields quoted or not, columns in any order and more
// of them than we want.
//
// Unlike RFC 4180 it ends every row with its line: a quotation mark that nobody
// closed then costs one row, not the rest of the file. Empty lines are no rows.
type table struct {
	file    string // as it stands in the folder
	r       *bufio.Reader
	columns []string // the ones wanted
	at      []int    // where each of them stands
	width   int      // columns of the header
	names   []string // of the header: shown only once the wanted ones were found among them
	line    int      // of the last row read
	close   func() error
}

// openTable opens stem.csv or stem.csv.gz of a folder and reads its header.
func openTable(dir, stem string, columns ...string) (*table, error) {
	f, err := openEither(dir, stem)
	if err != nil {
		return nil, err
	}
	file := filepath.Base(f.Name())
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, errors.Join(candour.Invalid("", "%s is not a gzip file, or not a whole one: copy it again", file), f.Close())
		}
	}
	t, err := newTable(r, file, columns)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	t.close = f.Close
	return t, nil
}

// openEither opens the packed or the plain file. Where both lie there it will not
// guess which of them is meant.
func openEither(dir, stem string) (*os.File, error) {
	plain, errPlain := os.Open(filepath.Join(dir, stem+".csv"))
	packed, errPacked := os.Open(filepath.Join(dir, stem+".csv.gz"))
	switch {
	case errPlain == nil && errPacked == nil:
		return nil, errors.Join(candour.Invalid("", "%[1]s.csv and %[1]s.csv.gz are both there: take one of them away", stem), plain.Close(), packed.Close())
	case errPlain == nil:
		return plain, nil
	case errPacked == nil:
		return packed, nil
	case errors.Is(errPlain, fs.ErrNotExist) && errors.Is(errPacked, fs.ErrNotExist):
		return nil, candour.Invalid("", "the folder has neither %[1]s.csv.gz nor %[1]s.csv", stem)
	}
	return nil, fmt.Errorf("opening %s: %w", stem, errors.Join(errPlain, errPacked))
}

// newTable reads the header. It never repeats what stands there: a file without
// a header begins with somebody's row.
func newTable(r io.Reader, file string, columns []string) (*table, error) {
	t := &table{file: file, r: bufio.NewReaderSize(r, longestLine), columns: columns}
	head, why, err := t.read()
	if err == io.EOF {
		return nil, candour.Invalid("", "%s is empty: its first line must name the columns %s", file, strings.Join(columns, ", "))
	}
	if err != nil {
		return nil, err
	}
	names, ok := split(nil, strings.TrimPrefix(head, "\ufeff"))
	if why != "" || !ok {
		return nil, candour.Invalid("", "the first line of %s cannot be read: it must name the columns %s", file, strings.Join(columns, ", "))
	}
	for i, n := range names {
		names[i] = strings.TrimSpace(n)
	}
	for _, c := range columns {
		i := slices.Index(names, c)
		if i < 0 {
			return nil, candour.Invalid("", "%s has no column “%s”: its first line must name the columns %s", file, c, strings.Join(columns, ", "))
		}
		if slices.Contains(names[i+1:], c) {
			return nil, candour.Invalid("", "%s has the column “%s” twice", file, c)
		}
		t.at = append(t.at, i)
	}
	t.width, t.names = len(names), names
	return t, nil
}

// each reads to the end of the file. keep gets each sound row: its fields in the
// order of columns, in a slice that is used again. lose gets the line of each
// other one, and what is wrong with it.
func (t *table) each(ctx context.Context, keep func(line int, f []string), lose func(line int, why string)) error {
	fields, out := make([]string, 0, t.width), make([]string, len(t.columns))
	for {
		if t.line%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		text, why, err := t.read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if why == "" && text == "" {
			continue
		}
		var ok bool
		if why == "" {
			if fields, ok = split(fields[:0], text); !ok {
				why = "a quotation mark is out of place or is not closed on its line"
			} else if len(fields) != t.width {
				why = fmt.Sprintf("it has %d columns where the header has %d", len(fields), t.width)
			}
		}
		if why != "" {
			lose(t.line, why)
			continue
		}
		for i, at := range t.at {
			out[i] = fields[at]
		}
		keep(t.line, out)
	}
}

// read gives the next line without its end, or says what is wrong with it. The
// error is io.EOF, or a sentence about the file.
func (t *table) read() (text, why string, err error) {
	b, err := t.r.ReadSlice('\n')
	t.line++
	for err == bufio.ErrBufferFull {
		why = fmt.Sprintf("the line is longer than %d bytes", longestLine)
		b, err = t.r.ReadSlice('\n')
	}
	switch {
	case err == io.EOF && len(b) == 0 && why == "":
		return "", "", io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "", "", candour.Invalid("", "%s is cut off in line %d: copy it again", t.file, t.line)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, new(flate.CorruptInputError)):
		return "", "", candour.Invalid("", "%s is damaged: copy it again", t.file)
	case err != nil && err != io.EOF:
		return "", "", fmt.Errorf("reading %s after line %d: %w", t.file, t.line-1, err)
	}
	if why != "" {
		return "", why, nil
	}
	text = string(bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r")))
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", "the line is not UTF-8 text, or has control characters in it", nil
	}
	return text, "", nil
}

// split appends the fields of one line to dst, as encoding/csv would. ok is false
// where a quotation mark stands in an unquoted field, or is not closed.
func split(dst []string, line string) (_ []string, ok bool) {
	for {
		if !strings.HasPrefix(line, `"`) {
			field, rest, more := strings.Cut(line, ",")
			if strings.Contains(field, `"`) {
				return dst, false
			}
			if dst = append(dst, field); !more {
				return dst, true
			}
			line = rest
			continue
		}
		var field strings.Builder
		for line = line[1:]; ; {
			part, rest, closed := strings.Cut(line, `"`)
			if !closed {
				return dst, false
			}
			field.WriteString(part)
			if line = rest; !strings.HasPrefix(line, `"`) {
				break
			}
			field.WriteByte('"') // two of them are one
			line = line[1:]
		}
		dst = append(dst, field.String())
		if line == "" {
			return dst, true
		}
		if line[0] != ',' {
			return dst, false
		}
		line = line[1:]
	}
}
