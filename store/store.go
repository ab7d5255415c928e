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
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"candour"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// DB is the database.
type DB struct {
	write *sql.DB // one connection: SQLite has one writer, and waiting for it in Go is fairer than in SQLite
	read  *sql.DB

	lasting sync.Map
}

// Open opens the SQLite database in file, making it if absent. Close it.
func Open(file string) (*DB, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", file, err)
	}
	// secure_delete: without it a deleted row (a destroyed key) stays in the file.
	// synchronous FULL: an acknowledged act survives a power cut, not only a kill.
	dsn := func(extra ...string) string {
		q := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "temp_store(MEMORY)", "wal_autocheckpoint(8000)", "journal_size_limit(67108864)"}, extra...)}
		return "file:" + (&url.URL{Path: abs}).EscapedPath() + "?" + q.Encode()
	}
	w, err := pool(dsn("cache_size(-262144)") + "&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	w.SetMaxOpenConns(1)
	if err := w.Ping(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database: %w", err), w.Close())
	}
	r, err := pool(dsn("query_only(ON)", "cache_size(-131072)"))
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	n := max(4, runtime.NumCPU())
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	return &DB{write: w, read: r}, nil
}

func pool(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(prepared{c}), nil
}

// Close closes the database.
func (db *DB) Close() error { return errors.Join(db.read.Close(), db.write.Close()) }

// WithTx runs f in a writing transaction and keeps what it wrote only if f
// returns nil. Only package act calls it, and migrations. f may run again, from
// the start, after a busy error: it must not change anything but through tx.
func (db *DB) WithTx(ctx context.Context, f func(*Tx) error) error {
	for try := 0; ; try++ {
		err := db.once(ctx, db.write, f)
		if err == nil || !busy(err) || try == 4 {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(time.Duration(10<<try) * time.Millisecond):
		}
	}
}

// Read runs f in a transaction that cannot write and sees one moment.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	return db.once(ctx, db.read, func(tx *Tx) error {
		tx.reading = true
		return f(tx)
	})
}

func (db *DB) once(ctx context.Context, on *sql.DB, f func(*Tx) error) (err error) {
	tx, err := on.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	defer func() {
		if p := recover(); p != nil {
			_ = tx.Rollback() // the panic is the news
			panic(p)
		}
	}()
	if err := f(&Tx{ctx: ctx, tx: tx, lasting: &db.lasting, stmts: map[string]*sql.Stmt{}, trace: traceOf(ctx), known: map[any]any{}}); err != nil {
		if back := tx.Rollback(); back != nil && !errors.Is(back, sql.ErrTxDone) {
			return errors.Join(err, back)
		}
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

// Tx is one transaction. All that one act changes, changes in one Tx.
type Tx struct {
	ctx     context.Context
	tx      *sql.Tx
	stmts   map[string]*sql.Stmt
	aside   bool   // may write the tables NotOfRecord only
	reading bool   // may write nothing; the connection refuses too, but a PRAGMA could talk it round
	trace   *Trace // nil but in tests
	known   map[any]any
	lasting *sync.Map
}

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

// Exec runs one statement and reports how many rows it changed.
func (t *Tx) Exec(q string, args ...any) (int64, error) {
	if t.reading {
		return 0, fmt.Errorf("%s: a reading transaction writes nothing", verb(q))
	}
	if t.aside {
		if err := ofRecord(q); err != nil {
			return 0, err
		}
	}
	s, err := t.stmt(q)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", verb(q), err)
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
		return fmt.Errorf("%s: %w", verb(q), err)
	}
	t.trace.note(q, 1)
	return nil
}

// Each calls f for each row, with the row's Scan.
func (t *Tx) Each(q string, args []any, f func(scan func(dest ...any) error) error) error {
	if err := onlyReads(q); err != nil {
		return err
	}
	s, err := t.stmt(q)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(t.ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", verb(q), err)
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
	return rows.Err()
}

// stmt prepares a statement once for each transaction, which is what makes an
// import of hundreds of rows in one transaction cheap.
func (t *Tx) stmt(q string) (*sql.Stmt, error) {
	if s, ok := t.stmts[q]; ok {
		return s, nil
	}
	s, err := t.tx.PrepareContext(t.ctx, q)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", verb(q), err)
	}
	t.stmts[q] = s // closed with the transaction
	return s, nil
}

// verb is the first words of a statement, for error messages: never the values.
func verb(q string) string {
	f := strings.Fields(q)
	return strings.Join(f[:min(3, len(f))], " ")
}
