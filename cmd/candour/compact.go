package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"candour"
	"candour/store"
)

type compactCmd struct{}

// Help is the example.
func (compactCmd) Help() string {
	return "With the server stopped: writes the database file anew, in order and without the gaps that years of small changes leave, so that pages read fewer of its blocks. Do it after a large import, and once or twice a year. It needs as much free room as the file takes, and some minutes for a few gigabytes. If it is killed, the database is whole: run it again. A database on a server (--db) does this by itself.\n\nExample:\n  candour compact --dir candour-data"
}

// Run compacts the folder's database.
func (compactCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	if all.DB != "" {
		return candour.Invalid("db", "a database on a server is kept in order by the server (autovacuum): there is nothing to do")
	}
	if err := all.hasData(); err != nil {
		return err
	}
	lock, err := lockFolder(all.Dir, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	before, after, err := store.Compact(ctx, filepath.Join(all.Dir, sqliteFile))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "the database took %d MB and takes %d MB\n", before>>20, after>>20)
	return err
}
