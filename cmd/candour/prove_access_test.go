package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/record"
	"candour/seal"
)

// TestProveAccessCommand proves an access by one command and verifies it by
// another, which needs the log and its key and nothing else.
func TestProveAccessCommand(t *testing.T) {
	t.Parallel()
	f, world := testWorld(t)
	looked := world.officer("north", "Officer A")
	if err := ledger.Access(t.Context(), f.db, ledger.Accessed{Force: "north", Who: "somebody", At: time.Now(), Page: "case", Shown: []candour.Subject{{Kind: "officer", ID: string(looked)}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.runner.Run(t.Context(), act.By(authz.Program("north"), time.Now()), &record.SealAccesses{Force: "north", Minute: ledger.Minute(time.Now())}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.drain(t.Context(), "north"); err != nil {
		t.Fatal(err)
	}
	var id string
	if err := f.db.Read(t.Context(), func(tx *seal.Tx) error { return tx.One(`SELECT id FROM ledger_access`, nil, &id) }); err != nil {
		t.Fatal(err)
	}
	proof := filepath.Join(t.TempDir(), "access.proof")
	candour := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := run(t.Context(), args, streams{out: &out, err: &out})
		return code, out.String()
	}
	prove := []string{"ledger", "prove-access", "--dir", f.dir, "--force", "north", "--id"}
	code, out := candour(append(prove, id, "--as", "Triage T")...)
	_, text0, labelled := strings.Cut(out, "A demonstration: everybody in it is invented.\n")
	if code != exitDone || !labelled {
		t.Fatalf("prove-access: %d, %s", code, out)
	}
	if err := os.WriteFile(proof, []byte(text0), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := candour(append(prove, id)...); code != exitFailed || !strings.Contains(out, "not signed in") {
		t.Errorf("without an operator: %d, %s", code, out)
	}
	if code, out := candour(append(prove, id, "--as", "Counter-corruption K")...); code != exitFailed || strings.Contains(out, "somebody") {
		t.Errorf("for somebody who may not see what was shown: %d, %s", code, out)
	}
	verify := []string{"verify", f.logDir("north"), "--key", f.verifierFile("north"), "--access", proof}
	if code, out := candour(verify...); code != exitDone || !strings.Contains(out, "somebody") {
		t.Errorf("verify: %d, %s", code, out)
	}
	text, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(proof, bytes.Replace(text, []byte("somebody"), []byte("somebodx"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := candour(verify...); code != exitDiffers {
		t.Errorf("verifying a changed proof: %d, %s; want %d", code, out, exitDiffers)
	}
	if code, out := candour(append(prove, "nothing", "--as", "Triage T")...); code != exitFailed || !strings.Contains(out, "nothing here that you can see") {
		t.Errorf("proving an access that is not there: %d, %s; want %d", code, out, exitFailed)
	}
}
