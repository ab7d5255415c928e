package seal_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"candour"
	"candour/seal"
	"candour/store"
)

// TestOlderDatabase: one that was made before there were epochs.
func TestOlderDatabase(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(filepath.Join(dir, "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	first, err := fs.ReadFile(seal.Schema().FS, "001_seal.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Migrate(ctx, store.Schema{Room: "seal", FS: fstest.MapFS{"001_seal.sql": {Data: first}}}); err != nil {
		t.Fatal(err)
	}
	old := kek(t, filepath.Join(dir, "keys", "kek"))
	wrapped, err := old.Encrypt(bytes.Repeat([]byte{7}, 32), []byte("north/case/a"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.WithTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO seal_key (force, kind, id, epoch, wrapped) VALUES ('north', 'case', 'a', 1, $1)`, base64Of(wrapped))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Migrate(ctx, seal.Schema()); err != nil {
		t.Fatal(err)
	}
	s := seal.Bind(db, seal.OpenKeys(filepath.Join(dir, "keys"), seal.Commands{}))
	if err := s.KeysFit(ctx); err != nil {
		t.Error(err)
	}
	if err := s.Read(ctx, func(tx *seal.Tx) error { _, err := tx.Key("north", subject("case", "a")); return err }); err != nil {
		t.Errorf("a key of an older database: %v", err)
	}
	if got := s.Keys().InClear(); len(got) != 1 || got[0] != filepath.Join(dir, "keys", "kek") {
		t.Errorf("keys in clear: %q", got)
	}
	if err := os.Remove(filepath.Join(dir, "keys", "kek")); err != nil {
		t.Fatal(err)
	}
	if err := seal.Bind(db, seal.OpenKeys(filepath.Join(dir, "keys"), seal.Commands{})).KeysFit(ctx); err == nil || !strings.Contains(err.Error(), "put the keys folder back") {
		t.Errorf("without its key: %v", err)
	}
}

// TestRotationStops leaves a rotation after each of its steps, as a kill would.
func TestRotationStops(t *testing.T) {
	stop := errors.New("stop")
	rewrap := func(db *seal.DB) error {
		return db.WithTx(ctx, func(tx *seal.Tx) error { _, _, _, err := tx.Rewrap("north"); return err })
	}
	for name, steps := range map[string]func(*testing.T, *seal.DB, string) (epoch int64){
		"before": func(*testing.T, *seal.DB, string) int64 { return 1 },
		"half a new key": func(t *testing.T, _ *seal.DB, keys string) int64 {
			write(t, filepath.Join(keys, ".kek-123"), "half")
			return 1
		},
		"a new key": func(t *testing.T, db *seal.DB, _ string) int64 {
			ok(t, db.Keys().Prepare(ctx, "north", 2))
			return 1
		},
		"wrapped, not committed": func(t *testing.T, db *seal.DB, _ string) int64 {
			ok(t, db.Keys().Prepare(ctx, "north", 2))
			err := db.WithTx(ctx, func(tx *seal.Tx) error {
				_, _, _, err := tx.Rewrap("north")
				return errors.Join(err, stop)
			})
			if !errors.Is(err, stop) {
				t.Fatal(err)
			}
			return 1
		},
		"committed": func(t *testing.T, db *seal.DB, _ string) int64 {
			ok(t, db.Keys().Prepare(ctx, "north", 2))
			ok(t, rewrap(db))
			return 2
		},
		"the old key half overwritten": func(t *testing.T, db *seal.DB, keys string) int64 {
			ok(t, db.Keys().Prepare(ctx, "north", 2))
			ok(t, rewrap(db))
			write(t, filepath.Join(keys, "kek-north-1"), "\x00\x00\x00")
			return 2
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, dir := fresh(t)
			keys := filepath.Join(dir, "keys")
			sealed, err := key(t, db, "north", subject("case", "a")).Seal("place", "words")
			ok(t, err)
			key(t, db, "south", subject("case", "a"))
			epoch := steps(t, db, keys)
			reads := func(db *seal.DB) {
				t.Helper()
				ok(t, db.KeysFit(ctx))
				ok(t, db.Read(ctx, func(tx *seal.Tx) error {
					if n, err := tx.Epoch("north"); err != nil || n != epoch {
						t.Errorf("epoch %d (%v), want %d", n, err, epoch)
					}
					k, err := tx.Key("north", subject("case", "a"))
					if err != nil {
						return err
					}
					if got, err := k.Open("place", sealed); err != nil || got != "words" {
						t.Errorf("%q, %v", got, err)
					}
					return nil
				}))
			}
			again := func() *seal.DB { return seal.Bind(db.DB, seal.OpenKeys(keys, seal.Commands{})) }
			reads(again())
			db = again()
			_, _, err = db.DestroyOld(ctx, "north") // what the command does first
			ok(t, err)
			reads(db)
			epoch++
			ok(t, db.Keys().Prepare(ctx, "north", epoch))
			ok(t, rewrap(db))
			_, _, err = db.DestroyOld(ctx, "north")
			ok(t, err)
			reads(again())
			list, err := os.ReadDir(keys)
			ok(t, err)
			if len(list) != 2 {
				t.Errorf("the folder holds %v, want one key for each force", list)
			}
		})
	}
}

// TestDamagedKeyStopsRotation: under a destroyed key-encryption key nobody could
// ever put it right.
func TestDamagedKeyStopsRotation(t *testing.T) {
	db, _ := fresh(t)
	key(t, db, "north", subject("case", "a"))
	key(t, db, "north", subject("case", "b"))
	ok(t, db.WithTx(ctx, func(tx *seal.Tx) error {
		_, err := tx.Exec(`UPDATE seal_key SET wrapped = 'x' WHERE id = 'b'`)
		return err
	}))
	ok(t, db.Keys().Prepare(ctx, "north", 2))
	err := db.WithTx(ctx, func(tx *seal.Tx) error { _, _, _, err := tx.Rewrap("north"); return err })
	if err == nil || !strings.Contains(err.Error(), "case/b") {
		t.Errorf("%v, want an error that names the key", err)
	}
	if err := db.WithTx(ctx, func(tx *seal.Tx) error { _, _, _, err := tx.Rewrap("east"); return err }); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("a force without keys: %v", err)
	}
	ok(t, db.Read(ctx, func(tx *seal.Tx) error {
		damaged, err := tx.Load("north")
		if len(damaged) != 1 || damaged[0] != subject("case", "b") {
			t.Errorf("damaged %v, want case b alone", damaged)
		}
		return err
	}))
}

func TestErase(t *testing.T) {
	db, dir := fresh(t)
	of := subject("case", "a")
	day := candour.Date{Year: 2026, Month: 3, Day: 2}
	sealed, err := key(t, db, "north", of).Seal("place", "words")
	ok(t, err)
	key(t, db, "north", subject("force", "north"))
	var wrapped string
	ok(t, db.Read(ctx, func(tx *seal.Tx) error {
		return tx.One(`SELECT wrapped FROM seal_key WHERE id = 'a'`, nil, &wrapped)
	}))
	ok(t, db.WithTx(ctx, func(tx *seal.Tx) error {
		if _, err := tx.Key("north", of); err != nil { // in the transaction's own memory, too
			return err
		}
		if err := tx.Erase("north", of, day); err != nil {
			return err
		}
		if _, err := tx.Key("north", of); !errors.Is(err, seal.ErrErased) {
			t.Errorf("in the same transaction: %v", err)
		}
		return tx.Erase("north", subject("report", "never"), day) // it had no key, and gets none
	}))
	ok(t, db.Read(ctx, func(tx *seal.Tx) error {
		w, err := tx.Words("north", of)
		ok(t, err)
		if got, err := w.Open("place", sealed); err != nil || got.Words() != "Erased on 2 March 2026" {
			t.Errorf("%q, %v", got.Words(), err)
		}
		if got, err := w.Open("place", ""); err != nil || !got.Empty() {
			t.Errorf("nothing sealed: %q, %v", got.Words(), err)
		}
		if w, err = tx.Words("north", subject("case", "nobody")); err != nil {
			return err
		}
		if _, err := w.Open("place", sealed); !errors.Is(err, candour.ErrNotFound) || errors.Is(err, seal.ErrErased) {
			t.Errorf("a key that was never there: %v", err)
		}
		return nil
	}))
	for _, of := range []candour.Subject{of, subject("report", "never")} {
		if err := db.WithTx(ctx, func(tx *seal.Tx) error { _, err := tx.Make("north", of, random); return err }); !errors.Is(err, candour.ErrConflict) {
			t.Errorf("a key for %s after it was erased: %v", of, err)
		}
		if err := db.WithTx(ctx, func(tx *seal.Tx) error { _, err := tx.MakeNew("north", of, random(of)); return err }); err == nil {
			t.Errorf("a new key for %s after it was erased", of)
		}
	}
	if err := db.WithTx(ctx, func(tx *seal.Tx) error { return tx.Erase("north", subject("force", "north"), day) }); err == nil {
		t.Error("the key of a force was erased")
	}
	// secure_delete: the wrapped key is overwritten in the file, not only unlinked.
	ok(t, db.Close())
	b, err := os.ReadFile(filepath.Join(dir, "candour.db"))
	ok(t, err)
	if bytes.Contains(b, []byte(wrapped)) {
		t.Error("the wrapped key is still in the database file")
	}
}

// TestCommands: what a command returns is taken only if it is that key.
func TestCommands(t *testing.T) {
	turn := func(_ context.Context, b []byte) ([]byte, error) {
		out := make([]byte, len(b))
		for i := range b {
			out[i] = b[i] ^ 0x5a
		}
		return out, nil
	}
	keys := t.TempDir()
	k := seal.OpenKeys(keys, seal.Commands{Wrap: turn, Unwrap: turn})
	ok(t, k.Prepare(ctx, "north", 1))
	a, err := k.At("north", 1)
	ok(t, err)
	sealed, err := a.Encrypt([]byte("words"), nil)
	ok(t, err)
	if a, err = seal.OpenKeys(keys, seal.Commands{Unwrap: turn}).At("north", 1); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Decrypt(sealed, nil); err != nil || string(got) != "words" {
		t.Errorf("%q, %v", got, err)
	}
	if got := k.InClear(); len(got) != 0 {
		t.Errorf("in clear: %q", got)
	}
	for name, unwrap := range map[string]func(context.Context, []byte) ([]byte, error){
		"as it is": func(_ context.Context, b []byte) ([]byte, error) { return b, nil },
		"nothing":  func(context.Context, []byte) ([]byte, error) { return nil, nil },
		"half":     func(_ context.Context, b []byte) ([]byte, error) { b, _ = turn(ctx, b); return b[:len(b)/2], nil },
		"an error": func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no") },
	} {
		if _, err := seal.OpenKeys(keys, seal.Commands{Unwrap: unwrap}).At("north", 1); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := seal.OpenKeys(keys, seal.Commands{Wrap: func(context.Context, []byte) ([]byte, error) { return nil, nil }, Unwrap: turn}).Prepare(ctx, "south", 1); err == nil {
		t.Error("a wrapped key of no bytes was taken")
	}
	for _, bad := range []candour.ForceID{"", "../x", "a/b", "N"} {
		if err := k.Prepare(ctx, bad, 1); err == nil {
			t.Errorf("a key was made for %q", bad)
		}
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	ok(t, os.WriteFile(file, []byte(text), 0o600))
}
