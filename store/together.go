package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// A page is read by functions each of which asks for a little and goes on by what it got.
// On a server each question is a way to another process and back, though most do not hang
// on each other. So such functions may run together: each goes on until it asks, and what
// all of them wait for is asked in one go.

// errLeft ends a function of whose answer nobody has any more use.
var errLeft = errors.New("what runs together with it has failed")

// Together runs some readings of a transaction and gives the error of the first, in their
// order, that fails, as if they ran one after the other. On a server what they wait for is
// asked at once. One runs at a time, but they take turns wherever they ask: none may count
// on what another leaves behind. In a transaction that writes, and in a file, they do run
// one after the other.
//
// What is asked at once is read into memory whole: it is for a page, not for an export.
func (t *Tx) Together(all ...func() error) error {
	if !t.reading || len(all) < 2 || t.order == OneByOne || t.order == AsTheEngine && t.dialect.one {
		for _, f := range all {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	}
	outer, parts := t.asks, make([]*part, len(all))
	for i, f := range all {
		parts[i] = partOf(f)
	}
	defer func() {
		for _, p := range parts {
			t.asks = p.ask // whoever asks once more on the way out is told that it is over
			p.stop()
		}
		t.asks = outer
	}()
	n := len(parts) // those after one that failed would not have run
	for {
		var waits []question
		live := false
		for i := 0; i < n; i++ {
			p := parts[i]
			if p.over {
				continue
			}
			t.asks = p.ask
			some, more := p.next()
			switch {
			case more:
				live, waits = true, append(waits, some...)
			case p.err != nil:
				p.over, n = true, i+1
			default:
				p.over = true
			}
		}
		t.asks = outer
		if !live {
			break
		}
		if outer == nil {
			t.wire.answer(t.ctx, waits)
		} else if err := outer(waits); err != nil { // it waits for what its parts wait for
			return err
		}
	}
	for _, p := range parts[:n] {
		if p.err != nil {
			return p.err
		}
	}
	return nil
}

// part is one of the functions that run together.
type part struct {
	next  func() (waitsFor []question, more bool) // runs it until it asks, or to its end
	stop  func()
	yield func([]question) bool
	over  bool
	err   error
}

func partOf(f func() error) *part {
	p := &part{}
	p.next, p.stop = iter.Pull(func(yield func([]question) bool) {
		p.yield = yield
		p.err = f()
	})
	return p
}

// ask waits until some questions have their answers.
func (p *part) ask(all []question) error {
	if !p.yield(all) {
		return errLeft
	}
	return nil
}

// question is what a reading is about to ask.
type question struct {
	name asked
	args []driver.Value
}

// coming says what is about to be asked, where it may be asked together with more.
func (t *Tx) coming(q string, args []any) error {
	if t.asks == nil {
		return nil
	}
	values := make([]driver.Value, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a) // as the library is going to
		if err != nil {
			return nil // it says so when it is asked
		}
		values[i] = v
	}
	name, ok := nameOf(q, values)
	if _, known := t.wire.answers[name]; !ok || known {
		return nil
	}
	return t.asks([]question{{name, values}})
}

// answer asks some questions in one go, each once, and keeps the answers. Where it fails,
// that is the answer to each of them.
func (c *conn) answer(ctx context.Context, all []question) {
	var ask []question
	for _, x := range all {
		if _, known := c.answers[x.name]; !known {
			c.answers[x.name] = &answer{}
			ask = append(ask, x)
		}
	}
	if len(ask) == 0 {
		return
	}
	traceOf(ctx).went()
	server, ok := c.engine.(*stdlib.Conn)
	if !ok {
		for _, x := range ask {
			*c.answers[x.name] = *c.alone(ctx, x)
		}
		return
	}
	batch := &pgx.Batch{}
	for _, x := range ask {
		batch.Queue(x.name.q, anys(x.args)...)
	}
	got := server.Conn().SendBatch(ctx, batch)
	for _, x := range ask {
		rows, err := got.Query()
		*c.answers[x.name] = *whole(&rowsAfter{rows: rows}, err)
	}
	if err := got.Close(); err != nil {
		for _, x := range ask {
			c.answers[x.name].err = errors.Join(c.answers[x.name].err, err)
		}
	}
}

// alone asks one question of a file, which only a test does together with others.
func (c *conn) alone(ctx context.Context, x question) *answer {
	s := &statement{on: c, q: x.name.q}
	if err := s.ready(ctx); err != nil {
		return &answer{err: err}
	}
	defer s.Close()
	args := make([]driver.NamedValue, len(x.args))
	for i, v := range x.args {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	rows, err := s.runs.QueryContext(ctx, args)
	return whole(rows, err)
}

func anys(values []driver.Value) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}
