package ledger_test

import (
	"os"
	"path/filepath"
	"testing"

	"candour/ledger"
)

// TestGoldenProof: a proof that was kept long ago must verify for ever. The files
// were written once by this program; the module of interop reads them with other
// people's code.
func TestGoldenProof(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	verifier, err := ledger.LoadVerifier(filepath.Join("testdata", "north.pub"))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := ledger.ParsePolicy(read("witness-policy"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := ledger.VerifyProof(read("notes-1.txt"), verifier)
	if err != nil {
		t.Fatal(err)
	}
	if by, err := policy.Judge(p.Checkpoint, verifier); err != nil || len(by) != 1 {
		t.Errorf("cosigned by %v, %v", by, err)
	}
	if err := p.CheckAccount(read("notes-2.txt")); err != nil {
		t.Error(err)
	}
}
