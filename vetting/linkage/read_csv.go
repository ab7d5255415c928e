package linkage

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Reject is a row that was not taken in, and why. It holds nothing of the row.
type Reject struct {
	File         string
	Line, Column int // from 1; column 0 is the whole row
	Reason       string
}

// ReadCSV reads an input whose first line names its columns. What is no table at
// all is an error with file and line; a row that cannot be read is a reject: ragged,
// broken UTF-8, without unique id, or with one that an earlier row has.
func ReadCSV(in io.Reader, file string, p *Plan, dicts []*Dict) (*Table, []Reject, error) {
	buffered := bufio.NewReaderSize(in, 1<<20)
	if b, _ := buffered.Peek(3); bytes.Equal(b, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3)
	}
	r := csv.NewReader(buffered)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("%s, line 1: the file is empty: its first line names the columns", file)
	} else if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	width := len(head)
	id, at, err := places(file, head, p)
	if err != nil {
		return nil, nil, err
	}
	t, part, first := NewTable(file, dicts), NewPart(len(at)), map[string]int{}
	var rejects []Reject
	cells := make([][]byte, len(at))
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			t.Append(part)
			return t, rejects, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) { // the reader goes on with the next line
			rejects = append(rejects, Reject{file, bad.StartLine, bad.Column, bad.Err.Error()})
			continue
		} else if err != nil {
			return nil, nil, fmt.Errorf("reading %s: %w", file, err)
		}
		line, _ := r.FieldPos(0)
		if why, column := wrongRow(rec, width, id, first); why != "" {
			rejects = append(rejects, Reject{file, line, column, why})
			continue
		}
		first[strings.TrimSpace(rec[id])] = line
		for i, c := range at {
			cells[i] = []byte(rec[c])
		}
		part.Add(line, []byte(rec[id]), cells)
		if part.Rows() == 1<<15 {
			t.Append(part)
			part.Reset()
		}
	}
}

// places finds the columns that a plan reads.
func places(file string, head []string, p *Plan) (id int, at []int, err error) {
	find := func(name string) int {
		for i, h := range head {
			if strings.EqualFold(strings.TrimSpace(h), name) {
				return i
			}
		}
		return -1
	}
	var missing []string
	if id = find(p.Model.UniqueID); id < 0 {
		missing = append(missing, p.Model.UniqueID)
	}
	for _, c := range p.Columns {
		i := find(c)
		if at = append(at, i); i < 0 {
			missing = append(missing, c)
		}
	}
	if missing != nil {
		return 0, nil, fmt.Errorf("%s, line 1: there is no column %s, which the settings read: name it so, or give other settings", file, strings.Join(missing, ", "))
	}
	return id, at, nil
}

func wrongRow(rec []string, width, id int, first map[string]int) (why string, column int) {
	if len(rec) != width {
		return fmt.Sprintf("it has %d values and the first line names %d columns", len(rec), width), 0
	}
	for i, v := range rec {
		if !utf8.ValidString(v) {
			return "it is not UTF-8: save the file as UTF-8", i + 1
		}
	}
	key := strings.TrimSpace(rec[id])
	if key == "" {
		return "it has no unique id", id + 1
	}
	if line, ok := first[key]; ok {
		return fmt.Sprintf("its unique id is that of line %d", line), id + 1
	}
	return "", 0
}
