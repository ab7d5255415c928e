package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// mostPuts is how many statements wait at most: what waits lies in memory.
const mostPuts = 500

// What waits is sent beside the program, which goes on meanwhile: the server puts rows in
// while the next are worked out. One goroutine at a time uses the connection: whatever
// else would use it waits first for what is on its way (conn.settle).

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
		return t.dialect.says(t.wire.beside(t.ctx))
	}
	return nil
}

// beside begins to send what waits. An error of it comes with the next use of the
// connection.
func (c *conn) beside(ctx context.Context) error {
	if err := c.settle(); err != nil {
		return err
	}
	puts, done := c.puts, make(chan error, 1)
	c.puts, c.onItsWay = nil, done
	go func() {
		got, err := c.send(ctx, puts, "", nil)
		if err == nil {
			err = got.Close()
		}
		done <- err
	}()
	return nil
}

// settle waits until nothing is on its way. The transaction whose rows failed has failed:
// the server refuses whatever comes after, so it is said once.
func (c *conn) settle() error {
	if c.onItsWay == nil {
		return nil
	}
	err := <-c.onItsWay
	c.onItsWay = nil
	return err
}

// flush sends what waits, and waits for it.
func (t *Tx) flush() error {
	if err := t.wire.settle(); err != nil || len(t.wire.puts) == 0 {
		return t.dialect.says(err)
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
	if err := c.settle(); err != nil {
		return nil, err
	}
	puts := c.puts
	c.puts = nil
	return c.send(ctx, puts, q, args)
}

func (c *conn) send(ctx context.Context, puts []put, q string, args []any) (pgx.BatchResults, error) {
	server, ok := c.engine.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("the driver gives a %T", c.engine)
	}
	waiting := inRows(puts)
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
	if err := s.on.settle(); err != nil {
		return nil, err
	}
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
	if err := s.on.settle(); err != nil {
		return nil, err
	}
	if !s.on.concerns(s.q) {
		return s.query(ctx, args)
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
	all  pgx.BatchResults // to be closed with them, or nil
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
	if r.all == nil {
		return r.rows.Err()
	}
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

// transaction ends when nothing is on its way.
type transaction struct {
	driver.Tx
	on *conn
}

// BeginTx begins a transaction.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.engine.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	return transaction{tx, c}, nil
}

// Commit keeps what was written, if all of it was.
func (t transaction) Commit() error {
	if err := t.on.settle(); err != nil {
		return errors.Join(err, t.Tx.Rollback())
	}
	return t.Tx.Commit()
}

// Rollback keeps nothing. What failed on its way is undone with the rest.
func (t transaction) Rollback() error {
	_ = t.on.settle()
	return t.Tx.Rollback()
}
