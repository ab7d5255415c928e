package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"

	f_note "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// paperLog is a log of made leaves, signed with a key that the test holds.
type paperLog struct {
	signer, verifier string
	salt             byte
	hashes           []tlog.Hash // stored hashes, as tlog numbers them
	size             int64
}

func newPaperLog(t testing.TB) *paperLog {
	signer, verifier := newTestKey(t)
	return &paperLog{signer: signer, verifier: verifier}
}

// grow adds leaves up to a size.
func (l *paperLog) grow(t testing.TB, size int64) {
	t.Helper()
	for ; l.size < size; l.size++ {
		hs, err := tlog.StoredHashes(l.size, madeLeaf(l.size+1, l.salt), l.reader())
		if err != nil {
			t.Fatal(err)
		}
		l.hashes = append(l.hashes, hs...)
	}
}

func (l *paperLog) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, x := range at {
			out[i] = l.hashes[x]
		}
		return out, nil
	})
}

func (l *paperLog) root(t testing.TB, size int64) tlog.Hash {
	t.Helper()
	if size == 0 {
		return emptyRoot
	}
	h, err := tlog.TreeHash(size, l.reader())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (l *paperLog) sign(t testing.TB, size int64) []byte {
	t.Helper()
	return signNote(t, l.signer, paperText(size, l.root(t, size)))
}

func paperText(size int64, root tlog.Hash) string {
	return fmt.Sprintf("candour/EX\n%d\n%s\n", size, base64.StdEncoding.EncodeToString(root[:]))
}

func signNote(t testing.TB, signer, text string) []byte {
	t.Helper()
	s, err := note.NewSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	b, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// body is a request to add the checkpoint of a size after that of another.
func (l *paperLog) body(t testing.TB, old, size int64) string {
	t.Helper()
	var proof tlog.TreeProof
	if old > 0 && old <= size {
		var err error
		if proof, err = tlog.ProveTree(size, old, l.reader()); err != nil {
			t.Fatal(err)
		}
	}
	return request(old, proof, l.sign(t, size))
}

func request(old int64, proof tlog.TreeProof, cp []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", old)
	for _, h := range proof {
		fmt.Fprintln(&b, base64.StdEncoding.EncodeToString(h[:]))
	}
	return b.String() + "\n" + string(cp)
}

var witnessDay = time.Unix(1_790_000_000, 0)

func openTestWitness(t testing.TB, dir string, logs ...string) *Witness {
	t.Helper()
	w, err := OpenWitness(dir, "witness.example", logs, func() time.Time { return witnessDay })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func newWitnessDir(t testing.TB) string { return filepath.Join(t.TempDir(), "w") }

// ask sends a request as a log does.
func ask(w http.Handler, body string) (status int, contentType, answer string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/add-checkpoint", strings.NewReader(body))
	out := httptest.NewRecorder()
	w.ServeHTTP(out, r)
	return out.Code, out.Header().Get("Content-Type"), out.Body.String()
}

// TestWitnessAnswersByTheProtocol is C2SP tlog-witness, sentence by sentence.
func TestWitnessAnswersByTheProtocol(t *testing.T) {
	l := newPaperLog(t)
	l.grow(t, 40)
	stranger := newPaperLog(t)
	stranger.grow(t, 40)
	w := openTestWitness(t, newWitnessDir(t), l.verifier)
	h := w.Handler()
	unknown, _, err := NewKey("candour/OTHER")
	if err != nil {
		t.Fatal(err)
	}
	rewritten := &paperLog{signer: l.signer, verifier: l.verifier, salt: 1}
	rewritten.grow(t, 40)
	steps := []struct {
		name, body string
		status     int
		size       string // with 409
	}{
		{"nothing", "", 400, ""},
		{"not a request", "hello\n\nworld\n", 400, ""},
		{"a size written in a second way", strings.Replace(l.body(t, 0, 7), "old 0", "old 00", 1), 400, ""},
		{"a negative size", strings.Replace(l.body(t, 0, 7), "old 0", "old -1", 1), 400, ""},
		{"a line that is not a hash", strings.Replace(l.body(t, 0, 7), "old 0\n", "old 0\nAAAA\n", 1), 400, ""},
		{"a line with a carriage return", strings.Replace(request(0, make(tlog.TreeProof, 1), l.sign(t, 7)), "AAAA", "AA\rAA", 1), 400, ""},
		{"64 lines of proof", request(0, make(tlog.TreeProof, 64), l.sign(t, 7)), 400, ""},
		{"too long a body", l.body(t, 0, 7) + strings.Repeat("x", maxWitnessBody), 400, ""},
		{"the log of somebody else", request(0, nil, signNote(t, unknown, strings.Replace(paperText(7, l.root(t, 7)), "/EX", "/OTHER", 1))), 404, ""},
		{"not signed by the log", request(0, nil, stranger.sign(t, 7)), 403, ""},
		{"a changed signature", strings.Replace(l.body(t, 0, 7), "\n7\n", "\n8\n", 1), 403, ""},
		{"signed, and no checkpoint", request(0, nil, signNote(t, l.signer, "candour/EX\nseven\n\n")), 400, ""},
		{"an old size before there is one", l.body(t, 3, 7), 409, "0\n"},
		{"an old size above the new one", request(8, nil, l.sign(t, 7)), 400, ""},
		{"a proof from nothing", request(0, make(tlog.TreeProof, 1), l.sign(t, 7)), 422, ""},
		{"nothing with a root of something", request(0, nil, signNote(t, l.signer, paperText(0, l.root(t, 7)))), 422, ""},
		{"the beginning", l.body(t, 0, 0), 200, ""},
		{"the first leaves", l.body(t, 0, 7), 200, ""},
		{"the same again", l.body(t, 7, 7), 200, ""},
		{"who does not know how far the witness is", l.body(t, 0, 12), 409, "7\n"},
		{"another root of the same size", request(7, nil, rewritten.sign(t, 7)), 409, ""},
		{"a rewritten history that has grown", rewritten.body(t, 7, 40), 422, ""},
		{"a rewritten history with the proof of the true one", request(7, mustProof(t, l, 40, 7), rewritten.sign(t, 40)), 422, ""},
		{"no proof", request(7, nil, l.sign(t, 12)), 422, ""},
		{"a log that was cut", l.body(t, 0, 3), 409, "7\n"},
		{"a log that was cut, old size right", request(7, nil, l.sign(t, 3)), 400, ""},
		{"a log that has grown", l.body(t, 7, 40), 200, ""},
	}
	v, err := f_note.NewVerifierForCosignatureV1(w.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		status, kind, answer := ask(h, s.body)
		if status != s.status {
			t.Fatalf("%s: %d %q, want %d", s.name, status, answer, s.status)
		}
		switch {
		case s.size != "" && (answer != s.size || kind != "text/x.tlog.size"):
			t.Errorf("%s: %q as %s, want %q", s.name, answer, kind, s.size)
		case s.size == "" && kind == "text/x.tlog.size":
			t.Errorf("%s: the answer is %s", s.name, kind)
		case status == 200:
			_, cp, _ := strings.Cut(s.body, "\n\n")
			n, err := note.Open([]byte(cp+answer), note.VerifierList(v))
			if err != nil || len(n.Sigs) != 1 {
				t.Errorf("%s: the cosignature does not verify: %v", s.name, err)
				continue
			}
			if at, err := f_note.CoSigV1Timestamp(n.Sigs[0]); err != nil || !at.Equal(witnessDay) {
				t.Errorf("%s: cosigned at %v (%v), want %v", s.name, at, err, witnessDay)
			}
		}
	}
	out := httptest.NewRecorder()
	h.ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	for _, want := range []string{"This is a witness", w.Verifier(), "candour/EX 40\n"} {
		if !strings.Contains(out.Body.String(), want) {
			t.Errorf("the page does not say %q:\n%s", want, out.Body)
		}
	}
}

func mustProof(t testing.TB, l *paperLog, size, old int64) tlog.TreeProof {
	t.Helper()
	p, err := tlog.ProveTree(size, old, l.reader())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestWitnessRemembers: what it cosigned it has on the disk, and a folder that
// forgot, was damaged, is open or is in use is refused.
func TestWitnessRemembers(t *testing.T) {
	l := newPaperLog(t)
	l.grow(t, 20)
	dir := newWitnessDir(t)
	w := openTestWitness(t, dir, l.verifier)
	if status, _, answer := ask(w.Handler(), l.body(t, 0, 9)); status != 200 {
		t.Fatal(status, answer)
	}
	if _, err := OpenWitness(dir, "", []string{l.verifier}, time.Now); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("a second process: %v, want it refused", err)
	}
	// As after kill -9: nothing was closed, only the lock is gone with its holder.
	if err := w.lock.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTestWitness(t, dir, l.verifier)
	if again.Verifier() != w.Verifier() {
		t.Error("after a restart it has another key")
	}
	if status, kind, answer := ask(again.Handler(), l.body(t, 0, 5)); status != 409 || answer != "9\n" {
		t.Errorf("after a restart: %d %s %q, want it to remember 9", status, kind, answer)
	}
	public, err := os.ReadFile(filepath.Join(dir, "witness.pub"))
	if err != nil || string(public) != w.Verifier()+"\n" {
		t.Errorf("witness.pub holds %q (%v)", public, err)
	}
	for name, mode := range map[string]os.FileMode{"witness.key": 0o600, "seen.json": 0o600, ".": 0o700} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v, want %v", name, info.Mode().Perm(), err, mode)
		}
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := ask(again.Handler(), l.body(t, 9, 10)); status != 500 {
		t.Errorf("closed: %d, want 500", status)
	}
	seen := filepath.Join(dir, "seen.json")
	kept, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string][]byte{
		"gone": nil, "empty": {}, "null": []byte("null"), "cut": kept[:len(kept)/2], "another log": []byte(`{"candour/EX":"candour/NO\n1\n"}`),
		"another root": bytes.Replace(kept, []byte(`\n9\n`), []byte(`\n8\n`), 1),
	} {
		if err := os.Remove(seen); err != nil {
			t.Fatal(err)
		}
		if damage != nil {
			if err := os.WriteFile(seen, damage, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := OpenWitness(dir, "", []string{l.verifier}, time.Now); err == nil {
			t.Errorf("a memory that is %s is taken", name)
		}
		if err := os.WriteFile(seen, kept, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := OpenWitness(dir, "another.example", []string{l.verifier}, time.Now); err == nil {
		t.Error("it takes another name with the same key")
	}
	if _, err := OpenWitness(dir, "", []string{l.verifier, l.verifier}, time.Now); err == nil {
		t.Error("one log twice")
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenWitness(dir, "", []string{l.verifier}, time.Now); err == nil {
		t.Error("a folder that is open to others is taken")
	}
	for _, name := range []string{"", "two words", "a+b"} {
		fresh := newWitnessDir(t)
		if _, err := OpenWitness(fresh, name, nil, time.Now); err == nil {
			t.Errorf("the name %q is taken", name)
		}
		if exists, _ := filepath.Glob(filepath.Join(fresh, "witness.key")); len(exists) > 0 {
			t.Errorf("the name %q left a key", name)
		}
	}
}

// TestWitnessKeepsBeforeItSigns: where the disk takes nothing, nothing is signed,
// then or later.
func TestWitnessKeepsBeforeItSigns(t *testing.T) {
	l := newPaperLog(t)
	l.grow(t, 9)
	dir := newWitnessDir(t)
	w := openTestWitness(t, dir, l.verifier)
	if err := os.Mkdir(filepath.Join(dir, "seen.json.new"), 0o700); err != nil { // in the way
		t.Fatal(err)
	}
	if status, _, answer := ask(w.Handler(), l.body(t, 0, 9)); status != 500 || strings.Contains(answer, "—") {
		t.Errorf("%d %q, want 500 and no signature", status, answer)
	}
	if err := os.Remove(filepath.Join(dir, "seen.json.new")); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := ask(w.Handler(), l.body(t, 0, 9)); status != 500 {
		t.Errorf("afterwards %d, want 500 until a person has looked", status)
	}
}

// TestRewritingWithTheOwnKey is the attack that a signature and a whole-log check
// do not see: the operator writes the log anew, with the log's own key. With a
// witness no checkpoint of it is ever published, and whoever kept an earlier one
// sees it without us, by golang.org/x/mod/sumdb/tlog.
func TestRewritingWithTheOwnKey(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	w := openTestWitness(t, newWitnessDir(t), l.verifier)
	srv := httptest.NewServer(w.Handler())
	defer srv.Close()
	policy, err := ParsePolicy(fmt.Appendf(nil, "witness oversight %s %s\nquorum oversight\n", w.Verifier(), srv.URL))
	if err != nil {
		t.Fatal(err)
	}
	opts := LogOptions{Witnesses: policy.Witnesses(), PublishTimeout: 5 * time.Second}
	l.reopen(t, opts)
	l.publish(t, rowsOf(300)) // sent by the library's own witness client
	l.publish(t, rowsOf(600))
	kept, err := ParseCheckpoint(l.checkpoint(t), l.verifier)
	if err != nil {
		t.Fatal(err)
	}
	by, err := policy.Judge(kept, l.verifier)
	if err != nil || len(by) != 1 || by[0].Name != "oversight" || by[0].Key != "witness.example" || !by[0].At.Equal(witnessDay) {
		t.Fatalf("cosigned by %+v (%v), want the witness", by, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}

	// The same key, the same origin, one row changed, signed and whole.
	other := rowsOf(700)
	other.other = func(seq int64) bool { return seq == 250 }
	forged := &testLog{dir: filepath.Join(t.TempDir(), "log"), lock: filepath.Join(t.TempDir(), "lock"), signer: l.signer, verifier: l.verifier}
	opts.PublishTimeout = 300 * time.Millisecond
	forged.reopen(t, opts)
	if _, err := forged.Publish(t.Context(), other); !errors.Is(err, ErrUnpublished) {
		t.Errorf("publishing the rewritten log: %v, want %v", err, ErrUnpublished)
	}
	if cp, err := ReadCheckpoint(t.Context(), forged.source(t), l.verifier); err == nil && cp.Size > 0 {
		t.Errorf("a checkpoint over %d rewritten leaves was published", cp.Size)
	}
	forged.Close() // which can't publish either

	// Without the witness it is published, verifies, and is seen by who kept one.
	forged.reopen(t, LogOptions{})
	forged.publish(t, other)
	cp, err := ReadCheckpoint(t.Context(), forged.source(t), l.verifier)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(t.Context(), forged.source(t), l.verifier, nil); err != nil {
		t.Fatalf("the rewritten log is not whole, so this test shows nothing: %v", err)
	}
	if _, err := policy.Judge(cp, l.verifier); !errors.Is(err, ErrDiffers) {
		t.Errorf("the policy takes a checkpoint that nobody cosigned: %v", err)
	}
	hashes := tlog.TileHashReader(tlog.Tree{N: cp.Size, Hash: cp.Root}, Tiles(t.Context(), forged.source(t)))
	proof, err := tlog.ProveTree(cp.Size, kept.Size, hashes)
	if err != nil {
		t.Fatal(err)
	}
	if err := tlog.CheckTree(proof, cp.Size, cp.Root, kept.Size, kept.Root); err == nil {
		t.Error("tlog finds that the rewritten log continues the kept checkpoint")
	}
	if status, _, answer := ask(w.Handler(), request(kept.Size, proof, cp.Note)); status != 422 {
		t.Errorf("the witness answers %d %q, want 422", status, answer)
	}
	if res, err := http.Get(srv.URL + "/"); err != nil {
		t.Error(err)
	} else {
		page, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || !strings.Contains(string(page), "candour/EX 600\n") {
			t.Errorf("the witness holds something else: %s (%v)", page, err)
		}
	}
}

func FuzzWitnessRequest(f *testing.F) {
	l := newPaperLog(f)
	l.grow(f, 9)
	w := openTestWitness(f, newWitnessDir(f), l.verifier)
	f.Add(l.body(f, 0, 9))
	f.Add(l.body(f, 3, 9))
	f.Add("old 0\n\n")
	f.Add("old 5\nAAAA\n\ncandour/EX\n")
	f.Fuzz(func(t *testing.T, body string) {
		a, err := parseAddition([]byte(body))
		if err == nil && request(a.old, a.proof, a.note) != body {
			t.Errorf("%q is read as another request", body)
		}
		if status, _, answer := ask(w.Handler(), body); status == 200 && !strings.HasPrefix(answer, "— witness.example ") {
			t.Errorf("200 with %q", answer)
		}
	})
}
