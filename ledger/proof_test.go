package ledger_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/intake"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
)

// kept is what a person kept, and what a stranger is told: no folder, no server.
type kept struct {
	proof, account []byte
	verifier       string
	policy         ledger.Policy
	words          []string

	// The force, to be destroyed.
	w    *testdb.World
	log  *ledger.Log
	dir  string
	sent testdb.Sent
}

// keep runs a deployment with a witness, sends a report and fetches both files.
func keep(t testing.TB) kept {
	t.Helper()
	w := testdb.Open(t)
	signer, verifier, err := ledger.NewKey(ledger.Origin(testdb.Force))
	if err != nil {
		t.Fatal(err)
	}
	witness, err := ledger.OpenWitness(filepath.Join(w.Dir, "witness"), "oversight.example", []string{verifier}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(witness.Handler())
	t.Cleanup(func() { srv.Close(); _ = witness.Close() })
	k := kept{verifier: verifier}
	if k.policy, err = ledger.ParsePolicy(fmt.Appendf(nil, "witness oversight %s %s\nquorum oversight\n", witness.Verifier(), srv.URL)); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(w.Dir, "log")
	log, err := ledger.OpenLog(t.Context(), dir, filepath.Join(w.Dir, "lock"), signer, ledger.LogOptions{Witnesses: k.policy.Witnesses()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	src, err := ledger.OpenSource(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.Crew()
	for range 3 {
		w.Send(1)
	}
	k.words = []string{"He grabbed my arm", "on the stairs", "He wrote to me afterwards"}
	secret := intake.NewSecret()
	a := &intake.SendReport{Report: secret.Report(), Code: secret.ReturnCode(), Said: []intake.Said{
		{What: candour.Mark(k.words[0]), Where: candour.Mark(k.words[1])},
		{What: candour.Mark(k.words[2]), When: candour.Mark("in March\r\nor April")},
	}}
	sent := w.SendAs(secret, a)
	if _, err := ledger.Prove(t.Context(), w.DB, testdb.Force, sent.Subject(), intake.ReportSent, src, verifier); !errors.Is(err, ledger.ErrUnpublished) {
		t.Errorf("before the log has it: %v, want %v", err, ledger.ErrUnpublished)
	}
	if _, err := log.Publish(t.Context(), ledger.Journal{DB: w.DB, Force: testdb.Force}); err != nil {
		t.Fatal(err)
	}
	w.Send(2) // the log goes on
	if _, err := log.Publish(t.Context(), ledger.Journal{DB: w.DB, Force: testdb.Force}); err != nil {
		t.Fatal(err)
	}
	if k.proof, err = ledger.Prove(t.Context(), w.DB, testdb.Force, sent.Subject(), intake.ReportSent, src, verifier); err != nil {
		t.Fatal(err)
	}
	if k.account, err = ledger.Account(t.Context(), w.DB, testdb.Force, sent.Subject(), intake.ReportSent); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]candour.Subject{"another kind": {Kind: "case", ID: string(sent.Report)}, "no such report": {Kind: "report", ID: "absent"}} {
		_, err := ledger.Prove(t.Context(), w.DB, testdb.Force, of, intake.ReportSent, src, verifier)
		_, accountErr := ledger.Account(t.Context(), w.DB, testdb.Force, of, intake.ReportSent)
		if !errors.Is(err, candour.ErrNotFound) || !errors.Is(accountErr, candour.ErrNotFound) {
			t.Errorf("%s: %v and %v, want not found", name, err, accountErr)
		}
	}
	k.w, k.log, k.dir, k.sent = w, log, dir, sent
	return k
}

func (k kept) check(proof, account []byte) error {
	p, err := ledger.VerifyProof(proof, k.verifier)
	if err != nil {
		return err
	}
	if _, err := k.policy.Judge(p.Checkpoint, p.Verifier); err != nil {
		return err
	}
	return p.CheckAccount(account)
}

// TestProofIsOfHerWords: both files hold without anything of the force's, and no
// byte of either can be another one.
func TestProofIsOfHerWords(t *testing.T) {
	k := keep(t)
	p, err := ledger.VerifyProof(k.proof, "")
	if err != nil || p.Given || p.Verifier != k.verifier || p.Kind != intake.ReportSent || p.Force != testdb.Force || p.On != candour.On(testdb.Day) || !p.At.Equal(testdb.Day) {
		t.Fatalf("the proof says %+v (%v)", p, err)
	}
	if err := k.check(k.proof, k.account); err != nil {
		t.Fatal(err)
	}
	t.Logf("a proof of %d bytes, an account of %d", len(k.proof), len(k.account))
	for _, words := range k.words {
		if !strings.Contains(string(k.account), words) {
			t.Errorf("the account does not say %q:\n%s", words, k.account)
		}
		if raw, _ := base64.StdEncoding.DecodeString(strings.Fields(string(k.proof))[2]); strings.Contains(string(k.proof)+string(raw), words) {
			t.Errorf("the proof says %q", words)
		}
	}
	for i := range k.proof {
		for _, flip := range []byte{1, 0x20, 0x80} {
			bad := bytes.Clone(k.proof)
			bad[i] ^= flip
			if _, err := ledger.VerifyProof(bad, ""); err == nil { // without a key or policy: nothing else to lean on
				t.Fatalf("byte %d of the proof flipped from %q to %q: it still verifies", i, k.proof[i], bad[i])
			}
		}
	}
	for i := range k.account {
		for _, flip := range []byte{1, 0x20, 0x80} {
			bad := bytes.Clone(k.account)
			bad[i] ^= flip
			if err := p.CheckAccount(bad); !errors.Is(err, ledger.ErrDiffers) {
				t.Fatalf("byte %d of the account flipped from %q to %q: %v, want a difference", i, k.account[i], bad[i], err)
			}
		}
	}
	for i := range k.proof { // a line's end put in, which base64 readers overlook
		if _, err := ledger.VerifyProof(slices.Insert(bytes.Clone(k.proof), i, '\r'), ""); err == nil && k.proof[i] != '\n' {
			t.Fatalf("with a carriage return before byte %d the proof verifies", i)
		}
	}
	for i := range k.account {
		if err := p.CheckAccount(slices.Insert(bytes.Clone(k.account), i, '\r')); err == nil && k.account[i] != '\n' {
			t.Fatalf("with a carriage return before byte %d the account is taken", i)
		}
	}
	for name, bad := range map[string]string{
		"a word changed":  strings.Replace(string(k.account), "grabbed", "touched", 1),
		"a word more":     strings.Replace(string(k.account), "my arm", "my left arm", 1),
		"a word less":     strings.Replace(string(k.account), "He grabbed", "Grabbed", 1),
		"a thing less":    string(k.account)[:strings.Index(string(k.account), "Thing 2")],
		"a space more":    strings.Replace(string(k.account), "my arm", "my  arm", 1),
		"a line more":     string(k.account) + "and more\n",
		"nothing":         "",
		"the proof again": string(k.proof),
	} {
		if err := p.CheckAccount([]byte(bad)); !errors.Is(err, ledger.ErrDiffers) {
			t.Errorf("%s: %v, want a difference", name, err)
		}
	}
	crlf := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }
	for name, f := range map[string]func([]byte) []byte{
		"other line ends":             crlf,
		"an empty line more":          func(b []byte) []byte { return append(bytes.Clone(b), "\n\n"...) },
		"no end of the last line":     func(b []byte) []byte { return bytes.TrimRight(b, "\n") },
		"an editor on another system": func(b []byte) []byte { return append([]byte("\ufeff"), crlf(append(bytes.Clone(b), '\n'))...) },
	} {
		if err := k.check(f(k.proof), f(k.account)); err != nil {
			t.Errorf("saved with %s: %v", name, err)
		}
	}
	_, stranger, err := ledger.NewKey(ledger.Origin(testdb.Force))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.VerifyProof(k.proof, stranger); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("under another key of the same name: %v, want a difference", err)
	}
}

// TestProofOutlivesTheForce: keys, database, log and witness are destroyed.
func TestProofOutlivesTheForce(t *testing.T) {
	k := keep(t)
	other := keep(t)
	if err := k.log.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(k.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(k.w.Dir, "keys")); err != nil {
		t.Fatal(err)
	}
	if err := k.check(k.proof, k.account); err != nil {
		t.Error(err)
	}
	if err := k.check(k.proof, other.account); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("the account of another report: %v, want a difference", err)
	}
}

// TestProofIsRefusedWhereTheJournalWasChanged: what was tampered with is not
// handed out as if it were proved.
func TestProofIsRefusedWhereTheJournalWasChanged(t *testing.T) {
	k := keep(t)
	src, err := ledger.OpenSource(k.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	copied := testdb.Copy(t, k.w)
	err = copied.DB.WithTx(context.Background(), func(tx *seal.Tx) error {
		for _, s := range []string{copied.DropTrigger("journal_never_changes"), `UPDATE journal SET on_day = '2026-03-01' WHERE kind = 'report-sent'`} {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Prove(t.Context(), copied.DB, testdb.Force, k.sent.Subject(), intake.ReportSent, src, k.verifier); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("%v, want a difference", err)
	}
}

func FuzzProof(f *testing.F) {
	k := keep(f)
	f.Add(k.proof, k.account)
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\n"), []byte("candour-account/v1\n\n\n"))
	p, err := ledger.VerifyProof(k.proof, k.verifier)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, proof, account []byte) {
		if _, err := ledger.VerifyProof(proof, k.verifier); err == nil && !same(proof, k.proof) {
			t.Errorf("%q verifies", proof)
		}
		if err := p.CheckAccount(account); err == nil && !same(account, k.account) {
			t.Errorf("%q is taken for the account", account)
		}
	})
}

// same is true of two texts that differ in nothing but what editors change.
func same(a, b []byte) bool {
	s := func(b []byte) string {
		return strings.TrimRight(strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n"), "\n")
	}
	return s(a) == s(b)
}
