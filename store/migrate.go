package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
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
func (db *DB) Migrate(ctx context.Context, schemas ...Schema) (n int, err error) {
	if !db.dialect.one { // two processes may start at once
		alone, no := db.alone(ctx)
		if no != nil {
			return 0, no
		}
		defer func() { err = errors.Join(err, alone.Close()) }()
	}
	for _, s := range schemas {
		p, err := db.migrations(s)
		if err != nil {
			return n, err
		}
		done, err := p.Up(ctx)
		if err != nil {
			return n, fmt.Errorf("bringing the schema of %s up to date: %w", s.Room, err)
		}
		n += len(done)
	}
	return n, nil
}

// spoken are schema files in the words of the engine.
type spoken struct {
	fs.FS
	words func(string) (string, error)
}

// Open opens a file, translated.
func (s spoken) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil || s.words == nil || path.Ext(name) != ".sql" {
		return f, err
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	words, err := s.words(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &spokenFile{strings.NewReader(words), about}, nil
}

type spokenFile struct {
	*strings.Reader
	about fs.FileInfo
}

// Stat says what the untranslated file is.
func (f *spokenFile) Stat() (fs.FileInfo, error) { return f.about, nil }

// Close does nothing: all is read.
func (*spokenFile) Close() error { return nil }
