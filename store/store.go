// Package store opens the database, runs transactions and applies the schemas
// that the rooms own. It knows no table of theirs.
//
// It promises that what one transaction writes stands or falls together, that a
// write which was acknowledged is on the disk, and that a reader sees one moment.
// It never lets a caller write outside an act: WithTx belongs to package act
// (internal/archtest holds that), and Aside refuses every table that is not
// listed in notofrecord.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"candour"

	"github.com/pressly/goose/v3"
)

// DB is the database.
type DB struct {
	write, read *sql.DB
	held        *sql.DB // connections that keep a name; nil in a file
	dialect     *dialect
	turn        chan struct{} // holds one token: whoever has it acts

	writers, readers int // connections

	counting sync.Mutex
	written  map[string]int // statements by their table
	counted  map[string]int // and after how many of them the server counts it next

	lasting sync.Map
}

// dialect is all in which the engines differ, but for their own two files.
type dialect struct {
	name     string // "SQLite"
	goose    goose.Dialect
	one      bool          // one connection writes: whoever else would write waits for it
	write    sql.TxOptions // of a transaction that writes
	read     sql.TxOptions // of one that only reads
	patience time.Duration // how long a transaction goes on looking for a database that went away

	schema func(text string) (string, error)           // a schema file in the engine's words
	kind   func(error) fault                           // what kind of error it is
	says   func(error) error                           // the error without anybody's words
	args   func(args []any, reads bool) ([]any, error) // what a statement is given, as the engine can hold it
}

// Close closes the database.
func (db *DB) Close() error {
	err := errors.Join(db.read.Close(), db.write.Close())
	if db.held != nil {
		err = errors.Join(err, db.held.Close())
	}
	return err
}

// drop closes the connections that nobody uses: after a server went away, none of
// them is to be trusted.
func (db *DB) drop() {
	for on, n := range map[*sql.DB]int{db.write: db.writers, db.read: db.readers} {
		on.SetMaxIdleConns(0)
		on.SetMaxIdleConns(n)
	}
}

// Engine is the name of the engine: SQLite or PostgreSQL.
func (db *DB) Engine() string { return db.dialect.name }

// Read runs f in a transaction that cannot write and sees one moment.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	w := waiting{db: db}
	for {
		begun := false
		err := db.once(ctx, db.read, &db.dialect.read, func(tx *Tx) error {
			begun = true
			tx.reading, tx.wire.answers = true, map[asked]*answer{}
			return f(tx)
		})
		if err == nil || begun || !w.again(ctx, err) { // f may have noted what it read: it does not run twice
			return err
		}
	}
}

// errUnknown says that the database was asked to commit and did not answer.
var errUnknown = errors.New("it is not known whether this was kept")

func (db *DB) once(ctx context.Context, on *sql.DB, how *sql.TxOptions, f func(*Tx) error) (err error) {
	// The transaction ends by what is said here and not by the context: a commit
	// that was sent and given up would leave nobody knowing.
	lives, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	c, err := on.Conn(ctx)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", db.dialect.says(err))
	}
	defer c.Close() // gives it back; an error here is one that was said before
	tx, err := c.BeginTx(lives, how)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", db.dialect.says(err))
	}
	ended := false
	defer func() {
		if !ended { // f panicked, or its goroutine ends: that is the news
			_ = tx.Rollback()
		}
	}()
	t := &Tx{ctx: ctx, tx: tx, dialect: db.dialect, lasting: &db.lasting, stmts: map[string]*sql.Stmt{}, trace: traceOf(ctx), known: map[any]any{}, wrote: map[string]int{}}
	if t.trace != nil {
		t.order = t.trace.Order
	}
	if err := c.Raw(func(raw any) error { t.wire = raw.(*conn); return nil }); err != nil {
		return db.dialect.says(err)
	}
	t.wire.puts, t.wire.answers = nil, nil
	defer func() { t.wire.answers = nil }() // nobody's words lie there for the next
	if err = f(t); err == nil {
		err = errors.Join(ctx.Err(), t.flush())
	}
	ended = true
	if err != nil {
		if back := tx.Rollback(); back != nil && !errors.Is(back, sql.ErrTxDone) && db.dialect.kind(err) != lost {
			return errors.Join(err, back)
		}
		return err
	}
	if db.dialect.patience > 0 {
		defer time.AfterFunc(db.dialect.patience, end).Stop()
	}
	if err := tx.Commit(); err != nil {
		if err = db.dialect.says(err); db.dialect.kind(err) == lost || lives.Err() != nil {
			return fmt.Errorf("committing: %w: %w", errUnknown, err)
		}
		return fmt.Errorf("committing: %w", err)
	}
	db.count(ctx, t.wrote)
	return nil
}

// Tx is one transaction. All that one act changes, changes in one Tx.
type Tx struct {
	ctx     context.Context
	tx      *sql.Tx
	wire    *conn          // what waits to be sent to a server lies there, and what a reading has asked
	wrote   map[string]int // how often each statement that writes has run
	stmts   map[string]*sql.Stmt
	aside   bool   // may write the tables NotOfRecord only
	reading bool   // may write nothing; the connection refuses too, but a PRAGMA could talk it round
	trace   *Trace // nil but in tests
	known   map[any]any
	lasting *sync.Map
	dialect *dialect
	order   Order
	asks    func([]question) error  // where readings run together: waits until some questions have their answers
	landed  func(*Tx) (bool, error) // says whether this transaction was kept, asked in a later one
}

// Landed notes how a later transaction can tell whether this one was kept. It is
// asked where the connection ended between the commit and its answer: then what
// was kept is not done a second time. Where nothing is noted, it is done again.
func (t *Tx) Landed(ask func(later *Tx) (bool, error)) { t.landed = ask }

// Known gives what was noted under a name in this transaction: a setting, say,
// that hundreds of rows of an import ask for. Whoever changes what it came from
// forgets it. A name is a string, or a value of a type of the caller's own.
func (t *Tx) Known(name any) (any, bool) { v, ok := t.known[name]; return v, ok }

// Note notes something for the rest of the transaction.
func (t *Tx) Note(name, v any) { t.known[name] = v }

// Forget takes a note back.
func (t *Tx) Forget(name any) { delete(t.known, name) }

// Lasting is what transactions of this process leave to those after them: what was
// worked out of many rows, and can be told from few to be still so. Whoever keeps
// something here has read it as it was committed, and checks it each time.
func (t *Tx) Lasting() *sync.Map { return t.lasting }

// Reading reports whether the transaction can write nothing, so that what it has read
// holds until its end.
func (t *Tx) Reading() bool { return t.reading }

// Context is the context that the transaction runs under.
func (t *Tx) Context() context.Context { return t.ctx }

// mayWrite refuses a statement that this transaction may not run.
func (t *Tx) mayWrite(q string) error {
	t.wrote[q]++
	if t.reading {
		return fmt.Errorf("%s: a reading transaction writes nothing", verb(q))
	}
	if t.aside {
		return ofRecord(q)
	}
	return nil
}

// Exec runs one statement and reports how many rows it changed.
func (t *Tx) Exec(q string, args ...any) (int64, error) {
	if err := t.mayWrite(q); err != nil {
		return 0, err
	}
	args, err := t.dialect.args(args, false)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", verb(q), err)
	}
	s, err := t.stmt(q)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", verb(q), t.dialect.says(err))
	}
	n, err := res.RowsAffected()
	t.trace.note(q, n)
	return n, err
}

// One reads one row into dest; no row is candour.ErrNotFound.
func (t *Tx) One(q string, args []any, dest ...any) error {
	if err := onlyReads(q); err != nil {
		return err
	}
	args, err := t.dialect.args(args, true)
	if err != nil {
		return fmt.Errorf("%s: %w", verb(q), err)
	}
	if err := t.coming(q, args); err != nil {
		return err
	}
	s, err := t.stmt(q)
	if err != nil {
		return err
	}
	err = s.QueryRowContext(t.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		t.trace.note(q, 0)
		return candour.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("%s: %w", verb(q), t.dialect.says(err))
	}
	t.trace.note(q, 1)
	return nil
}

// Each calls f for each row, with the row's Scan.
func (t *Tx) Each(q string, args []any, f func(scan func(dest ...any) error) error) error {
	if err := onlyReads(q); err != nil {
		return err
	}
	args, err := t.dialect.args(args, true)
	if err != nil {
		return fmt.Errorf("%s: %w", verb(q), err)
	}
	if err := t.coming(q, args); err != nil {
		return err
	}
	s, err := t.stmt(q)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(t.ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", verb(q), t.dialect.says(err))
	}
	defer rows.Close()
	var n int64
	defer func() { t.trace.note(q, n) }()
	for rows.Next() {
		n++
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return t.dialect.says(rows.Err())
}

// stmt prepares a statement once for each transaction, which is what makes an
// import of hundreds of rows in one transaction cheap.
func (t *Tx) stmt(q string) (*sql.Stmt, error) {
	if s, ok := t.stmts[q]; ok {
		return s, nil
	}
	s, err := t.tx.PrepareContext(t.ctx, q)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", verb(q), t.dialect.says(err))
	}
	t.stmts[q] = s // closed with the transaction
	return s, nil
}

// verb is the first words of a statement, for error messages: never the values.
func verb(q string) string {
	f := strings.Fields(q)
	return strings.Join(f[:min(3, len(f))], " ")
}
