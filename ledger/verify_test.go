// One file over 500 lines: each attack on a published log is one test, and they
// share the log that they attack.

package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/client"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// flip changes one bit of a file.
func flip(path string, at int) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	raw[at] ^= 1
	return os.WriteFile(path, raw, 0o644)
}

// attackLog is 70,000 leaves: three levels of tiles, full and partial.
func attackLog(t *testing.T) *testLog {
	t.Helper()
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(70_000))
	l.Close()
	return l
}

// current is every file that a log of this size consists of.
func current(size int64) (paths []string) {
	for i := range tilesOf(size) {
		paths = append(paths, tilePath(entryLevel, i, widthOf(i, size)))
	}
	for level, n := 0, size; n > 0; level, n = level+1, n/tileWidth {
		for i := range tilesOf(n) {
			paths = append(paths, tilePath(level, i, widthOf(i, n)))
		}
	}
	return paths
}

// Somebody with the disk, and not the key, changes one bit of one file.
func TestEveryChangedByteIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the attack on every byte")
	}
	l := attackLog(t)
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	verify := func() error {
		_, err := Verify(t.Context(), l.source(t), l.verifier, nil)
		return err
	}
	if err := verify(); err != nil {
		t.Fatal(err)
	}
	paths := current(70_000)
	rnd.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	paths = append(paths[:15], "tile/2/000.p/1", "tile/1/000", "tile/1/001.p/17", "tile/0/273.p/112", "tile/entries/273.p/112", "tile/entries/000")
	tried := 0
	for _, p := range paths {
		path := filepath.Join(l.dir, p)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, len(before) - 1, rnd.IntN(len(before))} {
			changed := bytes.Clone(before)
			changed[at] ^= 1 << rnd.IntN(8)
			write(t, path, changed)
			if err := verify(); !errors.Is(err, ErrDiffers) {
				t.Errorf("byte %d of %s changed: %v, want a difference", at, p, err)
			}
			tried++
		}
		for what, changed := range map[string][]byte{"cut": before[:len(before)-1], "longer": append(bytes.Clone(before), 0), "empty": {}} {
			write(t, path, changed)
			if err := verify(); !errors.Is(err, ErrDiffers) {
				t.Errorf("%s %s: %v, want a difference", p, what, err)
			}
			tried++
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := verify(); !errors.Is(err, ErrDiffers) {
			t.Errorf("%s removed: %v, want a difference", p, err)
		}
		tried++
		write(t, path, before)
	}
	// Bundle and tile changed alike: only the tile above, or the root, tells.
	bundle, tile := filepath.Join(l.dir, "tile/entries/007"), filepath.Join(l.dir, "tile/0/007")
	raw, _ := os.ReadFile(bundle)
	raw[2+len(version)] ^= 1
	write(t, bundle, raw)
	hashes, _ := os.ReadFile(tile)
	h := tlog.RecordHash(raw[2 : 2+42])
	copy(hashes, h[:])
	write(t, tile, hashes)
	if err := verify(); !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), "leaves 1792 to 2047") {
		t.Errorf("bundle and tile changed alike: %v, want the tile above to tell", err)
	}
	t.Logf("%d changes, all found", tried+1)
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every bit of a checkpoint counts, the unused ones of its base64 included.
func TestEveryChangedBitOfACheckpointIsFound(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(300))
	raw := l.checkpoint(t)
	for at := range raw {
		for bit := range 8 {
			changed := bytes.Clone(raw)
			changed[at] ^= 1 << bit
			if _, err := ParseCheckpoint(changed, l.verifier); !errors.Is(err, ErrDiffers) {
				t.Errorf("bit %d of byte %d changed (%q): %v", bit, at, changed[max(0, at-5):at+1], err)
			}
		}
	}
	_, other := newTestKey(t)
	if _, err := ParseCheckpoint(raw, other); !errors.Is(err, ErrDiffers) {
		t.Errorf("another key of the same name: %v, want a difference", err)
	}
	if _, err := ParseCheckpoint(raw, "nonsense"); err == nil || errors.Is(err, ErrDiffers) {
		t.Errorf("no key at all: %v, want an error that is not a difference", err)
	}
}

// The operator signs whatever they like, in any form that the note allows.
func TestSignedNonsenseIsRefused(t *testing.T) {
	signer, verifier := newTestKey(t)
	s, err := note.NewSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	root := emptyRoot.String()
	for _, text := range []string{
		"candour/EX\n0\n", "candour/EX\n", "\n", "other\n0\n" + root + "\n", "candour/EX\n-1\n" + root + "\n",
		"candour/EX\n+1\n" + root + "\n", "candour/EX\n007\n" + root + "\n", "candour/EX\n1e3\n" + root + "\n",
		"candour/EX\n99999999999999999999\n" + root + "\n", "candour/EX\n0\n" + root[:40] + "\n",
		"candour/EX\n0\n" + root[:42] + "V=\n", "candour/EX\n0\n" + root + root + "\n",
	} {
		raw, err := note.Sign(&note.Note{Text: text}, s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseCheckpoint(raw, verifier); !errors.Is(err, ErrDiffers) {
			t.Errorf("%q: %v, want a difference", text, err)
		}
	}
	raw, err := note.Sign(&note.Note{Text: "candour/EX\n0\n" + root + "\nan extension\n"}, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseCheckpoint(raw, verifier); err != nil {
		t.Errorf("a checkpoint with an extension line: %v", err)
	}
}

func TestTruncatedLogIsFound(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(300))
	small := l.checkpoint(t)
	l.publish(t, rowsOf(900))
	large := l.checkpoint(t)

	// The end is removed, the checkpoint stays.
	gone := filepath.Join(l.dir, tilePath(entryLevel, 3, 900-3*256))
	raw, _ := os.ReadFile(gone)
	os.Remove(gone)
	if _, err := Verify(t.Context(), l.source(t), l.verifier, nil); !errors.Is(err, ErrDiffers) {
		t.Errorf("the last bundle removed: %v, want a difference", err)
	}
	write(t, gone, raw)

	// The old checkpoint is put back: signed, and true of its day. Only who
	// kept the later one can tell.
	write(t, filepath.Join(l.dir, "checkpoint"), small)
	if _, err := Verify(t.Context(), l.source(t), l.verifier, nil); err != nil {
		t.Errorf("an old checkpoint, nothing kept: %v", err)
	}
	if _, err := Verify(t.Context(), l.source(t), l.verifier, large); !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), "cut") {
		t.Errorf("an old checkpoint, the later one kept: %v, want a difference", err)
	}
}

// The operator, with their own key, writes the log anew with one leaf changed
// and signs it all. Every signature and hash is then right: **without an earlier
// checkpoint that somebody kept, or a witness, this can't be detected**, by this
// verifier or any other. With one it is, if the change is older than it.
func TestRewrittenHistoryNeedsAKeptCheckpoint(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	var kept [][]byte
	for _, n := range []int64{0, 99, 100, 255, 256, 300, 512, 900} {
		l.publish(t, rowsOf(n))
		kept = append(kept, l.checkpoint(t))
	}
	for _, old := range kept {
		if _, err := Verify(t.Context(), l.source(t), l.verifier, old); err != nil {
			t.Errorf("honest log against its own past: %v", err)
		}
	}

	forged := &testLog{dir: filepath.Join(t.TempDir(), "log"), lock: l.lock, signer: l.signer, verifier: l.verifier}
	l.Close()
	forged.reopen(t, LogOptions{})
	rows := rowsOf(1000)
	rows.other = func(seq int64) bool { return seq == 100 }
	forged.publish(t, rows)
	if _, err := Verify(t.Context(), forged.source(t), l.verifier, nil); err != nil {
		t.Errorf("the forged log is good in itself: %v", err)
	}
	for i, old := range kept {
		_, err := Verify(t.Context(), forged.source(t), l.verifier, old)
		if before := i < 2; before && err != nil {
			t.Errorf("checkpoint %d, from before the change: %v", i, err)
		} else if !before && (!errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), "history was changed")) {
			t.Errorf("checkpoint %d: %v, want a difference", i, err)
		}
	}
	tampered := bytes.Replace(kept[4], []byte("\n256\n"), []byte("\n255\n"), 1)
	if _, err := Verify(t.Context(), forged.source(t), l.verifier, tampered); !errors.Is(err, ErrDiffers) {
		t.Errorf("a kept checkpoint that isn't signed: %v, want a difference", err)
	}
}

func TestUnknownLeafIsNotJudged(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(5))
	entries := append(l.bundle(t), 0, 40)
	leaf := append([]byte("candour/v2"), make([]byte, 30)...)
	entries = append(entries, leaf...)
	var hashes []byte
	tr := tree{}
	var all []tlog.Hash
	parsed, err := parseBundle(entries, 6)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range parsed {
		h := tlog.RecordHash(e)
		hashes, all = append(hashes, h[:]...), append(all, h)
	}
	s, _ := note.NewSigner(l.signer)
	cp, err := note.Sign(&note.Note{Text: fmt.Sprintf("candour/EX\n6\n%s\n", tr.root(all))}, s)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(l.dir, "tile/entries/000.p/6"), entries)
	write(t, filepath.Join(l.dir, "tile/0/000.p/6"), hashes)
	write(t, filepath.Join(l.dir, "checkpoint"), cp)
	if _, err := Verify(t.Context(), l.source(t), l.verifier, nil); !errors.Is(err, ErrVersion) || errors.Is(err, ErrDiffers) {
		t.Errorf("an unknown leaf: %v, want ErrVersion", err)
	}
}

func (l *testLog) bundle(t *testing.T) []byte {
	raw, err := os.ReadFile(filepath.Join(l.dir, "tile/entries/000.p/5"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Our root is that of the tlog package, at every size.
func TestRootIsThatOfOthers(t *testing.T) {
	stored := []tlog.Hash{}
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, n := range at {
			out[i] = stored[n]
		}
		return out, nil
	})
	src := tilesIn{}
	tr := tree{ctx: t.Context(), src: src}
	var leaves []tlog.Hash
	for n := range int64(2000) {
		want, err := tlog.TreeHash(n, reader)
		if err != nil {
			t.Fatal(err)
		}
		if got := tr.root(leaves); got != want {
			t.Fatalf("root of %d leaves is %v, want %v", n, got, want)
		}
		hs, err := tlog.StoredHashes(n, madeLeaf(n+1, 0), reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hs...)
		if leaves = append(leaves, hs[0]); len(leaves) == tileWidth {
			if err := tr.add(leaves); err != nil {
				t.Fatal(err)
			}
			leaves = nil
		}
	}
}

// tilesIn is a source without files, for trees too small to ask for one.
type tilesIn struct{}

func (tilesIn) Read(context.Context, string, int64) ([]byte, error) { return nil, fs.ErrNotExist }

// Verifiers that other people wrote check our log unmodified: the Go checksum
// database's note and tlog packages, and the storage library's own client over
// HTTP.
func TestOthersVerifyOurLog(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(300))
	old := l.checkpoint(t)
	rows := rowsOf(1500)
	l.publish(t, rows)
	v, err := note.NewVerifier(l.verifier)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()

	// golang.org/x/mod/sumdb. ParseTree knows only its own first line.
	tree := func(raw []byte) tlog.Tree {
		n, err := note.Open(raw, note.VerifierList(v))
		if err != nil {
			t.Fatal(err)
		}
		tr, err := tlog.ParseTree([]byte(strings.Replace(n.Text, "candour/EX\n", "go.sum database tree\n", 1)))
		if err != nil {
			t.Fatal(err)
		}
		return tr
	}
	now, then := tree(l.checkpoint(t)), tree(old)
	hashes := tlog.TileHashReader(now, Tiles(ctx, l.source(t)))
	for _, i := range []int64{0, 255, 256, 299, 1024, 1499} {
		p, err := tlog.ProveRecord(now.N, i, hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(p, now.N, now.Hash, i, tlog.RecordHash(rows.leaf(i+1))); err != nil {
			t.Errorf("leaf %d: %v", i, err)
		}
		if tlog.CheckRecord(p, now.N, now.Hash, i, tlog.RecordHash(rows.leaf(i+2))) == nil {
			t.Errorf("leaf %d: another leaf passes too", i)
		}
	}
	tp, err := tlog.ProveTree(now.N, then.N, hashes)
	if err != nil {
		t.Fatal(err)
	}
	if err := tlog.CheckTree(tp, now.N, now.Hash, then.N, then.Hash); err != nil {
		t.Error(err)
	}

	// github.com/transparency-dev/tessera/client.
	server := httptest.NewServer(Public(l.dir))
	defer server.Close()
	base, _ := url.Parse(server.URL)
	f, err := client.NewHTTPFetcher(base, server.Client())
	if err != nil {
		t.Fatal(err)
	}
	cp, _, _, err := client.FetchCheckpoint(ctx, f.ReadCheckpoint, v, "candour/EX")
	if err != nil {
		t.Fatal(err)
	}
	pb, err := client.NewProofBuilder(ctx, cp.Size, f.ReadTile)
	if err != nil {
		t.Fatal(err)
	}
	in, err := pb.InclusionProof(ctx, 1023)
	if err != nil {
		t.Fatal(err)
	}
	if err := proof.VerifyInclusion(rfc6962.DefaultHasher, 1023, cp.Size, rfc6962.DefaultHasher.HashLeaf(rows.leaf(1024)), in, cp.Hash); err != nil {
		t.Error(err)
	}
	tracker, err := client.NewLogStateTracker(ctx, f.ReadTile, old, v, "candour/EX", client.UnilateralConsensus(f.ReadCheckpoint))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := tracker.Update(ctx); err != nil {
		t.Error(err)
	}
	bundle, err := client.GetEntryBundle(ctx, f.ReadEntryBundle, 5, cp.Size)
	if err != nil || len(bundle.Entries) != 1500-5*256 || !bytes.Equal(bundle.Entries[0], rows.leaf(5*256+1)) {
		t.Errorf("bundle 5 has %d entries, %v", len(bundle.Entries), err)
	}

	// And ours, over HTTP.
	src, err := OpenSource(server.URL, server.Client())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(ctx, src, l.verifier, old); err != nil {
		t.Error(err)
	}
}

func TestPublicServesTheLogAndNothingElse(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(600))
	write(t, filepath.Join(l.dir, "tile/entries/0001234567"), []byte("unfinished"))
	write(t, filepath.Join(l.dir, "tile/0/002.p/200"), []byte("not signed yet"))
	os.MkdirAll(filepath.Join(l.dir, "tile/1/000.p/3"), 0o755)
	h := Public(l.dir)
	get := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, &http.Request{Method: method, URL: &url.URL{Path: path}})
		return w
	}
	for path, kind := range map[string]string{
		"/checkpoint": "text/plain; charset=utf-8", "/tile/0/000": "application/octet-stream",
		"/tile/entries/002.p/88": "application/octet-stream", "/tile/1/000.p/2": "application/octet-stream",
	} {
		if w := get("GET", path); w.Code != 200 || w.Header().Get("Content-Type") != kind || w.Body.Len() == 0 {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		if w := get("POST", path); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: %d", path, w.Code)
		}
	}
	for _, path := range []string{
		"/", "", "/tile", "/tile/", "/tile/0/", "/tile/0", "/tile/entries/", "/.state/treeState", "/.state/", "/.state/publish.lock",
		"/tile/../.state/treeState", "/tile/0/../../.state/treeState", "//checkpoint", "/checkpoint/", "/checkpoint\n", "/Checkpoint",
		"/tile/entries/0001234567", "/tile/0/002.p/200", "/tile/0/000.p/256", "/tile/0/000.p/0", "/tile/0/000.p/",
		"/tile/0/999", "/tile/00/000", "/tile/-1/000", "/tile/0/0", "/tile/1/000.p/3", "/tile/8/000", "/tile/9/x999/x999/x999/999", "/../secret",
	} {
		if w := get("GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%q: %d %q, want not found", path, w.Code, w.Body)
		}
	}
}

// A link that leads out of the folder is not followed.
func TestPublicStaysInTheFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "secret"), []byte("candour/EX\n9000\nsecret"))
	os.MkdirAll(filepath.Join(dir, "log"), 0o755)
	if err := os.Symlink("../secret", filepath.Join(dir, "log", "checkpoint")); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	Public(filepath.Join(dir, "log")).ServeHTTP(w, httptest.NewRequest("GET", "/checkpoint", nil))
	if w.Code == 200 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

// A hostile server sends a verifier elsewhere, sends without end, or is slow.
func TestHostileServer(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Error("the redirect was followed") }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away/checkpoint":
			http.Redirect(w, r, elsewhere.URL+"/checkpoint", http.StatusFound)
		case "/round/checkpoint":
			http.Redirect(w, r, "/round/checkpoint", http.StatusFound)
		case "/endless/checkpoint":
			for range 64 {
				w.Write(make([]byte, 1<<16))
			}
		case "/broken/checkpoint":
			w.WriteHeader(http.StatusBadGateway)
		case "/slow/checkpoint":
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	c := server.Client()
	c.Timeout = 100 * time.Millisecond
	_, verifier := newTestKey(t)
	for path, want := range map[string]string{"away": "another host", "round": "in circles", "endless": "longer than", "broken": "502", "slow": "deadline"} {
		src, err := OpenSource(server.URL+"/"+path, c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadCheckpoint(t.Context(), src, verifier); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	for _, where := range []string{"https://user:word@example.org/", "https://", "https://example.org/?x=1", "https://example.org/#x"} {
		if _, err := OpenSource(where, c); err == nil || strings.Contains(err.Error(), "word@") {
			t.Errorf("%s: %v, want a refusal", where, err)
		}
	}
	if _, err := Verify(t.Context(), tilesIn{}, verifier, nil); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrDiffers) {
		t.Errorf("no log at all: %v, want fs.ErrNotExist", err)
	}
}

// A downloaded log must not make its verifier read, or hang on, other files.
func TestHostileFolder(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(10))
	path := filepath.Join(l.dir, "tile/entries/000.p/10")
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.Rename(path, outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, path); err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(t.Context(), l.source(t), l.verifier, nil); err == nil {
		t.Error("a link out of the folder was followed")
	}
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte{0, 1, 'a', 0, 0}, 2)
	f.Add([]byte{0xff, 0xff}, 1)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		if n < 0 || n > tileWidth {
			return
		}
		entries, err := parseBundle(data, n)
		if err != nil {
			return
		}
		var again []byte
		for _, e := range entries {
			again = append(append(again, byte(len(e)>>8), byte(len(e))), e...)
		}
		if len(entries) != n || !bytes.Equal(again, data) {
			t.Fatalf("%x parsed as %d entries that are written %x", data, len(entries), again)
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	signer, verifier := newTestKey(f)
	s, err := note.NewSigner(signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("candour/EX\n12\n"+emptyRoot.String()+"\n", true)
	f.Add("candour/EX\n12\n"+emptyRoot.String()+"\n\n— candour/EX AAAA\n", false)
	f.Fuzz(func(t *testing.T, text string, sign bool) {
		raw := []byte(text)
		if sign {
			if raw, err = note.Sign(&note.Note{Text: text}, s); err != nil {
				return
			}
		}
		cp, err := ParseCheckpoint(raw, verifier)
		if err != nil {
			return
		}
		want := fmt.Sprintf("candour/EX\n%d\n%s\n", cp.Size, cp.Root)
		if !sign || !strings.HasPrefix(text, want) {
			t.Fatalf("%q was accepted as %q", text, want)
		}
	})
}

func FuzzPublicPath(f *testing.F) {
	for _, p := range []string{"/checkpoint", "/tile/0/000", "/tile/entries/x001/000.p/7", "/../x", "/.state/treeState"} {
		f.Add(p)
	}
	dir := f.TempDir()
	os.MkdirAll(filepath.Join(dir, ".state"), 0o755)
	os.WriteFile(filepath.Join(dir, ".state", "treeState"), []byte("private"), 0o644)
	os.WriteFile(filepath.Join(dir, "checkpoint"), []byte("candour/EX\n9\nx\n"), 0o644)
	h := Public(dir)
	f.Fuzz(func(t *testing.T, path string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, &http.Request{Method: "GET", URL: &url.URL{Path: path}})
		if w.Code == 200 && strings.TrimPrefix(path, "/") != "checkpoint" {
			t.Fatalf("%q was served: %q", path, w.Body)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	for _, n := range []int64{350_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := openTestLog(b, LogOptions{})
			l.publish(b, rowsOf(n))
			l.Close()
			b.ResetTimer()
			for b.Loop() {
				if _, err := Verify(b.Context(), l.source(b), l.verifier, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
