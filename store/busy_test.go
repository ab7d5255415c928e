package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// TestBusyIsTriedAgain gets a real busy error from a second connection, and has
// the transaction meet it.
func TestBusyIsTriedAgain(t *testing.T) {
	name := filepath.Join(t.TempDir(), "candour.db")
	db, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	if err := db.WithTx(ctx, func(tx *Tx) error { _, err := tx.Exec(`CREATE TABLE journal (n BIGINT)`); return err }); err != nil {
		t.Fatal(err)
	}
	impatient, err := sql.Open("sqlite", "file:"+name+"?_pragma=busy_timeout(0)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer impatient.Close()

	met := func(tx *Tx) error {
		if _, err := tx.Exec(`INSERT INTO journal (n) VALUES (1)`); err != nil {
			return err
		}
		_, err := impatient.BeginTx(ctx, nil)
		if err == nil || inFile.kind(err) != outrun {
			t.Errorf("a second writer: %v, want a busy error", err)
		}
		return fmt.Errorf("meeting another writer: %w", err)
	}
	tries := 0
	if err := db.WithTx(ctx, func(tx *Tx) error {
		if tries++; tries < 3 {
			return met(tx)
		}
		_, err := tx.Exec(`INSERT INTO journal (n) VALUES (1)`)
		return err
	}); err != nil || tries != 3 {
		t.Errorf("after %d tries: %v, want success at the third", tries, err)
	}
	var n int
	if err := db.Read(ctx, func(tx *Tx) error { return tx.One(`SELECT count(*) FROM journal`, nil, &n) }); err != nil || n != 1 {
		t.Errorf("%d rows (%v), want 1: a try that failed left something", n, err)
	}

	tries = 0
	began := time.Now()
	always := db.WithTx(ctx, func(tx *Tx) error { tries++; return met(tx) })
	if took := time.Since(began); inFile.kind(always) != outrun || tries < 5 || took < 2*time.Second || took > time.Minute {
		t.Errorf("always busy: %d tries in %s and %v, want 5 or more for 2 s, and then the error", tries, took, always)
	}
	tries = 0
	other := errors.New("not busy")
	if err := db.WithTx(ctx, func(*Tx) error { tries++; return other }); !errors.Is(err, other) || tries != 1 {
		t.Errorf("another error: %d tries, want 1", tries)
	}
	ended, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := db.WithTx(ended, func(*Tx) error { cancel(); return always }); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended between two tries: %v, want it said", err)
	}
}
