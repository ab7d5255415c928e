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
	f, _ := testWorld(t)
	if err := ledger.Access(t.Context(), f.db, ledger.Accessed{Force: "north", Who: "somebody", At: time.Now(), Page: "case", Shown: []candour.Subject{{Kind: "case", ID: "c"}}}); err != nil {
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
	if code, out := candour("ledger", "prove-access", "--dir", f.dir, "--force", "north", "--id", id, "--out", proof); code != exitDone {
		t.Fatalf("prove-access: %d, %s", code, out)
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
	if code, out := candour("ledger", "prove-access", "--dir", f.dir, "--force", "north", "--id", "nothing"); code != exitUsage {
		t.Errorf("proving an access that is not there: %d, %s; want %d", code, out, exitUsage)
	}
}
