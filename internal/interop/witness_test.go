package interop

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candour/ledger"

	f_log "github.com/transparency-dev/formats/log"
	f_note "github.com/transparency-dev/formats/note"
	f_witness "github.com/transparency-dev/formats/witness"
	"github.com/transparency-dev/tessera"
	client "github.com/transparency-dev/witness/client/http"
	"github.com/transparency-dev/witness/persistence/inmemory"
	"github.com/transparency-dev/witness/witness"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// rows is a journal of made leaves; salt makes another one.
type rows struct {
	n    int64
	salt byte
}

func (r rows) Head(context.Context) (int64, error) { return r.n, nil }

func (r rows) Leaves(_ context.Context, after int64, limit int) (out [][]byte, err error) {
	for seq := after + 1; seq <= r.n && len(out) < limit; seq++ {
		h := sha256.Sum256([]byte{byte(seq), byte(seq >> 8), r.salt})
		out = append(out, append([]byte("candour/v1"), h[:]...))
	}
	return out, nil
}

// ourLog is a log of ours in a temporary folder.
type ourLog struct{ dir, signer, verifier string }

func newLog(t *testing.T) ourLog {
	t.Helper()
	signer, verifier, err := ledger.NewKey("candour/north")
	if err != nil {
		t.Fatal(err)
	}
	return ourLog{filepath.Join(t.TempDir(), "log"), signer, verifier}
}

// publish brings the log up to some rows and gives the checkpoint.
func (l ourLog) publish(t *testing.T, group tessera.WitnessGroup, all ...rows) (cps []ledger.Checkpoint) {
	t.Helper()
	log, err := ledger.OpenLog(t.Context(), l.dir, l.dir+".lock", l.signer, ledger.LogOptions{Witnesses: group, PublishTimeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for _, r := range all {
		if _, err := log.Publish(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(l.dir, "checkpoint"))
		if err != nil {
			t.Fatal(err)
		}
		cp, err := ledger.ParseCheckpoint(raw, l.verifier)
		if err != nil {
			t.Fatal(err)
		}
		cps = append(cps, cp)
	}
	return cps
}

// proof is the consistency proof between two sizes, from the tiles.
func (l ourLog) proof(t *testing.T, to ledger.Checkpoint, from int64) (out [][]byte) {
	t.Helper()
	src, err := ledger.OpenSource(l.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := tlog.ProveTree(to.Size, from, tlog.TileHashReader(tlog.Tree{N: to.Size, Hash: to.Root}, ledger.Tiles(t.Context(), src)))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range p {
		out = append(out, h[:])
	}
	return out
}

// TestTheirWitnessCosignsOurLog: transparency-dev's witness, unmodified, watches
// a log of ours from its first entry, and refuses it when it was rewritten.
func TestTheirWitnessCosignsOurLog(t *testing.T) {
	l := newLog(t)
	logKey, err := note.NewVerifier(l.verifier)
	if err != nil {
		t.Fatal(err)
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "theirs.example")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := f_note.NewSignerForCosignatureV1(skey)
	if err != nil {
		t.Fatal(err)
	}
	w, err := witness.New(t.Context(), witness.Opts{
		Persistence: inmemory.New(), Signers: []note.Signer{signer},
		VerifierForLog: func(_ context.Context, origin string) (note.Verifier, bool, error) {
			return logKey, origin == logKey.Name(), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	m := http.NewServeMux()
	m.HandleFunc("POST /add-checkpoint", witness.NewHTTPHandler(w).AddCheckpoint)
	srv := httptest.NewServer(m)
	defer srv.Close()

	text := fmt.Appendf(nil, "witness theirs %s %s\nquorum theirs\n", vkey, srv.URL)
	policy, err := ledger.ParsePolicy(text)
	if err != nil {
		t.Fatal(err)
	}
	group, err := f_witness.ParsePolicy(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, cp := range l.publish(t, policy.Witnesses(), rows{n: 1}, rows{n: 300}, rows{n: 1000}) {
		if _, _, _, err := f_log.ParseCheckpoint(cp.Note, "candour/north", logKey); err != nil {
			t.Errorf("their parser refuses our checkpoint of %d: %v", cp.Size, err)
		}
		if by, err := policy.Judge(cp, l.verifier); err != nil || len(by) != 1 || !group.Satisfied(cp.Note) {
			t.Errorf("a checkpoint of %d is cosigned by %v (%v), and their policy says %v", cp.Size, by, err, group.Satisfied(cp.Note))
		}
	}
	forged := ourLog{filepath.Join(t.TempDir(), "log"), l.signer, l.verifier}
	log, err := ledger.OpenLog(t.Context(), forged.dir, forged.dir+".lock", forged.signer, ledger.LogOptions{Witnesses: policy.Witnesses(), PublishTimeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if _, err := log.Publish(t.Context(), rows{n: 1100, salt: 1}); !errors.Is(err, ledger.ErrUnpublished) {
		t.Errorf("publishing a rewritten log: %v, want %v", err, ledger.ErrUnpublished)
	}
}

// TestTheirClientTakesOurWitness: transparency-dev's client, unmodified, gets our
// cosignatures, which their code verifies, and understands each of our refusals.
func TestTheirClientTakesOurWitness(t *testing.T) {
	l := newLog(t)
	cps := l.publish(t, tessera.WitnessGroup{}, rows{n: 5}, rows{n: 300}, rows{n: 777})
	forged := ourLog{filepath.Join(t.TempDir(), "log"), l.signer, l.verifier}
	other := forged.publish(t, tessera.WitnessGroup{}, rows{n: 300, salt: 1}, rows{n: 777, salt: 1})
	unknown, unsigned := newLog(t), newLog(t)
	unknown.signer, unknown.verifier = mustKey(t, "candour/south")

	w, err := ledger.OpenWitness(filepath.Join(t.TempDir(), "w"), "ours.example", []string{l.verifier}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	srv := httptest.NewServer(w.Handler())
	defer srv.Close()
	at, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := client.NewWitness(at, srv.Client())
	v, err := f_note.NewVerifierForCosignatureV1(w.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		name  string
		old   int64
		cp    ledger.Checkpoint
		proof [][]byte
		want  error
		size  uint64
	}{
		{"the first", 0, cps[0], nil, nil, 0},
		{"who does not know", 0, cps[1], nil, witness.ErrCheckpointStale, 5},
		{"grown", 5, cps[1], l.proof(t, cps[1], 5), nil, 0},
		{"the same again", 300, cps[1], nil, nil, 0},
		{"another root", 300, other[0], nil, witness.ErrRootMismatch, 0},
		{"rewritten", 300, other[1], forged.proof(t, other[1], 300), witness.ErrInvalidProof, 0},
		{"cut", 300, cps[0], nil, witness.ErrOldSizeInvalid, 0},
		{"somebody else's log", 0, unknown.publish(t, tessera.WitnessGroup{}, rows{n: 1})[0], nil, nil, 0},
		{"another key", 0, unsigned.publish(t, tessera.WitnessGroup{}, rows{n: 1})[0], nil, witness.ErrNoValidSignature, 0},
		{"grown again", 300, cps[2], l.proof(t, cps[2], 300), nil, 0},
	} {
		if s.name == "somebody else's log" {
			s.want = witness.ErrUnknownLog
		}
		sigs, size, err := c.Update(t.Context(), uint64(s.old), s.cp.Note, s.proof)
		if !errors.Is(err, s.want) || size != s.size {
			t.Errorf("%s: %v and size %d, want %v and %d", s.name, err, size, s.want, s.size)
		}
		if s.want != nil || err != nil {
			continue
		}
		n, err := note.Open(append(append([]byte{}, s.cp.Note...), sigs...), note.VerifierList(v))
		if err != nil || len(n.Sigs) != 1 {
			t.Errorf("%s: their code does not verify our cosignature: %v", s.name, err)
		} else if stamp, err := f_note.CoSigV1Timestamp(n.Sigs[0]); err != nil || time.Since(stamp).Abs() > time.Minute {
			t.Errorf("%s: cosigned at %v (%v)", s.name, stamp, err)
		}
	}
}

func mustKey(t *testing.T, origin string) (signer, verifier string) {
	t.Helper()
	signer, verifier, err := ledger.NewKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}
