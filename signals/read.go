package signals

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"candour"
)

// Reject is a row that was not taken, and why.
type Reject struct {
	File   string
	Line   int
	Column int // the byte in the line at which the wrong value begins, from 1; 0 for the whole line
	Says   string
}

func (r Reject) String() string {
	if r.Column == 0 {
		return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Says)
	}
	return fmt.Sprintf("%s:%d:%d: %s", r.File, r.Line, r.Column, r.Says)
}

// Reading is what Read found.
type Reading struct {
	Record   *Record
	Rows     map[string]int // rows taken, by file
	Rejects  []Reject       // not taken, in the order of the files
	Warnings []Reject       // taken, but somebody should look
}

// Files are the files of the extract that Read reads, each plain or packed with
// gzip (officers.csv or officers.csv.gz), in this order.
var Files = []string{"officers", "allegations", "postings", "payouts", "force_reports"}

// Read reads a folder in the layout of the complaint extract. Officers and
// allegations must be there; the other files may be absent, and what they feed is
// then zero. Columns are found by their name; others are not read. A missing column
// or a damaged file is a candour.Refusal; a row that cannot be read is a Reject and
// the rest is taken.
func Read(dir string) (*Reading, error) {
	r := &reader{Reading: Reading{Record: &Record{index: map[string]int32{}}, Rows: map[string]int{}}}
	for _, f := range []struct {
		name    string
		columns []string
		row     func(row) error
		must    bool
	}{
		{"officers", []string{"officer", "appointed", "resigned", "serving", "race", "sex"}, r.officer, true},
		{"allegations", []string{"case", "officer", "incident", "received", "closed", "code", "group", "finding", "outcome", "officer_filed", "n_accused"}, r.allegation, true},
		{"postings", []string{"officer", "unit", "start", "end"}, r.posting, false},
		{"payouts", []string{"officer", "incident"}, r.payout, false},
		{"force_reports", []string{"officer", "date"}, r.forceReport, false},
	} {
		if err := r.file(dir, f.name, f.columns, f.row); errors.Is(err, fs.ErrNotExist) {
			if f.must {
				return nil, candour.Invalid("data", "%s has no %s.csv and no %s.csv.gz: name the folder that the extract lies in", dir, f.name, f.name)
			}
		} else if err != nil {
			return nil, err
		}
	}
	r.Record.Sort()
	return &r.Reading, nil
}

// reader is the state of one reading.
type reader struct {
	Reading
	name string
	line int
	keys map[[2]string]bool
}

// row gives a line's values by the place of their column.
type row struct {
	values  []string
	columns []int // of the columns asked for, where they stand in the file
	pos     func(int) (line, column int)
}

func (r row) get(i int) string { return r.values[r.columns[i]] }

// wrong is a value that cannot be read.
type wrong struct {
	column int // of the columns asked for
	says   string
}

func (w *wrong) Error() string { return w.says }

func badValue(column int, format string, args ...any) error {
	return &wrong{column, fmt.Sprintf(format, args...)}
}

// open opens a file of the extract, packed or not. Its error wraps fs.ErrNotExist
// where there is neither.
func open(dir, name string) (io.ReadCloser, error) {
	f, err := os.Open(filepath.Join(dir, name+".csv"))
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	f, err = os.Open(filepath.Join(dir, name+".csv.gz"))
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, errors.Join(candour.Invalid("data", "%s.csv.gz is not packed with gzip: fetch it again", name), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// file reads one file, row by row.
func (r *reader) file(dir, name string, columns []string, take func(row) error) error {
	in, err := open(dir, name)
	if err != nil {
		return err
	}
	defer in.Close()
	r.name, r.keys = name, map[[2]string]bool{}
	c := csv.NewReader(in)
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	head, err := c.Read()
	if err != nil {
		return candour.Invalid("data", "%s.csv has no first line with the names of the columns", name)
	}
	head = slices.Clone(head)
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	at := make([]int, len(columns))
	for i, want := range columns {
		if at[i] = slices.Index(head, want); at[i] < 0 {
			return candour.Invalid("data", "%s.csv has no column %s: its first line must name %s", name, want, strings.Join(columns, ", "))
		}
	}
	for {
		values, err := c.Read()
		if err == io.EOF {
			return nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			r.Rejects = append(r.Rejects, Reject{name, broken.Line, broken.Column, "the quotation marks do not match: " + broken.Err.Error()})
			continue
		}
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, candour.Invalid("data", "%s.csv breaks off or is damaged (%v): fetch it again", name, err))
		}
		r.line, _ = c.FieldPos(0)
		r.one(row{values, at, c.FieldPos}, len(head), take)
	}
}

// one takes a row or lists it.
func (r *reader) one(w row, width int, take func(row) error) {
	if len(w.values) != width {
		r.Rejects = append(r.Rejects, Reject{r.name, r.line, 0, fmt.Sprintf("has %d values where the first line names %d", len(w.values), width)})
		return
	}
	err := take(w)
	if err == nil {
		r.Rows[r.name]++
		return
	}
	column := 0
	var bad *wrong
	if errors.As(err, &bad) && bad.column >= 0 {
		_, column = w.pos(w.columns[bad.column])
	}
	r.Rejects = append(r.Rejects, Reject{r.name, r.line, column, err.Error()})
}

func (r *reader) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, Reject{r.name, r.line, 0, fmt.Sprintf(format, args...)})
}
