package interop

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	f_log "github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/formats/proof"
	f_witness "github.com/transparency-dev/formats/witness"
	inclusion "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// TestTheirCodeChecksOurProof checks a proof and an account that a person kept
// without one line of ours: transparency-dev's reader of proof files, of
// checkpoints and of policies, its Merkle proofs, and the standard library.
func TestTheirCodeChecksOurProof(t *testing.T) {
	read := func(name string) []byte {
		t.Helper()
		b, err := os.ReadFile(filepath.Join("..", "..", "ledger", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	file := read("notes-1.txt")
	var p proof.TLogProof
	if err := p.Unmarshal(file); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(p.Marshal(), file) {
		t.Error("they write the same proof in another way")
	}
	key, err := note.NewVerifier(strings.TrimSpace(string(read("north.pub"))))
	if err != nil {
		t.Fatal(err)
	}
	cp, _, _, err := f_log.ParseCheckpoint(p.Checkpoint, "candour/north", key)
	if err != nil {
		t.Fatal(err)
	}
	group, err := f_witness.ParsePolicy(read("witness-policy"))
	if err != nil {
		t.Fatal(err)
	}
	if !group.Satisfied(p.Checkpoint) {
		t.Error("their policy finds no cosignature")
	}
	var extra struct {
		K     []byte `json:"k"`
		Event string `json:"event"`
	}
	if err := json.Unmarshal(p.ExtraData, &extra); err != nil {
		t.Fatal(err)
	}
	leaf := append([]byte("candour/v1"), mac(extra.K, extra.Event)...)
	var hashes [][]byte
	for _, h := range p.Hashes {
		hashes = append(hashes, h[:])
	}
	if err := inclusion.VerifyInclusion(rfc6962.DefaultHasher, p.Index, cp.Size, rfc6962.DefaultHasher.HashLeaf(leaf), hashes, cp.Hash); err != nil {
		t.Errorf("the event is not in the log: %v", err)
	}
	var event struct {
		Kind string
		Data []struct{ Name, Mac string }
	}
	if err := json.Unmarshal([]byte(extra.Event), &event); err != nil {
		t.Fatal(err)
	}
	account := strings.SplitN(string(read("notes-2.txt")), "\n", 4)
	secret, err := base64.StdEncoding.DecodeString(account[1])
	if err != nil {
		t.Fatal(err)
	}
	if got := base64.RawStdEncoding.EncodeToString(mac(secret, account[3])); event.Kind != "report-sent" || event.Data[0].Name != "account" || event.Data[0].Mac != got {
		t.Errorf("the event committed to %+v, and the account gives %s", event, got)
	}
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}
