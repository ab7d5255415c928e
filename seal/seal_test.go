package seal_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candour"
	"candour/intake"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
	"candour/store"

	"pgregory.net/rapid"
)

var ctx = context.Background()

func subject(kind, id string) candour.Subject { return candour.Subject{Kind: kind, ID: id} }

// fresh opens a database with the table of keys, and returns its folder.
func fresh(t *testing.T) (*seal.DB, string) {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(filepath.Join(dir, "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Migrate(ctx, seal.Schema()); err != nil {
		t.Fatal(err)
	}
	return seal.Bind(db, seal.OpenKeys(filepath.Join(dir, "keys"), seal.Commands{})), dir
}

func kek(t *testing.T, file string) (k interface {
	Encrypt(plaintext, associated []byte) ([]byte, error)
	Decrypt(ciphertext, associated []byte) ([]byte, error)
},
) {
	t.Helper()
	keys, err := seal.KeyFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if k, err = keys.At("north", 1); err != nil {
		t.Fatal(err)
	}
	return k
}

func random(of candour.Subject) []byte {
	b := bytes.Repeat([]byte{7}, 32)
	copy(b, of.String())
	return b
}

// key makes or finds a key, in a transaction of its own.
func key(t *testing.T, db *seal.DB, force candour.ForceID, of candour.Subject) (k *seal.Key) {
	t.Helper()
	err := db.WithTx(ctx, func(tx *seal.Tx) (err error) {
		k, err = tx.Make(force, of, random)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealedWordsOpenAgain(t *testing.T) {
	db, _ := fresh(t)
	made := key(t, db, "north", subject("case", "a"))
	var found *seal.Key
	if err := db.Read(ctx, func(tx *seal.Tx) (err error) {
		found, err = tx.Key("north", subject("case", "a"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		name, words := rapid.String().Draw(r, "name"), rapid.String().Draw(r, "words")
		sealed, err := made.Seal(name, words)
		if err != nil {
			r.Fatal(err)
		}
		if len(words) > 3 && strings.Contains(sealed, words) {
			r.Fatalf("sealed words are in clear: %q", sealed)
		}
		again, err := made.Seal(name, words)
		if err != nil || again == sealed {
			r.Fatalf("the same words sealed twice look the same (%v)", err)
		}
		got, err := found.Open(name, sealed)
		if err != nil || got != words {
			r.Fatalf("opened %q, %v; want %q", got, err, words)
		}
	})
}

// TestMovedWordsDoNotOpen: whoever can write the database must not be able to
// put one person's words in another's place.
func TestMovedWordsDoNotOpen(t *testing.T) {
	db, _ := fresh(t)
	a := key(t, db, "north", subject("case", "a"))
	sealed, err := a.Seal("cases_severity.reasons/a", "words")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Open("cases_decision.reasons/a", sealed); err == nil {
		t.Error("opened in another place")
	}
	for _, other := range []struct {
		force candour.ForceID
		of    candour.Subject
	}{{"north", subject("case", "b")}, {"north", subject("report", "a")}, {"south", subject("case", "a")}} {
		if _, err := key(t, db, other.force, other.of).Open("cases_severity.reasons/a", sealed); err == nil {
			t.Errorf("opened under %s %s", other.force, other.of)
		}
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		bent := bytes.Clone(raw)
		bent[i] ^= 1
		if _, err := a.Open("cases_severity.reasons/a", base64.RawStdEncoding.EncodeToString(bent)); err == nil {
			t.Errorf("opened with byte %d changed", i)
		}
	}
	for _, bad := range []string{"", "x", "!!!", sealed[:10]} {
		if _, err := a.Open("cases_severity.reasons/a", bad); err == nil {
			t.Errorf("opened %q", bad)
		}
	}
}

// TestSameKeyBytesElsewhere: the place is bound by more than the key, so that a
// wrapped key moved to another row opens nothing either.
func TestSameKeyBytesElsewhere(t *testing.T) {
	db, _ := fresh(t)
	same := func(candour.Subject) []byte { return bytes.Repeat([]byte{3}, 32) }
	var a, b *seal.Key
	if err := db.WithTx(ctx, func(tx *seal.Tx) (err error) {
		if a, err = tx.Make("north", subject("case", "a"), same); err != nil {
			return err
		}
		b, err = tx.Make("north", subject("case", "b"), same)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	sealed, err := a.Seal("place", "words")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Open("place", sealed); err == nil {
		t.Error("words of one subject opened as another's under equal key bytes")
	}
	err = db.WithTx(ctx, func(tx *seal.Tx) error {
		var wrapped string
		if err := tx.One(`SELECT wrapped FROM seal_key WHERE id = $1`, []any{"a"}, &wrapped); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE seal_key SET wrapped = $1 WHERE id = $2`, wrapped, "b")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Read(ctx, func(tx *seal.Tx) error { _, err := tx.Key("north", subject("case", "b")); return err }); err == nil {
		t.Error("a wrapped key that was moved to another row was unwrapped")
	}
}

func TestKeys(t *testing.T) {
	db, dir := fresh(t)
	of := subject("case", "a")
	err := db.Read(ctx, func(tx *seal.Tx) error { _, err := tx.Key("north", of); return err })
	if !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("a key that nobody made: %v, want not found", err)
	}
	if err := db.Read(ctx, func(tx *seal.Tx) error { _, err := tx.Make("north", of, random); return err }); err == nil {
		t.Error("a reading transaction made a key")
	}
	if err := db.WithTx(ctx, func(tx *seal.Tx) error { _, err := tx.MakeNew("north", of, []byte("short")); return err }); err == nil {
		t.Error("a key was made from 5 bytes")
	}
	stop := errors.New("stop")
	if err := db.WithTx(ctx, func(tx *seal.Tx) error {
		if _, err := tx.Make("north", of, random); err != nil {
			return err
		}
		return stop
	}); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if err := db.Read(ctx, func(tx *seal.Tx) error { _, err := tx.Key("north", of); return err }); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("a key outlived the transaction that failed: %v", err)
	}
	k := key(t, db, "north", of)
	one, _ := k.Token("name", "smith")
	two, _ := k.Token("name", "smith")
	other, _ := k.Token("number", "smith")
	more, _ := key(t, db, "north", subject("case", "b")).Token("name", "smith")
	if one != two || one == other || one == more || strings.Contains(one, "smith") {
		t.Errorf("tokens %q %q %q %q: want the same for the same and no other", one, two, other, more)
	}

	// Another key-encryption key: a restored database beside the wrong folder.
	elsewhere, err := seal.KeyFile(filepath.Join(dir, "other", "kek"))
	if err != nil {
		t.Fatal(err)
	}
	wrong := seal.Bind(db.DB, elsewhere)
	err = wrong.Read(ctx, func(tx *seal.Tx) error { _, err := tx.Key("north", of); return err })
	if err == nil || !strings.Contains(err.Error(), "does not belong to this database") || !strings.Contains(err.Error(), "put the right keys folder back") {
		t.Errorf("the wrong key-encryption key: %v, want a sentence that says what to do", err)
	}
}

func TestKeyFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys", "kek")
	first := kek(t, file)
	sealed, err := first.Encrypt([]byte("words"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := kek(t, file).Decrypt(sealed, nil); err != nil || string(got) != "words" {
		t.Errorf("the key file read again: %q, %v", got, err)
	}
	for path, want := range map[string]fs.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v (%v), want %v", path, info.Mode().Perm(), err, want)
		}
	}
	if list, err := os.ReadDir(filepath.Dir(file)); err != nil || len(list) != 1 {
		t.Errorf("the keys folder holds %v (%v), want the key file alone", list, err)
	}
	for _, mode := range []fs.FileMode{0o644, 0o640, 0o604, 0o620, 0o601} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.KeyFile(file); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %v: %v, want a refusal that says what to do", mode, err)
		}
	}
	good, err := os.ReadFile(chmod(t, file, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, good[:len(good)/2], []byte("not a key")} {
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := seal.KeyFile(file)
		if err == nil || bytes.Contains([]byte(err.Error()), []byte("not a key\x00")) {
			t.Errorf("a key file of %d bytes was taken: %v", len(bad), err)
		}
		if now, _ := os.ReadFile(file); !bytes.Equal(now, bad) {
			t.Error("a damaged key file was written over: whoever has a copy of it needs to see that it is damaged")
		}
	}
}

func chmod(t *testing.T, file string, mode fs.FileMode) string {
	t.Helper()
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestKeyFileIsWholeOrAbsent looks at the folder all the time while many
// processes' worth of first starts race: whoever sees a key file sees a good one,
// and all see the same.
func TestKeyFileIsWholeOrAbsent(t *testing.T) {
	for range 20 {
		file := filepath.Join(t.TempDir(), "keys", "kek")
		done, halves := make(chan struct{}), make(chan int, 1)
		go func() {
			bad, size := 0, 0
			for {
				select {
				case <-done:
					halves <- bad
					return
				default:
				}
				if b, err := os.ReadFile(file); err == nil {
					if size == 0 {
						size = len(b)
					}
					if len(b) != size || len(b) < 32 {
						bad++
					}
				}
			}
		}()
		keys := make(chan []byte, 8)
		for range cap(keys) {
			go func() {
				k, err := seal.KeyFile(file)
				if err != nil {
					t.Error(err)
					keys <- nil
					return
				}
				a, err := k.At("north", 1)
				if err != nil {
					t.Error(err)
					keys <- nil
					return
				}
				b, _ := a.Encrypt([]byte("words"), nil)
				keys <- b
			}()
		}
		var sealed [][]byte
		for range cap(keys) {
			sealed = append(sealed, <-keys)
		}
		close(done)
		if n := <-halves; n > 0 {
			t.Fatalf("a half-written key file was seen %d times", n)
		}
		last := kek(t, file)
		for _, b := range sealed {
			if _, err := last.Decrypt(b, nil); err != nil {
				t.Fatal("two first starts have different keys: what one sealed is lost")
			}
		}
	}
}

// TestNothingPersonalIsInClear does every act with a word in every field that a
// person fills, holds, erasures and a rotation too, and looks for the words as
// they are, in UTF-16, in hex and in base64: in the database file with its -wal
// and -shm while it is open, in a copy as a backup makes one, in the published
// log, in the keys folder and in what the program logs. On a server they are looked for
// in all files of the database, in its write-ahead log and in a dump.
func TestNothingPersonalIsInClear(t *testing.T) {
	var logged bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })

	w := testdb.Open(t)
	canaries := testdb.AllCanaries(w)
	if len(canaries) < 60 {
		t.Fatalf("only %d canaries", len(canaries))
	}
	for field, word := range canaries { // what a careless line would do
		slog.Info("did", "field", field, "said", candour.Mark(word), "all", []any{candour.Mark(word)}, "text", fmt.Sprintf("%v %+v %#v", candour.Mark(word), intake.Said{What: candour.Mark(word)}, candour.Mark(word)))
	}
	signer, _, err := ledger.NewKey(ledger.Origin(testdb.Force))
	ok(t, err)
	l, err := ledger.OpenLog(ctx, filepath.Join(w.Dir, "log"), filepath.Join(w.Dir, "run", "appender.lock"), signer, ledger.LogOptions{})
	ok(t, err)
	n, err := l.Publish(ctx, ledger.Journal{DB: w.DB, Force: testdb.Force})
	ok(t, err)
	ok(t, l.Close())
	if n < 40 {
		t.Errorf("the log has only %d entries", n)
	}
	backup, server := filepath.Join(w.Dir, "backup.db"), map[string]string{} // folders of a server, and what they are called here
	if testdb.Engine() == "PostgreSQL" {
		s := testdb.ServerOf(t)
		name, _, _ := strings.Cut(strings.TrimPrefix(w.URL, "postgres://candour@/"), "?")
		ok(t, s.SQL(name, `CHECKPOINT`))
		oid, err := s.Ask(name, `SELECT oid FROM pg_database WHERE datname = current_database()`)
		ok(t, err)
		server[filepath.Join(s.Data, "base", strings.TrimSpace(oid))], server[filepath.Join(s.Data, "pg_wal")] = "candour.db", "candour.db-wal"
		dump, err := s.Ask(name, `SELECT query_to_xml('SELECT * FROM ' || table_name, true, false, '') FROM information_schema.tables WHERE table_schema = 'public'`)
		ok(t, err)
		ok(t, os.WriteFile(backup, []byte(dump), 0o600))
	} else {
		raw, err := sql.Open("sqlite", filepath.Join(w.Dir, "candour.db"))
		ok(t, err)
		_, err = raw.Exec(`VACUUM INTO '` + backup + `'`)
		ok(t, errors.Join(err, raw.Close()))
	}

	seen := map[string]int{}
	sought := newSought(t, canaries)
	look := func(what string, b []byte) {
		seen[what] += len(b)
		sought.in(b, func(field, form string) { t.Errorf("%s holds what stood in %s, as %q", what, field, form) })
	}
	sound := map[string]bool{} // in which of them the search finds what is there
	files := func() {
		for dir, what := range server {
			ok(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				b, err := os.ReadFile(path)
				look(what, b)
				sound[what] = sound[what] || bytes.Contains(b, []byte("allegation-confirmed"))
				return err
			}))
		}
		err := filepath.WalkDir(w.Dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			name, _ := filepath.Rel(w.Dir, path)
			first, _, _ := strings.Cut(name, string(filepath.Separator))
			look(first, b)
			return err
		})
		ok(t, err)
	}
	files()
	for what, least := range map[string]int{"candour.db": 50_000, "candour.db-wal": 50_000, "backup.db": 50_000, "log": 2_000, "keys": 50} {
		if seen[what] < least {
			t.Errorf("of %s only %d bytes were searched", what, seen[what])
		}
	}
	ok(t, w.DB.Close())
	files() // also after the write-ahead log went into the file
	look("the program's log", logged.Bytes())
	t.Logf("%d words looked for in bytes of: %v", len(canaries), seen)
	if !strings.Contains(logged.String(), "withheld") {
		t.Error("nothing was logged")
	}
	// The search itself finds what is there.
	for _, name := range []string{"candour.db", "backup.db"} {
		if sound[name] {
			continue
		}
		if b, err := os.ReadFile(filepath.Join(w.Dir, name)); err != nil || !bytes.Contains(b, []byte("allegation-confirmed")) || !bytes.Contains(b, []byte("keys-rotated")) {
			t.Errorf("the search is blind in %s: %v", name, err)
		}
	}
}

func base64Of(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }
