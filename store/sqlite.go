package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// inFile is SQLite: one file, one writer. _txlock=immediate in the connection
// string makes a writing transaction take its turn before it reads.
var inFile = dialect{
	name:  "SQLite",
	goose: goose.DialectSQLite3,
	one:   true,
	kind: func(err error) fault {
		var e *sqlite.Error
		if errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED) {
			return outrun
		}
		return other
	},
	says: func(err error) error { return err },
	args: func(args []any, _ bool) ([]any, error) { return args, nil },
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
	w.SetMaxOpenConns(1) // waiting for the one writer in Go is fairer than in SQLite
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
	return &DB{write: w, read: r, dialect: &inFile, turn: make(chan struct{}, 1), writers: 1, readers: n}, nil
}

func pool(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(prepared{c}), nil
}
