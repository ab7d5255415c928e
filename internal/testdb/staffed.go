package testdb

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"candour/seal"
	"candour/store"
)

// Staffed is Open and then Crew, to the last id: what most tests begin with. To enrol
// them takes longer than many of those tests, so in a file it is done once for all tests
// of a process, and each has a copy, with keys of its own folder.
func Staffed(t testing.TB) (*World, Staff) {
	t.Helper()
	if Engine() == "PostgreSQL" {
		w := Open(t)
		return w, w.Crew()
	}
	enrolled.once.Do(func() { enrol(t) })
	if enrolled.files == nil {
		t.Fatal("the crew could not be enrolled, for the reason that the first test gives")
	}
	w := &World{T: t, Dir: folder(t), Now: Day, drawn: enrolled.drawn}
	for name, b := range enrolled.files {
		if err := writeIn(w.Dir, name, b); err != nil {
			t.Fatal(err)
		}
	}
	w.wire()
	return w, enrolled.crew
}

// enrolled is a deployment with its crew, as the files in which it lies.
var enrolled struct {
	once  sync.Once
	files map[string][]byte
	crew  Staff
	drawn uint64
}

func enrol(t testing.TB) {
	t.Helper()
	blank, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t)
	file := filepath.Join(dir, "candour.db")
	if err := writeIn(dir, "candour.db", blank); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	w := &World{T: t, Dir: dir, Now: Day, DB: seal.Bind(db, seal.OpenKeys(filepath.Join(dir, "keys"), seal.Commands{}))}
	w.Runner = Wire(t, w.DB)
	crew := w.Crew()
	if err := db.Close(); err != nil { // also brings the write-ahead log into the file
		t.Fatal(err)
	}
	keys, err := filepath.Glob(filepath.Join(dir, "keys", "*"))
	if err != nil || len(keys) == 0 {
		t.Fatal("no keys were made: ", err)
	}
	files := map[string][]byte{}
	for _, f := range append(keys, file) {
		name, err := filepath.Rel(dir, f)
		if err != nil {
			t.Fatal(err)
		}
		if files[name], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	enrolled.files, enrolled.crew, enrolled.drawn = files, crew, w.drawn
}

// writeIn writes a file that nobody else can read, as a key must be.
func writeIn(dir, name string, b []byte) error {
	to := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}
