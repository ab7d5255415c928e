package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"candour"
)

// CopyFile writes one moment of the SQLite database in a file to another file, while
// others go on writing to the first. The copy has no pages of deleted rows in it, and
// no rows of the tables that are named. It must not be there yet, and is removed if this
// fails.
func CopyFile(ctx context.Context, from, to string, without []string) (err error) {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	src, err := bare(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // VACUUM INTO takes an empty file, and keeps its mode
	if err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	if err := f.Close(); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	if _, err := src.ExecContext(ctx, `VACUUM INTO $1`, to); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	return empty(ctx, to, without)
}

func empty(ctx context.Context, file string, tables []string) (err error) {
	db, err := bare(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, t := range tables {
		if _, err := db.ExecContext(ctx, `DELETE FROM "`+t+`"`); err != nil {
			return fmt.Errorf("leaving out what a backup does not hold: %w", err)
		}
	}
	if _, err := db.ExecContext(ctx, `VACUUM`); err != nil { // their pages go too
		return fmt.Errorf("leaving out what a backup does not hold: %w", err)
	}
	return nil
}

// bare opens a file with one connection that keeps nothing ready.
func bare(file string) (*sql.DB, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", file, err)
	}
	q := url.Values{"_pragma": {"busy_timeout(30000)", "secure_delete(ON)", "temp_store(MEMORY)"}}
	db, err := pool("file:" + (&url.URL{Path: abs}).EscapedPath() + "?" + q.Encode())
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", file, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// Whole reads every page of a SQLite file and refuses one that is damaged.
func Whole(ctx context.Context, file string) (err error) {
	db, err := bare(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var says string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&says); err != nil {
		return fmt.Errorf("reading the database through: %w", err)
	}
	if says != "ok" {
		return candour.Conflict("the database %s is damaged: %s", file, says)
	}
	return nil
}
