package intake_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

var ctx = context.Background()

func TestDraft(t *testing.T) {
	w := testdb.Open(t)
	s := intake.NewSecret()
	typed := intake.Draft{Force: testdb.Force, Said: []intake.DraftSaid{{What: "one"}, {What: "two", Who: "him"}}, KeepOut: "her"}
	for _, d := range []intake.Draft{{Force: testdb.Force}, typed} { // the later page takes the earlier's place
		if err := intake.SaveDraft(ctx, w.DB.DB, s, d, w.Now); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.Count("intake_draft"); n != 1 {
		t.Errorf("%d drafts, want 1", n)
	}
	got, err := intake.OpenDraft(ctx, w.DB.DB, s, w.Now)
	if err != nil || len(got.Said) != 2 || got.Said[1] != typed.Said[1] || got.KeepOut != "her" || got.Force != testdb.Force {
		t.Errorf("opened %+v (%v), want %+v", got, err, typed)
	}
	again, err := intake.ParseSecret(s.Cookie())
	if err != nil || again != s {
		t.Errorf("the cookie is read as another secret (%v)", err)
	}
	for _, cookie := range []string{"", "x", s.Cookie() + "A", s.Cookie()[:40], "!!!!", strings.Repeat("=", 44)} {
		if _, err := intake.ParseSecret(cookie); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("cookie %q: %v, want not found", cookie, err)
		}
	}
	if _, err := intake.OpenDraft(ctx, w.DB.DB, intake.NewSecret(), w.Now); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("another secret: %v, want not found", err)
	}
	if err := intake.DropDraft(ctx, w.DB.DB, s); err != nil || w.Count("intake_draft") != 0 {
		t.Errorf("after leaving: %d drafts (%v)", w.Count("intake_draft"), err)
	}
}

func TestDraftRunsOut(t *testing.T) {
	w := testdb.Open(t)
	s := intake.NewSecret()
	if err := intake.SaveDraft(ctx, w.DB.DB, s, intake.Draft{}, w.Now); err != nil {
		t.Fatal(err)
	}
	if _, err := intake.OpenDraft(ctx, w.DB.DB, s, w.Now.Add(24*time.Hour)); err != nil {
		t.Errorf("after 24 hours: %v", err)
	}
	late := w.Now.Add(24*time.Hour + time.Microsecond)
	if _, err := intake.OpenDraft(ctx, w.DB.DB, s, late); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("after more than 24 hours: %v, want not found", err)
	}
	if err := intake.SaveDraft(ctx, w.DB.DB, intake.NewSecret(), intake.Draft{}, late); err != nil {
		t.Fatal(err)
	}
	if err := intake.ForgetDrafts(ctx, w.DB.DB, late); err != nil || w.Count("intake_draft") != 1 {
		t.Errorf("%d drafts (%v), want the one that ran out gone from the file", w.Count("intake_draft"), err)
	}
}

// TestDraftIsOnlyTheBrowsers: with the database and every key of the force, a
// draft does not open; and another draft's text put in its place does not
// either.
func TestDraftIsOnlyTheBrowsers(t *testing.T) {
	w := testdb.Open(t)
	a, b := intake.NewSecret(), intake.NewSecret()
	for _, s := range []intake.Secret{a, b} {
		if err := intake.SaveDraft(ctx, w.DB.DB, s, intake.Draft{Said: []intake.DraftSaid{{What: "canary"}}}, w.Now); err != nil {
			t.Fatal(err)
		}
	}
	w.Send(1) // so that the force has keys
	var sealed []string
	w.Read(func(tx *seal.Tx) error {
		return tx.Each(`SELECT sealed FROM intake_draft`, nil, func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			sealed = append(sealed, s)
			return err
		})
	})
	file, err := os.ReadFile(filepath.Join(w.Dir, "keys", "kek-north-1"))
	if err != nil {
		t.Fatal(err)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(file)))
	if err != nil {
		t.Fatal(err)
	}
	kek, err := aead.New(handle)
	if err != nil {
		t.Fatal(err)
	}
	var keys []candour.Subject
	w.Read(func(tx *seal.Tx) error {
		return tx.Each(`SELECT kind, id FROM seal_key`, nil, func(scan func(...any) error) error {
			var of candour.Subject
			err := scan(&of.Kind, &of.ID)
			keys = append(keys, of)
			return err
		})
	})
	if len(sealed) != 2 || len(keys) == 0 {
		t.Fatalf("%d drafts and %d keys", len(sealed), len(keys))
	}
	for _, s := range sealed {
		raw, err := base64.RawStdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "canary") {
			t.Error("a draft lies in clear")
		}
		if _, err := kek.Decrypt(raw, nil); err == nil {
			t.Error("the key-encryption key opens a draft")
		}
		w.Read(func(tx *seal.Tx) error {
			for _, of := range keys {
				k, err := tx.Key(testdb.Force, of)
				if err != nil {
					return err
				}
				if _, err := k.Open("intake_draft.sealed", s); err == nil {
					t.Error("a key of the force opens a draft")
				}
			}
			return nil
		})
	}
	files := []string{"candour.db", "candour.db-wal", "keys/kek-north-1"}
	if w.URL != "" {
		files = files[2:] // the rows are on a server
	}
	for _, name := range files {
		file, err := os.ReadFile(filepath.Join(w.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(file), a.Cookie()) || strings.Contains(string(file), string(a[:])) {
			t.Errorf("%s holds the browser's secret", name)
		}
	}
	err = w.DB.Aside(ctx, func(tx *store.Tx) error { // swap the two
		_, err := tx.Exec(`UPDATE intake_draft SET sealed = CASE sealed WHEN $1 THEN $2 ELSE $1 END`, sealed[0], sealed[1])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := intake.OpenDraft(ctx, w.DB.DB, a, w.Now); err == nil || errors.Is(err, candour.ErrNotFound) {
		t.Errorf("another draft's text in its place: %v, want an error", err)
	}
}

// TestConfirmingTwice: the second press of the button, or the first after a kill,
// finds the report there, under the same code, and sends no other.
func TestConfirmingTwice(t *testing.T) {
	w := testdb.Open(t)
	secret := intake.NewSecret()
	s := w.SendAs(secret, testdb.Report(secret, 2))
	before := w.Dump()
	_, err := w.Try(s.Reporter, testdb.Report(secret, 2))
	if !errors.Is(err, candour.ErrConflict) {
		t.Errorf("the second time: %v, want %v", err, candour.ErrConflict)
	}
	if w.Dump() != before || w.Count("intake_report") != 1 || w.Count("intake_allegation") != 2 {
		t.Error("the second time wrote something")
	}
	again, err := intake.ParseSecret(secret.Cookie())
	if err != nil || again.ReturnCode() != s.Code || again.Report() != s.Report || again.Reporter() != s.Reporter.ID {
		t.Error("the same browser gets another code")
	}
	other := intake.NewSecret()
	if other.ReturnCode() == s.Code || other.Report() == s.Report || other.Reporter() == s.Reporter.ID {
		t.Error("another browser gets the same code")
	}
	// Somebody else who knows the id of the report cannot send over it, nor learn that it is there.
	over := &intake.SendReport{Report: s.Report, Code: other.ReturnCode(), Said: testdb.Report(other, 1).Said}
	if _, err := w.Try(act.Reporter(testdb.Force, other.Reporter()), over); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("somebody else over it: %v, want not found", err)
	}
	if w.Dump() != before {
		t.Error("somebody else wrote something")
	}
}

func TestWhatAReportMustSay(t *testing.T) {
	w := testdb.Open(t)
	secret := intake.NewSecret()
	for name, a := range map[string]*intake.SendReport{
		"nothing":            testdb.Report(secret, 0),
		"an empty one":       {Report: "r", Code: code(1), Said: []intake.Said{{What: candour.Mark("x")}, {Who: candour.Mark("him")}}},
		"only spaces":        {Report: "r", Code: code(1), Said: []intake.Said{{What: candour.Mark(" \n")}}},
		"51":                 testdb.Report(secret, 51),
		"too long":           {Report: "r", Code: code(1), Said: []intake.Said{{What: candour.Mark("x"), Where: candour.Mark(strings.Repeat("x", 50_001))}}},
		"too long kept out":  {Report: "r", Code: code(1), Said: []intake.Said{{What: candour.Mark("x")}}, KeepOut: candour.Mark(strings.Repeat("x", 50_001))},
		"bytes kept out":     {Report: "r", Code: code(1), Said: []intake.Said{{What: candour.Mark("x")}}, KeepOut: candour.Mark("a\xff")},
		"bytes without text": {Report: "r", Code: code(1), Said: []intake.Said{{What: candour.Mark("a\xff")}}},
	} {
		if _, err := w.Try(act.Reporter(testdb.Force, secret.Reporter()), a); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want %v", name, err, candour.ErrInvalid)
		}
	}
	if w.Count("intake_report") != 0 || w.Count("journal") != 0 {
		t.Error("something was written")
	}
	w.SendAs(secret, testdb.Report(secret, 50))
}
