package lookups

import (
	"bufio"
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

// Reject is a row or a line that was not taken, and why.
type Reject struct {
	File string
	Line int
	Says string
}

func (r Reject) String() string { return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Says) }

// ReadContext reads the tables of a folder. A table that is absent is empty, except
// those that must be there; a column that is missing and a file that breaks off are a
// candour.Refusal; a row that cannot be read is a Reject and the rest is taken.
func ReadContext(dir string) (*World, []Reject, error) {
	b := NewBuilder(rowsAbout(dir, "officers"), rowsAbout(dir, "people"))
	var rejects []Reject
	for _, t := range Tables {
		err := readTable(b, t, dir, &rejects)
		if errors.Is(err, fs.ErrNotExist) {
			if t.Must {
				return nil, nil, candour.Invalid("context", "%s has no %s.csv: without it no access can be explained", dir, t.Name)
			}
			continue
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return b.World(), rejects, nil
}

// rowsAbout guesses how many rows a table has, so that room is made once.
func rowsAbout(dir, table string) int {
	s, err := os.Stat(filepath.Join(dir, table+".csv"))
	if err != nil {
		return 16
	}
	return int(min(s.Size()/40, 1<<27)) + 16
}

func readTable(b *Builder, t *Table, dir string, rejects *[]Reject) error {
	f, err := os.Open(filepath.Join(dir, t.Name+".csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	return takeTable(b, t, f, rejects)
}

// takeTable takes a table from anywhere.
func takeTable(b *Builder, t *Table, in io.Reader, rejects *[]Reject) error {
	c := csv.NewReader(bufio.NewReaderSize(in, 1<<18))
	c.ReuseRecord, c.FieldsPerRecord = true, -1
	head, err := c.Read()
	if err != nil {
		return candour.Invalid("context", "%s.csv has no first line with the names of its columns: %s", t.Name, strings.Join(t.Columns, ", "))
	}
	head = slices.Clone(head)
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	at := make([]int, len(t.Columns))
	for i, want := range t.Columns {
		if at[i] = slices.Index(head, want); at[i] < 0 {
			return candour.Invalid("context", "%s.csv has no column %s: its first line must name %s", t.Name, want, strings.Join(t.Columns, ", "))
		}
	}
	values := make([]string, len(at))
	for {
		row, err := c.Read()
		if err == io.EOF {
			return nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			*rejects = append(*rejects, Reject{t.Name + ".csv", broken.Line, "the quotation marks do not match: " + broken.Err.Error()})
			continue
		}
		if err != nil {
			return candour.Invalid("context", "%s.csv breaks off or is damaged (%v): fetch it again", t.Name, err)
		}
		line, _ := c.FieldPos(0)
		if len(row) != len(head) {
			*rejects = append(*rejects, Reject{t.Name + ".csv", line, fmt.Sprintf("has %d values where the first line names %d", len(row), len(head))})
			continue
		}
		for i, k := range at {
			values[i] = row[k]
		}
		if err := b.Take(t, line, values...); err != nil {
			*rejects = append(*rejects, Reject{t.Name + ".csv", line, err.Error()})
		}
	}
}
