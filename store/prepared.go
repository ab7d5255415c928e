package store

import (
	"context"
	"database/sql/driver"
	"fmt"
)

// mostPrepared is how many statements one connection keeps. The program has some
// hundreds; a list of so many question marks is another statement for each length.
const mostPrepared = 1000

// prepared opens connections that keep what they have compiled. To compile a
// statement costs SQLite more than to run it: without this, a page of fifty small
// readings spent two thirds of its time there.
type prepared struct{ driver.Connector }

// Connect opens a connection.
func (p prepared) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	e, ok := c.(engine)
	if !ok {
		return nil, fmt.Errorf("the driver gives a %T, which lacks a method that is needed", c)
	}
	return &conn{engine: e, idle: map[string]driver.Stmt{}}, nil
}

// engine is all that database/sql can use of a connection of the driver.
type engine interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
}

// conn is one connection. database/sql lets one goroutine at a time use it.
type conn struct {
	engine
	idle map[string]driver.Stmt // by their text; those in use are not here
	puts []put                  // that wait to be sent

	answers map[asked]*answer // of a transaction that only reads, to what it has asked; nil: it may write

	onItsWay chan error // gives the result of what is being sent; nil: nothing is
}

// PrepareContext takes a statement that lies ready, or compiles it. Two that are
// in use at once, as a reading within a reading, are two.
func (c *conn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	s := &statement{on: c, q: q}
	if c.answers != nil { // its answer may be there already
		return s, nil
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// ready takes what lies ready, or compiles it.
func (s *statement) ready(ctx context.Context) error {
	if s.runs != nil {
		return nil
	}
	c := s.on
	x, ok := c.idle[s.q]
	delete(c.idle, s.q)
	if !ok {
		if err := c.settle(); err != nil {
			return err
		}
		var err error
		if x, err = c.engine.PrepareContext(ctx, s.q); err != nil {
			return err
		}
	}
	if s.runs, ok = x.(runs); !ok {
		return fmt.Errorf("the driver prepares a %T, which lacks a method that is needed", x)
	}
	return nil
}

// IsValid says whether the connection can be used again.
func (c *conn) IsValid() bool {
	v, ok := c.engine.(driver.Validator)
	return !ok || v.IsValid()
}

// Close closes what lies ready, and the connection.
func (c *conn) Close() error {
	for q, s := range c.idle {
		delete(c.idle, q)
		_ = s.Close() // the connection ends with all that belongs to it, and says what is wrong
	}
	return c.engine.Close()
}

// runs is all that database/sql can use of a statement of the driver.
type runs interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// statement goes back to its connection when it is closed. The driver has reset it
// by then and cleared what was bound to it, so that nobody's words lie in it.
type statement struct {
	runs // nil: not compiled yet
	on   *conn
	q    string
}

// NumInput is how many values it takes; -1: it is not compiled yet, and query counts.
func (s *statement) NumInput() int {
	if s.runs == nil {
		return -1
	}
	return s.runs.NumInput()
}

// Close puts it back, for the next transaction.
func (s *statement) Close() error {
	if s.runs == nil {
		return nil
	}
	if _, twice := s.on.idle[s.q]; twice {
		return s.runs.Close()
	}
	if len(s.on.idle) >= mostPrepared {
		for q, old := range s.on.idle { // any: there are this many only where their texts do not end
			delete(s.on.idle, q)
			_ = old.Close()
			break
		}
	}
	s.on.idle[s.q] = s.runs
	return nil
}
