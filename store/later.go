package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// mostPuts is how many statements wait at most: what waits lies in memory.
const mostPuts = 500

// put is a statement that waits to be sent.
type put struct {
	q    string
	args []any
}

// ExecLater runs one statement of which nobody needs to know how many rows it changed. A
// server is sent it together with others, at the latest with the next reading of its
// table or before the commit, because each way to the server and back costs more than the
// statement: an error may come only then. The order is kept for each table.
func (t *Tx) ExecLater(q string, args ...any) error {
	if t.dialect.one {
		_, err := t.Exec(q, args...)
		return err
	}
	if err := t.mayWrite(q); err != nil {
		return err
	}
	args, err := t.dialect.args(args, false)
	if err != nil {
		return fmt.Errorf("%s: %w", verb(q), err)
	}
	if t.wire.puts = append(t.wire.puts, put{q, args}); len(t.wire.puts) >= mostPuts {
		return t.flush()
	}
	return nil
}

// flush sends what waits.
func (t *Tx) flush() error {
	if t.wire == nil || len(t.wire.puts) == 0 {
		return nil
	}
	got, err := t.wire.together(t.ctx, "", nil)
	if err == nil {
		err = got.Close()
	}
	return t.dialect.says(err)
}

// together sends what waits and one statement more, if there is one, in one go.
// What waited has run when it returns; the results of the last are still to be read.
func (c *conn) together(ctx context.Context, q string, args []any) (pgx.BatchResults, error) {
	server, ok := c.engine.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("the driver gives a %T", c.engine)
	}
	waiting := inRows(c.puts)
	c.puts = nil
	all := &pgx.Batch{}
	for _, p := range waiting {
		q, args := p.send()
		all.Queue(q, args...)
	}
	if q != "" {
		all.Queue(q, args...)
	}
	got := server.Conn().SendBatch(ctx, all)
	for _, p := range waiting {
		tag, err := got.Exec()
		if err != nil {
			_ = got.Close() // says the same again
			return nil, fmt.Errorf("%s: %w", verb(p.q), err)
		}
		p.note(traceOf(ctx), tag.RowsAffected())
	}
	return got, nil
}

// concerns says whether a statement names a table to which something waits to be sent.
func (c *conn) concerns(q string) bool {
	for _, p := range c.puts {
		if t := tableOf(p.q); t == "" || strings.Contains(q, t) {
			return true
		}
	}
	return false
}

func plain(args []driver.NamedValue) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = a.Value
	}
	return out
}

// ExecContext runs the statement, and before it what waits.
func (s *statement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if len(s.on.puts) == 0 {
		return s.runs.ExecContext(ctx, args)
	}
	got, err := s.on.together(ctx, s.q, plain(args))
	if err != nil {
		return nil, err
	}
	tag, err := got.Exec()
	if end := got.Close(); err == nil {
		err = end
	}
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext is the same for a statement that reads. What waits for other tables goes
// on waiting.
func (s *statement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if !s.on.concerns(s.q) {
		return s.runs.QueryContext(ctx, args)
	}
	got, err := s.on.together(ctx, s.q, plain(args))
	if err != nil {
		return nil, err
	}
	rows, err := got.Query()
	if err != nil {
		_ = got.Close() // says the same again
		return nil, err
	}
	return &rowsAfter{rows, got}, nil
}

// rowsAfter are the rows of a statement that was sent with others.
type rowsAfter struct {
	rows pgx.Rows
	all  pgx.BatchResults
}

// Columns are the names of the columns.
func (r *rowsAfter) Columns() (out []string) {
	for _, f := range r.rows.FieldDescriptions() {
		out = append(out, f.Name)
	}
	return out
}

// Close ends the reading.
func (r *rowsAfter) Close() error {
	r.rows.Close()
	return r.all.Close()
}

// Next reads a row: text, whole numbers and truth values, as all of ours are.
func (r *rowsAfter) Next(to []driver.Value) error {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	all, err := r.rows.Values()
	if err != nil {
		return err
	}
	for i, v := range all {
		switch v := v.(type) {
		case int32:
			to[i] = int64(v)
		case driver.Valuer: // the sum of whole numbers
			if to[i], err = v.Value(); err != nil {
				return err
			}
		default:
			to[i] = v
		}
	}
	return nil
}
