package store

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// A transaction that only reads sees one moment: what it has asked once it knows until
// its end. A page asks for the steps of a case for each button that it might show.

const (
	mostAnswers = 500      // are kept of one transaction: what is kept lies in memory
	mostKept    = 64 << 10 // bytes of one answer; a longer one is asked again
)

// asked is a statement and what it is given, as one text.
type asked struct{ q, args string }

// answer is all rows of a statement, or why there are none.
type answer struct {
	columns []string
	rows    [][]driver.Value
	err     error
}

// nameOf names a question; ok is false where it holds a value that has no text here,
// which is then asked each time.
func nameOf(q string, args []driver.Value) (name asked, ok bool) {
	var b bytes.Buffer
	for _, a := range args {
		switch a := a.(type) {
		case string:
			b.WriteByte('s')
			b.Write(binary.AppendUvarint(nil, uint64(len(a))))
			b.WriteString(a)
		case int64:
			b.WriteByte('i')
			b.Write(binary.AppendVarint(nil, a))
		case bool:
			b.WriteByte('b')
			if a {
				b.WriteByte('1')
			}
		case float64:
			b.WriteByte('f')
			b.Write(binary.BigEndian.AppendUint64(nil, math.Float64bits(a)))
		default:
			return asked{}, false
		}
	}
	return asked{q, b.String()}, true
}

// note keeps an answer for the rest of the transaction.
func (c *conn) note(name asked, a *answer) {
	if c.answers != nil && len(c.answers) < mostAnswers {
		c.answers[name] = a
	}
}

// again gives the rows of an answer that is kept.
type again struct {
	*answer
	at int
}

// Columns are the names of the columns.
func (r *again) Columns() []string { return r.columns }

// Close ends the reading.
func (r *again) Close() error { return nil }

// Next gives the next row.
func (r *again) Next(to []driver.Value) error {
	if r.at == len(r.rows) {
		return io.EOF
	}
	for i, v := range r.rows[r.at] {
		to[i] = own(v)
	}
	r.at++
	return nil
}

// own is a value that nobody else holds.
func own(v driver.Value) driver.Value {
	if b, ok := v.([]byte); ok {
		return bytes.Clone(b)
	}
	return v
}

// noting gives rows as they come and keeps them for whoever asks again.
type noting struct {
	driver.Rows
	on   *conn
	name asked
	got  *answer // nil: too long to be kept, or it was kept
	size int
}

// Next gives the next row.
func (r *noting) Next(to []driver.Value) error {
	err := r.Rows.Next(to)
	switch {
	case r.got == nil:
	case errors.Is(err, io.EOF):
		r.on.note(r.name, r.got)
		r.got = nil
	case err != nil:
		r.got = nil
	default:
		row := make([]driver.Value, len(to))
		for i, v := range to {
			row[i] = own(v)
			r.size += sizeOf(v)
		}
		if r.got.rows = append(r.got.rows, row); r.size > mostKept {
			r.got = nil
		}
	}
	return err
}

// Close ends the reading. Whoever wanted one row has not asked whether there is another:
// where there is none, that row is the whole answer.
func (r *noting) Close() error {
	if r.got != nil && len(r.got.rows) == 1 {
		_ = r.Next(make([]driver.Value, len(r.got.rows[0]))) // it is asked again, if this fails
	}
	r.got = nil
	return r.Rows.Close()
}

func sizeOf(v driver.Value) int {
	switch v := v.(type) {
	case string:
		return 16 + len(v)
	case []byte:
		return 16 + len(v)
	}
	return 16
}

// whole reads an answer to its end.
func whole(rows driver.Rows, err error) *answer {
	if err != nil {
		return &answer{err: err}
	}
	a := &answer{columns: rows.Columns()}
	for {
		row := make([]driver.Value, len(a.columns))
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			a.err = rows.Close()
			return a
		} else if err != nil {
			_ = rows.Close() // says the same again
			return &answer{err: err}
		}
		for i := range row {
			row[i] = own(row[i])
		}
		a.rows = append(a.rows, row)
	}
}

// query answers from what is kept, or asks and keeps what comes.
func (s *statement) query(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if s.on.answers == nil {
		return s.runs.QueryContext(ctx, args)
	}
	values := make([]driver.Value, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	name, ok := nameOf(s.q, values)
	if ok {
		if a, known := s.on.answers[name]; known && a.err != nil {
			return nil, a.err
		} else if known {
			return &again{answer: a}, nil
		}
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if n := s.runs.NumInput(); n >= 0 && n != len(args) {
		return nil, fmt.Errorf("a statement takes %d values and is given %d", n, len(args))
	}
	traceOf(ctx).went()
	rows, err := s.runs.QueryContext(ctx, args)
	if err != nil || !ok {
		return rows, err
	}
	return &noting{Rows: rows, on: s.on, name: name, got: &answer{columns: rows.Columns()}}, nil
}
