package store

import (
	"context"
	"fmt"

	"candour"

	"github.com/pressly/goose/v3"
)

// Fits refuses a database whose tables a newer program has changed: an older one
// would write rows that lack what the newer keeps, and nobody would notice. It is
// asked after Migrate, and again for as long as the program runs, because somebody
// may start a newer one beside it.
func (db *DB) Fits(ctx context.Context, schemas ...Schema) error {
	for _, s := range schemas {
		p, err := db.migrations(s)
		if err != nil {
			return err
		}
		has, knows, err := p.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("asking for the schema of %s: %w", s.Room, err)
		}
		switch {
		case has > knows:
			return candour.Conflict("this data was last used by a newer candour (its tables of %s are at step %d, and this one knows %d): start that version again, or restore a backup from before it; an older one would spoil the record", s.Room, has, knows)
		case has < knows:
			return candour.Conflict("the tables of %s are at step %d and this program needs %d: start it again, and it brings them up to date", s.Room, has, knows)
		}
	}
	return nil
}

func (db *DB) migrations(s Schema) (*goose.Provider, error) {
	p, err := goose.NewProvider(db.dialect.goose, db.write, spoken{s.FS, db.dialect.schema}, goose.WithTableName(s.Room+"_schema"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("reading the schema of %s: %w", s.Room, err)
	}
	return p, nil
}
