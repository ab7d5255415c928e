package ledger

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"path/filepath"
	"testing"
	"time"

	"candour"
	"candour/seal"
	"candour/store"
)

// journalOf opens a database with the tables of keys and of the journal.
func journalOf(t *testing.T) *seal.DB {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(filepath.Join(dir, "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Migrate(context.Background(), seal.Schema(), Schema()); err != nil {
		t.Fatal(err)
	}
	kek, err := seal.KeyFile(filepath.Join(dir, "keys", "kek"))
	if err != nil {
		t.Fatal(err)
	}
	return seal.Bind(db, kek)
}

// keyBytes are the data keys of this file's subjects.
func keyBytes(of candour.Subject) []byte {
	b := sha256.Sum256([]byte("key of " + of.String()))
	return b[:]
}

// expand is HKDF-Expand of RFC 5869 for one block, written out.
func expand(key []byte, info string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(append([]byte(info), 1))
	return m.Sum(nil)
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// TestLeafByHand computes the leaf of an event as the documents say, with no
// code of ours: another program must be able to.
func TestLeafByHand(t *testing.T) {
	db := journalOf(t)
	of, officer := candour.Subject{Kind: "case", ID: "c1"}, candour.Subject{Kind: "officer", ID: "o1"}
	e := []candour.Event{{
		ID: "e1", Force: "north", Kind: "decided", Subject: of, On: candour.Date{Year: 2026, Month: 3, Day: 2}, At: time.Date(2026, 3, 2, 9, 30, 0, 1000, time.UTC), By: "p1", Act: "decide", Corrects: "e0",
		Data: []candour.Field{{Name: "decision", Value: "<no & “case”>\u2028"}, {Name: "reasons", Value: "words", Of: of}, {Name: "name", Value: "Officer A", Of: officer}, {Name: "empty"}},
	}}
	ctx := context.Background()
	if err := db.WithTx(ctx, func(tx *seal.Tx) error { return Append(tx, "north", e, keyBytes) }); err != nil {
		t.Fatal(err)
	}
	reasons := base64.RawStdEncoding.EncodeToString(mac(expand(keyBytes(of), "candour/field-mac/e1/reasons"), "words"))
	name := base64.RawStdEncoding.EncodeToString(mac(expand(keyBytes(officer), "candour/field-mac/e1/name"), "Officer A"))
	text := `{"v":"candour/v1","id":"e1","force":"north","seq":1,"kind":"decided","subject":"case/c1","on":"2026-03-02","at":1772443800000001,"by":"p1","act":"decide","corrects":"e0",` +
		`"data":[{"name":"decision","value":"\u003cno \u0026 “case”\u003e\u2028"},{"name":"reasons","of":"case/c1","mac":"` + reasons + `"},{"name":"name","of":"officer/o1","mac":"` + name + `"},{"name":"empty"}]}`
	want := append([]byte("candour/v1"), mac(expand(keyBytes(of), "candour/leaf/e1"), text)...)
	got, err := Journal{db, "north"}.Leaves(ctx, 0, 10)
	if err != nil || len(got) != 1 || !bytes.Equal(got[0], want) {
		t.Errorf("leaf %x (%v), want %x", got, err, want)
	}
}

// TestLeafBinds: any change to what a row says changes its leaf, and so does any
// other key.
func TestLeafBinds(t *testing.T) {
	db := journalOf(t)
	var k, other *seal.Key
	if err := db.WithTx(context.Background(), func(tx *seal.Tx) (err error) {
		if k, err = tx.Make("north", candour.Subject{Kind: "case", ID: "a"}, keyBytes); err != nil {
			return err
		}
		other, err = tx.Make("north", candour.Subject{Kind: "case", ID: "b"}, keyBytes)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	base := func() canonical {
		return canonical{version, "id", "north", 1, "kind", "case/a", "2026-03-02", 5, "by", "act", "", []field{{Name: "x", Value: "1"}, {Name: "y", Of: "case/a", Mac: "m", Sealed: "s"}}}
	}
	leaf := func(k *seal.Key, c canonical) string {
		b, err := commit(k, c)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	same := leaf(k, base())
	resealed := base()
	resealed.Data[1].Sealed = "sealed again under a new nonce"
	if leaf(k, resealed) != same {
		t.Error("sealing the same words again changes the leaf: a key could then never be rotated")
	}
	if resealed.Data[1].Sealed == "" {
		t.Error("commit wrote into the caller's row")
	}
	seen := map[string]string{same: "nothing"}
	for name, change := range map[string]func(*canonical){
		"version": func(c *canonical) { c.V = "candour/v2" }, "id": func(c *canonical) { c.ID = "ie" }, "force": func(c *canonical) { c.Force = "south" },
		"seq": func(c *canonical) { c.Seq++ }, "kind": func(c *canonical) { c.Kind = "x" }, "subject": func(c *canonical) { c.Subject = "case/b" }, "on": func(c *canonical) { c.On = "2026-03-03" },
		"at": func(c *canonical) { c.At++ }, "by": func(c *canonical) { c.By = "x" }, "act": func(c *canonical) { c.Act = "x" }, "corrects": func(c *canonical) { c.Corrects = "x" },
		"a value": func(c *canonical) { c.Data[0].Value = "2" }, "a name": func(c *canonical) { c.Data[0].Name = "z" }, "a mac": func(c *canonical) { c.Data[1].Mac = "n" }, "whose": func(c *canonical) { c.Data[1].Of = "case/b" },
		"order": func(c *canonical) { c.Data[0], c.Data[1] = c.Data[1], c.Data[0] }, "one less": func(c *canonical) { c.Data = c.Data[:1] },
		"a border": func(c *canonical) { c.Act, c.Corrects = "", "act" },
	} {
		c := base()
		change(&c)
		got := leaf(k, c)
		if before, twice := seen[got]; twice {
			t.Errorf("a change of %s gives the leaf of a change of %s", name, before)
		}
		seen[got] = name
	}
	if leaf(other, base()) == same {
		t.Error("another key gives the same leaf")
	}
	one, _ := fieldMac(k, "e", "name", "words")
	for name, got := range map[string]func() (string, error){
		"event": func() (string, error) { return fieldMac(k, "f", "name", "words") }, "name": func() (string, error) { return fieldMac(k, "e", "other", "words") },
		"words": func() (string, error) { return fieldMac(k, "e", "name", "word") }, "key": func() (string, error) { return fieldMac(other, "e", "name", "words") },
	} {
		if m, err := got(); err != nil || m == one {
			t.Errorf("another %s commits to the same (%v)", name, err)
		}
	}
}
