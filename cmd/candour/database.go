package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"candour"
	"candour/store"
)

// database is where the rows of a data folder are: in its candour.db, or on a server.
type database struct {
	DB            string `name:"db" help:"A PostgreSQL database in place of candour.db: postgres://candour@host/candour, without a password (docs/postgresql.md)." placeholder:"URL"`
	Passfile      string `help:"File with the password of the database, one line: host:port:database:user:password." placeholder:"FILE"`
	DBConnections int    `name:"db-connections" help:"How many connections to a PostgreSQL database one process opens at most." default:"12" placeholder:"N"`
}

// sqliteFile is the embedded database of a folder.
const sqliteFile = "candour.db"

// open opens the one or the other.
func (d database) open(ctx context.Context, dir string) (*store.DB, error) {
	file := filepath.Join(dir, sqliteFile)
	if d.DB != "" {
		if exists(file) {
			return nil, candour.Conflict("%s holds a database of its own (%s), and --db names another: leave out --db, or choose another folder with --dir", dir, sqliteFile)
		}
		return store.OpenPostgres(ctx, store.Postgres{URL: d.DB, Passfile: d.Passfile, Connections: d.DBConnections, Env: os.Getenv})
	}
	db, err := store.Open(file)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("closing the database to other accounts: %w", err), db.Close())
	}
	return db, nil
}

// open makes or opens the data folder, beside others that use it.
func (all *cli) open(ctx context.Context) (*folder, error) {
	return openFolderAs(ctx, all.Dir, all.database, false)
}

// openAlone is openExisting for a command that must be alone with the folder.
func (all *cli) openAlone(ctx context.Context) (*folder, error) {
	if err := all.hasData(); err != nil {
		return nil, err
	}
	return openFolderAs(ctx, all.Dir, all.database, true)
}

// openExisting is open for a command that must not make a folder.
func (all *cli) openExisting(ctx context.Context) (*folder, error) {
	if err := all.hasData(); err != nil {
		return nil, err
	}
	return all.open(ctx)
}

// hasData refuses a folder that was never used. With --db it is known by its
// settings, which are written when it is made.
func (all *cli) hasData() error {
	file := sqliteFile
	if all.DB != "" {
		file = "candour.toml"
	}
	if !exists(filepath.Join(all.Dir, file)) {
		return candour.Conflict("there is no data in %s: give the folder with --dir", all.Dir)
	}
	return nil
}
