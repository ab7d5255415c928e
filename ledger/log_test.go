// One file over 500 lines: the log is tried from its first leaf to its last
// crash with the same made-up journals.

package ledger

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"candour"

	"github.com/transparency-dev/tessera"
)

// madeRows is a journal of as many rows as it is told, whose leaves anybody can
// compute: leaf i of a salt.
type madeRows struct {
	head  atomic.Int64
	other func(seq int64) bool // rows that are not what they were
}

func rowsOf(n int64) *madeRows {
	r := &madeRows{}
	r.head.Store(n)
	return r
}

func madeLeaf(seq int64, salt byte) []byte {
	var b [9]byte
	binary.BigEndian.PutUint64(b[:], uint64(seq))
	b[8] = salt
	h := sha256.Sum256(b[:])
	return append([]byte(version), h[:]...)
}

func (r *madeRows) leaf(seq int64) []byte {
	if r.other != nil && r.other(seq) {
		return madeLeaf(seq, 1)
	}
	return madeLeaf(seq, 0)
}

func (r *madeRows) Head(context.Context) (int64, error) { return r.head.Load(), nil }

func (r *madeRows) Leaves(_ context.Context, after int64, max int) ([][]byte, error) {
	var out [][]byte
	for seq := after + 1; seq <= r.head.Load() && len(out) < max; seq++ {
		out = append(out, r.leaf(seq))
	}
	return out, nil
}

// testLog is a log in a temporary folder.
type testLog struct {
	*Log
	dir, lock, signer, verifier string
}

func openTestLog(t testing.TB, opts LogOptions) *testLog {
	t.Helper()
	signer, verifier := newTestKey(t)
	folder := t.TempDir()
	l := &testLog{dir: filepath.Join(folder, "log"), lock: filepath.Join(folder, "run", "appender.lock"), signer: signer, verifier: verifier}
	l.reopen(t, opts)
	return l
}

func (l *testLog) reopen(t testing.TB, opts LogOptions) {
	t.Helper()
	if err := l.tryOpen(t, opts); err != nil {
		t.Fatal(err)
	}
}

func (l *testLog) tryOpen(t testing.TB, opts LogOptions) (err error) {
	if l.Log != nil {
		l.Log.Close()
	}
	l.Log, err = OpenLog(t.Context(), l.dir, l.lock, l.signer, opts)
	if err == nil {
		opened := l.Log
		t.Cleanup(func() { opened.Close() })
	}
	return err
}

func (l *testLog) publish(t testing.TB, rows Rows) {
	t.Helper()
	head, _ := rows.Head(t.Context())
	size, err := l.Publish(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	if size != head {
		t.Fatalf("published %d leaves, want %d", size, head)
	}
}

func (l *testLog) checkpoint(t testing.TB) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(l.dir, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (l *testLog) source(t testing.TB) Source {
	t.Helper()
	src, err := OpenSource(l.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// holds checks the whole log, and that it holds the journal's leaves in order.
func (l *testLog) holds(t testing.TB, rows *madeRows) {
	t.Helper()
	report, err := Verify(t.Context(), l.source(t), l.verifier, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Size != rows.head.Load() || report.Origin != "candour/EX" {
		t.Fatalf("the log is %s with %d leaves, want candour/EX with %d", report.Origin, report.Size, rows.head.Load())
	}
	var n int64
	err = Leaves(t.Context(), l.source(t), report.Size, func(i int64, leaf []byte) error {
		if i != n || !bytes.Equal(leaf, rows.leaf(i+1)) {
			return fmt.Errorf("leaf %d is not that of row %d", i, n+1)
		}
		n++
		return nil
	})
	if err != nil || n != report.Size {
		t.Fatalf("%d leaves read, %v", n, err)
	}
}

func TestPublish(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	rows := rowsOf(0)
	l.publish(t, rows) // an empty journal has an empty, signed log
	for _, head := range []int64{1, 2, 255, 256, 257, 700, 700, 5000, 70_000} {
		rows.head.Store(head)
		l.publish(t, rows)
		l.holds(t, rows)
		if n, err := l.Unpublished(t.Context()); n != 0 || err != nil {
			t.Errorf("%d unpublished, %v", n, err)
		}
	}
	l.reopen(t, LogOptions{})
	rows.head.Add(3)
	l.publish(t, rows)
	l.holds(t, rows)
}

func TestALoneLeafIsNotSlow(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	rows := rowsOf(1)
	l.publish(t, rows)
	const n = 10
	var all time.Duration
	for range n {
		// As after a quiet second: a checkpoint is published at most every 100 ms.
		quiet := time.Now().Add(-time.Second)
		if err := os.Chtimes(filepath.Join(l.dir, "checkpoint"), quiet, quiet); err != nil {
			t.Fatal(err)
		}
		rows.head.Add(1)
		begin := time.Now()
		l.publish(t, rows)
		all += time.Since(begin)
	}
	if each := all / n; each > 200*time.Millisecond {
		t.Errorf("a lone leaf takes %v until it is published", each)
	} else {
		t.Logf("a lone leaf takes %v until it is published", each)
	}
}

func TestSecondOpenerIsRefused(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	_, err := OpenLog(t.Context(), l.dir, l.lock, l.signer, LogOptions{})
	if !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), "another candour process holds the log") {
		t.Fatalf("second opener got %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l.reopen(t, LogOptions{})
}

func TestClosedLogRefuses(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Publish(t.Context(), rowsOf(1)); err == nil {
		t.Fatal("a closed log was written")
	}
}

func TestJournalThatDoesNotMatchIsRefused(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(1000))
	before := l.checkpoint(t)

	changed := rowsOf(1001)
	changed.other = func(seq int64) bool { return seq == 998 }
	for name, rows := range map[string]*madeRows{"shorter": rowsOf(999), "changed": changed} {
		l.reopen(t, LogOptions{})
		if _, err := l.Publish(t.Context(), rows); !errors.Is(err, ErrDiffers) {
			t.Errorf("a %s journal: %v, want a difference", name, err)
		}
	}
	l.reopen(t, LogOptions{})
	l.publish(t, rowsOf(1000))
	if _, err := l.Publish(t.Context(), rowsOf(10)); !errors.Is(err, ErrDiffers) {
		t.Errorf("a journal that shrank while we ran: %v, want a difference", err)
	}
	if !bytes.Equal(before, l.checkpoint(t)) {
		t.Error("the checkpoint changed")
	}
}

func TestBadRowIsNeverLogged(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(300))
	for name, leaf := range map[string][]byte{
		"short":   []byte("candour/v1"),
		"long":    append([]byte("candour/v1"), make([]byte, MaxLeaf)...),
		"version": append([]byte("candour/w1"), make([]byte, 32)...),
	} {
		if _, err := l.Publish(t.Context(), badRows{rowsOf(400), leaf}); err == nil {
			t.Errorf("%s: logged", name)
		}
	}
	if _, err := l.Publish(t.Context(), gap{rowsOf(400)}); err == nil {
		t.Error("a journal with a gap: logged")
	}
	rows := rowsOf(400)
	l.publish(t, rows)
	l.holds(t, rows)
}

type badRows struct {
	*madeRows
	last []byte
}

func (r badRows) Leaves(ctx context.Context, after int64, max int) ([][]byte, error) {
	out, _ := r.madeRows.Leaves(ctx, after, max)
	if after+int64(len(out)) == r.head.Load() && len(out) > 0 {
		out[len(out)-1] = r.last
	}
	return out, nil
}

type gap struct{ *madeRows }

func (gap) Leaves(context.Context, int64, int) ([][]byte, error) { return nil, nil }

// A batch that fails while the next one succeeds leaves the log in the wrong
// order. It must not be signed, and the next Publish must put it right. The
// failure is made by writing the end of another journal into the log and
// keeping the guard from vouching for it.
func TestUnsignedLeavesThatAreNotTheJournalsAreTakenBack(t *testing.T) {
	for _, signed := range []int64{0, 255, 256, 600} {
		l := openTestLog(t, LogOptions{})
		l.publish(t, rowsOf(signed))
		before := l.checkpoint(t)
		l.opts.PublishTimeout = 20 * time.Millisecond

		wrong := rowsOf(signed + 700)
		wrong.other = func(seq int64) bool { return seq > signed+10 }
		l.app.guard.close() // from here nothing is signed
		if _, err := l.Publish(t.Context(), wrong); !errors.Is(err, ErrUnpublished) {
			t.Fatalf("without a signature: %v, want ErrUnpublished", err)
		}
		if n, err := l.Unpublished(t.Context()); n != 700 || err != nil {
			t.Fatalf("%d unpublished, %v, want 700", n, err)
		}
		if !bytes.Equal(before, l.checkpoint(t)) {
			t.Fatal("something was signed")
		}
		rows := rowsOf(signed + 1000)
		l.reopen(t, LogOptions{})
		l.publish(t, rows)
		l.holds(t, rows)
		if _, err := Verify(t.Context(), l.source(t), l.verifier, before); err != nil {
			t.Fatal(err)
		}
	}
}

// The disk refuses one file. Batches are made so small and so many that others
// take the failed one's place: what is signed must be the journal's all the
// same, and when the disk is well again the log must be too.
func TestFailedBatchIsNeverSigned(t *testing.T) {
	for range 3 {
		l := openTestLog(t, LogOptions{Batch: 256, BatchAge: time.Microsecond, PublishTimeout: time.Second})
		rows := rowsOf(300)
		l.publish(t, rows)
		before := l.checkpoint(t)
		obstacle := filepath.Join(l.dir, tilePath(0, 1, tileWidth)) // not a bundle: the library overlooks this error there
		if err := os.Mkdir(obstacle, 0o755); err != nil {
			t.Fatal(err)
		}
		rows.head.Store(2000)
		if _, err := l.Publish(t.Context(), rows); err == nil {
			t.Fatal("published in spite of a file that can't be written")
		}
		report, err := Verify(t.Context(), l.source(t), l.verifier, before)
		if err != nil {
			t.Fatal(err)
		}
		l.holds(t, rowsOf(report.Size))
		if err := os.RemoveAll(obstacle); err != nil {
			t.Fatal(err)
		}
		l.publish(t, rows)
		l.holds(t, rows)
	}
}

// A library that writes the two halves of a batch the wrong way round, as its
// queue does where they race, is never signed for, and the leaves end up in the
// journal's order all the same.
func TestLeavesThatWereTurnedAroundAreWrittenAgain(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	rows := rowsOf(300)
	l.publish(t, rows)
	before := l.checkpoint(t)
	plain, turned := l.app.add, 0
	var late []func()
	l.app.add = func(ctx context.Context, e *tessera.Entry) tessera.IndexFuture {
		if turned++; turned > 100 { // the second half is on its way before the first
			f := plain(ctx, e)
			for _, send := range late {
				send()
			}
			late = nil
			return f
		}
		sent := make(chan tessera.IndexFuture, 1)
		late = append(late, func() { sent <- plain(ctx, e) })
		return func() (tessera.Index, error) { return (<-sent)() }
	}
	rows.head.Store(500)
	l.publish(t, rows)
	if turned != 200 {
		t.Fatalf("%d leaves went through the library that turns them around, want the 200 of one batch", turned)
	}
	l.holds(t, rows)
	if _, err := Verify(t.Context(), l.source(t), l.verifier, before); err != nil {
		t.Fatal(err)
	}
}

// With silent witnesses leaves are added, nothing is published, and it shows.
func TestSilentWitness(t *testing.T) {
	_, vkey := newTestKey(t)
	nowhere, _ := url.Parse("http://127.0.0.1:1/")
	witness, err := tessera.NewWitness(vkey, nowhere)
	if err != nil {
		t.Fatal(err)
	}
	opts := LogOptions{Witnesses: tessera.NewWitnessGroup(1, witness), PublishTimeout: 150 * time.Millisecond}
	l := openTestLog(t, opts)
	rows := rowsOf(50)
	if size, err := l.Publish(t.Context(), rows); !errors.Is(err, ErrUnpublished) || size != 0 {
		t.Fatalf("Publish = %d, %v, want 0, ErrUnpublished", size, err)
	}
	if n, err := l.Unpublished(t.Context()); n != 50 || err != nil {
		t.Fatalf("%d unpublished, %v, want 50", n, err)
	}
	rows.head.Add(10)
	if _, err := l.Publish(t.Context(), rows); !errors.Is(err, ErrUnpublished) {
		t.Fatalf("a second Publish: %v, want ErrUnpublished", err)
	}
	if err := l.Close(); !errors.Is(err, ErrUnpublished) {
		t.Errorf("Close = %v, want ErrUnpublished", err)
	}
	l.reopen(t, LogOptions{}) // the witness is taken out of the settings
	l.publish(t, rows)
	l.holds(t, rows)
}

// The library signs whatever its private state says, however small. Each of
// these would have made it sign a shorter log over the published one.
func TestLogThatWasCutIsNotOpened(t *testing.T) {
	for name, cut := range map[string]func(t *testing.T, dir string, small []byte) error{
		"the state is gone": func(t *testing.T, dir string, _ []byte) error {
			return os.RemoveAll(filepath.Join(dir, ".state"))
		},
		"the state and the checkpoint are gone": func(t *testing.T, dir string, _ []byte) error {
			return errors.Join(os.RemoveAll(filepath.Join(dir, ".state")), os.Remove(filepath.Join(dir, "checkpoint")))
		},
		"the state is an old one": func(t *testing.T, dir string, small []byte) error {
			return os.WriteFile(filepath.Join(dir, ".state", "treeState"), small, 0o644)
		},
		"the state is damaged": func(t *testing.T, dir string, _ []byte) error {
			return os.WriteFile(filepath.Join(dir, ".state", "treeState"), []byte(`{"size":3}`), 0o644)
		},
		"the last tile is gone": func(t *testing.T, dir string, _ []byte) error {
			return os.Remove(filepath.Join(dir, tilePath(0, 3, 1000-3*256)))
		},
		"a tile above is changed": func(t *testing.T, dir string, _ []byte) error {
			return flip(filepath.Join(dir, tilePath(1, 0, 3)), 40)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := openTestLog(t, LogOptions{})
			l.publish(t, rowsOf(400))
			small, err := os.ReadFile(filepath.Join(l.dir, ".state", "treeState"))
			if err != nil {
				t.Fatal(err)
			}
			l.publish(t, rowsOf(1000))
			before := l.checkpoint(t)
			l.Close()
			if err := cut(t, l.dir, small); err != nil {
				t.Fatal(err)
			}
			if err := l.tryOpen(t, LogOptions{}); err == nil {
				t.Fatal("opened")
			} else {
				t.Log(err)
			}
			after, err := os.ReadFile(filepath.Join(l.dir, "checkpoint"))
			if err == nil && !bytes.Equal(before, after) {
				t.Error("another checkpoint was signed")
			}
		})
	}
}

func TestLogOfAnotherKeyIsNotOpened(t *testing.T) {
	l := openTestLog(t, LogOptions{})
	l.publish(t, rowsOf(10))
	l.signer, _ = newTestKey(t)
	if err := l.tryOpen(t, LogOptions{}); !errors.Is(err, ErrDiffers) {
		t.Fatalf("opened with another key: %v, want a difference", err)
	}
}

func TestCancelledPublishLosesNothing(t *testing.T) {
	l := openTestLog(t, LogOptions{Batch: 64})
	rows := rowsOf(3000)
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		_, err := l.Publish(ctx, hooked{rows, func() {
			if calls++; calls == 4 {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want the cancellation", err)
		}
	}
	l.publish(t, rows)
	l.holds(t, rows)
}

type hooked struct {
	*madeRows
	before func()
}

func (r hooked) Leaves(ctx context.Context, after int64, max int) ([][]byte, error) {
	r.before()
	return r.madeRows.Leaves(ctx, after, max)
}

// TestCrashChild is no test: it is the process that TestCrash kills. It tells
// how far its journal is before it publishes and how far the log after.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv("CANDOUR_CRASH_DIR")
	if dir == "" {
		t.Skip("run by TestCrash")
	}
	head, _ := strconv.ParseInt(os.Getenv("CANDOUR_CRASH_HEAD"), 10, 64)
	l, err := OpenLog(t.Context(), filepath.Join(dir, "log"), filepath.Join(dir, "run", "lock"), os.Getenv("CANDOUR_CRASH_KEY"), LogOptions{Batch: 512})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	rows := rowsOf(head)
	for {
		head += rand.Int64N(8000)
		fmt.Println("journal", head)
		rows.head.Store(head)
		size, err := l.Publish(t.Context(), rows)
		if err != nil {
			fmt.Println("error", err)
			return
		}
		fmt.Println("acknowledged", size)
	}
}

func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the kills")
	}
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	l := openTestLog(t, LogOptions{})
	l.Close()

	var journal, acknowledged int64
	var kept []byte
	for round := range 8 {
		child := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
		child.Env = append(os.Environ(), "CANDOUR_CRASH_DIR="+filepath.Dir(l.dir), "CANDOUR_CRASH_HEAD="+fmt.Sprint(journal), "CANDOUR_CRASH_KEY="+l.signer)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		// Killed a while after its first sign of work, or of success, so that a
		// slow machine kills in the middle too.
		sign := []string{"journal", "acknowledged"}[round%2]
		after := time.Duration(rnd.IntN(250)) * time.Millisecond
		var kill *time.Timer
		for lines := bufio.NewScanner(out); lines.Scan(); {
			word, rest, _ := strings.Cut(lines.Text(), " ")
			n, _ := strconv.ParseInt(rest, 10, 64)
			if word == sign && kill == nil {
				kill = time.AfterFunc(after, func() { child.Process.Kill() })
			}
			switch word {
			case "journal":
				journal = n
			case "acknowledged":
				acknowledged = max(acknowledged, n)
			case "error":
				t.Errorf("the child: %s", rest)
			}
		}
		child.Wait()

		src := l.source(t)
		cp, err := ReadCheckpoint(t.Context(), src, l.verifier)
		if errors.Is(err, fs.ErrNotExist) && acknowledged == 0 {
			continue // killed before it began
		}
		if err != nil {
			t.Fatal(err)
		}
		if cp.Size < acknowledged {
			t.Errorf("%d acknowledged and %d published", acknowledged, cp.Size)
		}
		if _, err := Verify(t.Context(), src, l.verifier, kept); err != nil {
			t.Fatalf("after a crash: %v", err)
		}
		kept = cp.Note
	}
	l.reopen(t, LogOptions{})
	rows := rowsOf(journal)
	l.publish(t, rows)
	l.holds(t, rows)
	var found int64
	seen := map[string]bool{}
	err := Leaves(t.Context(), l.source(t), acknowledged, func(i int64, leaf []byte) error {
		if !seen[string(leaf)] && bytes.Equal(leaf, rows.leaf(i+1)) {
			found++
		}
		seen[string(leaf)] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("8 SIGKILLs: acknowledged %d, found %d, lost %d", acknowledged, found, acknowledged-found)
	if acknowledged == 0 || found != acknowledged {
		t.Errorf("acknowledged %d, found %d, lost %d", acknowledged, found, acknowledged-found)
	}
}

func BenchmarkPublish(b *testing.B) {
	for _, n := range []int64{350_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				l := openTestLog(b, LogOptions{})
				l.publish(b, rowsOf(n))
				l.Close()
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
