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
	if len(without) == 0 {
		return nil
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

// Compact writes the SQLite database in a file anew, in the order of its tables and without
// the gaps that years of small changes leave, and puts that in its place. Nobody may use
// the file meanwhile: the caller holds the folder alone. It needs as much room again as
// the file takes, and reports the bytes before and after.
//
// A kill at any moment leaves one whole database: until the last step that is the old
// one, and the log that belongs to it is empty by then.
func Compact(ctx context.Context, file string) (before, after int64, err error) {
	db, err := bare(file)
	if err != nil {
		return 0, 0, err
	}
	if _, err := db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return 0, 0, errors.Join(fmt.Errorf("bringing the log into the database: %w", err), db.Close())
	}
	if err := db.Close(); err != nil {
		return 0, 0, err
	}
	if st, err := os.Stat(file + "-wal"); err == nil && st.Size() > 0 {
		return 0, 0, candour.Conflict("somebody uses the database %s: stop that first", file)
	}
	fresh := file + ".compacting"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) { // of one that was killed
		return 0, 0, fmt.Errorf("removing what an earlier compaction left: %w", err)
	}
	if err := CopyFile(ctx, file, fresh, nil); err != nil {
		return 0, 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(fresh))
		}
	}()
	if err := Whole(ctx, fresh); err != nil {
		return 0, 0, err
	}
	old, err := os.Stat(file)
	if err != nil {
		return 0, 0, err
	}
	made, err := os.OpenFile(fresh, os.O_RDWR, 0)
	if err != nil {
		return 0, 0, err
	}
	st, err := made.Stat()
	if err := errors.Join(err, made.Sync(), made.Close()); err != nil {
		return 0, 0, fmt.Errorf("writing the compacted database: %w", err)
	}
	if err := os.Rename(fresh, file); err != nil {
		return 0, 0, fmt.Errorf("putting the compacted database in its place: %w", err)
	}
	folder, err := os.Open(filepath.Dir(file))
	if err != nil {
		return 0, 0, err
	}
	return old.Size(), st.Size(), errors.Join(folder.Sync(), folder.Close())
}
