package exchange

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
	"candour/store"
	"candour/workforce"
)

const force = candour.ForceID("df1")

// folder is a data folder: a database in a file, and the key to it.
type folder struct {
	dir string
	url string // of a server; "": the database is in the folder
	db  *seal.DB
	run *act.Runner
}

func newFolder(t testing.TB) *folder {
	t.Helper()
	f := &folder{dir: t.TempDir()}
	f.open(t)
	if _, err := f.db.Migrate(t.Context(), seal.Schema(), authz.Schema(), ledger.Schema(), clock.Schema(), workforce.Schema(), cases.Schema()); err != nil {
		t.Fatal(err)
	}
	return f
}

// open opens the folder; what is open of it is closed first, as a new start does.
func (f *folder) open(t testing.TB) {
	t.Helper()
	if f.db != nil {
		f.db.Close()
	}
	var db *store.DB
	var err error
	if f.url != "" {
		db, err = store.OpenPostgres(t.Context(), store.Postgres{URL: f.url})
	} else {
		db, err = store.Open(filepath.Join(f.dir, "candour.db"))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	kek, err := seal.KeyFile(filepath.Join(f.dir, "keys", "kek"))
	if err != nil {
		t.Fatal(err)
	}
	f.db = seal.Bind(db, kek)
	var actions []authz.Action
	for _, k := range slices.Concat(workforce.Acts, cases.Acts) {
		actions = append(actions, k.Action())
	}
	rules, err := authz.New(actions)
	if err != nil {
		t.Fatal(err)
	}
	f.run = &act.Runner{DB: f.db, Rules: rules, Nouns: slices.Concat(cases.Nouns, workforce.Nouns)}
}

var noon = time.Date(2026, 5, 22, 12, 0, 0, 0, time.UTC)

func (f *folder) complaints(dir string) Complaints {
	return Complaints{DB: f.db, Runner: f.run, Force: force, Dir: dir, Now: func() time.Time { return noon }}
}

func (f *folder) count(t testing.TB, q string, args ...any) (n int) {
	t.Helper()
	if err := f.db.Read(t.Context(), func(tx *seal.Tx) error { return tx.One(q, args, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}
