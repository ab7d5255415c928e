package store

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Schema is one room's migrations: files NNN_*.sql at the root of FS. Each room
// has a version table of its own, because two rooms on one table would silently
// apply nothing for the second.
type Schema struct {
	Room string
	FS   fs.FS
}

// SchemaOf is the schema of a room that embeds its files in a folder schema/.
func SchemaOf(room string, files fs.FS) Schema {
	sub, err := fs.Sub(files, "schema")
	if err != nil {
		panic(err) // the name is a constant and valid
	}
	return Schema{Room: room, FS: sub}
}

// Migrate brings the schemas up to date, in the given order, and reports how
// many migrations it applied.
func (db *DB) Migrate(ctx context.Context, schemas ...Schema) (int, error) {
	n := 0
	for _, s := range schemas {
		p, err := goose.NewProvider(goose.DialectSQLite3, db.write, s.FS, goose.WithTableName(s.Room+"_schema"), goose.WithDisableGlobalRegistry(true))
		if err != nil {
			return n, fmt.Errorf("reading the schema of %s: %w", s.Room, err)
		}
		done, err := p.Up(ctx)
		if err != nil {
			return n, fmt.Errorf("bringing the schema of %s up to date: %w", s.Room, err)
		}
		n += len(done)
	}
	return n, nil
}
