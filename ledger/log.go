package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"candour"
	"candour/store"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

// ErrUnpublished says that the leaves are in the log and that no checkpoint
// over them has been published in time: the witnesses don't answer or don't
// agree, or the machine's clock went back. Nothing is lost, and the next
// checkpoint covers them.
var ErrUnpublished = errors.New("the log has leaves that no published checkpoint covers")

// LogOptions are what may be set on a log; the zero value is right for most.
type LogOptions struct {
	Batch              uint          // leaves written at once; 4,096
	BatchAge           time.Duration // how long a lone leaf waits for company; 5 ms
	CheckpointInterval time.Duration // 100 ms, which is also the least
	PublishTimeout     time.Duration // how long Publish and Close wait for a checkpoint; 30 s

	// Witnesses must cosign a checkpoint before it is published. Where they do
	// not, leaves are still added, Publish returns ErrUnpublished and
	// Unpublished grows.
	Witnesses tessera.WitnessGroup
	HTTP      *http.Client // to the witnesses

	// Ours is asked before each publishing whether this process is still the one that
	// appends, where several machines share a database; nil: the lock file says so.
	Ours interface {
		Check(ctx context.Context) error
		Close() error
	}
}

func (o LogOptions) orDefaults() LogOptions {
	if o.Batch == 0 {
		o.Batch = 4096
	}
	if o.BatchAge == 0 {
		o.BatchAge = 5 * time.Millisecond // the library's 250 ms makes a lone leaf wait that long
	}
	if o.CheckpointInterval == 0 {
		o.CheckpointInterval = 100 * time.Millisecond
	}
	if o.PublishTimeout == 0 {
		o.PublishTimeout = 30 * time.Second
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	return o
}

// Log is the one writer of a log folder. Its promise: **no checkpoint is signed
// unless every leaf below it is the journal's, in the journal's order.** The
// signer itself holds back a checkpoint until that is known, because the
// storage library publishes by itself, from the moment it is opened and
// whatever it finds on the disk.
type Log struct {
	dir, signer, verifier string
	opts                  LogOptions
	src                   Source // the log's own folder, read as strangers read it
	lock                  *store.FileLock
	turn                  chan struct{} // holds one token: whoever has it appends

	// What follows belongs to the holder of the turn.
	closed bool
	app    *appender // nil until the log has been matched with the journal
}

// appender is one life of the storage library. A batch that fails ends it:
// the next batch could take the failed one's place.
type appender struct {
	add      tessera.AddFn
	shutdown func(context.Context) error
	cancel   context.CancelFunc
	guard    *guard
}

// OpenLog takes the lock on the log in dir, makes the folder if there is none,
// and checks that what the folder says of itself holds together: a log that was
// cut, or whose private state went back in time, is refused here, because the
// library would sign a smaller log over the published one without a word.
//
// Nothing is signed or written before the first Publish has matched the log
// with the journal.
func OpenLog(ctx context.Context, dir, lockFile, signer string, opts LogOptions) (*Log, error) {
	verifier, err := VerifierOf(signer)
	if err != nil {
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	lock, err := takeLock(lockFile, "the log")
	if err != nil {
		return nil, err
	}
	l := &Log{dir: dir, signer: signer, verifier: verifier, opts: opts.orDefaults(), lock: lock, turn: make(chan struct{}, 1)}
	if err := os.MkdirAll(dir, 0o755); err != nil { // public, all of it
		return nil, errors.Join(fmt.Errorf("making the log folder: %w", err), lock.Close())
	}
	if l.src, err = OpenSource(dir, nil); err == nil {
		_, _, err = l.inspect(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the log in %s: %w", dir, err), lock.Close())
	}
	return l, nil
}

// takeLock keeps a second process out. The lock ends with the process that
// holds it, however that ends.
func takeLock(path, what string) (*store.FileLock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the lock on %s: %w", what, err)
	}
	lock, err := store.LockFile(path, true)
	if errors.Is(err, store.ErrFileHeld) {
		return nil, candour.Conflict("another candour process holds %s (%s): stop it, or let it do the work", what, path)
	}
	if err != nil {
		return nil, fmt.Errorf("locking %s (%s): %w", what, path, err)
	}
	return lock, nil
}

// Publish brings the log up to the journal: every row that has no leaf in the
// log gets one, in Seq order, and a published checkpoint covers them when it
// returns. The size is that of the checkpoint. One caller at a time appends, the
// others wait.
//
// Before the first leaf it matches the log with the journal: the last 4,096
// leaves, and however many were never covered by a published checkpoint. That
// is what a crash can have touched, and takes milliseconds; `ledger check`
// compares everything. A signed leaf that is not the journal's, or that the
// journal doesn't have, is ErrDiffers and nothing is added. Leaves that were
// never signed promise nothing: if they differ, the log goes back to its last
// checkpoint and is written on from there.
func (l *Log) Publish(ctx context.Context, rows Rows) (size int64, err error) {
	return l.PublishTo(ctx, rows, math.MaxInt64)
}

// PublishTo is Publish for the rows up to the one numbered last: those after it
// stay out of the log, and out of its files, so that its size tells a stranger no
// more than the caller decides. What the log has already stays in it.
func (l *Log) PublishTo(ctx context.Context, rows Rows, last int64) (size int64, err error) {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if l.closed {
		return 0, errors.New("publishing to a log that has been closed")
	}
	if l.opts.Ours != nil {
		if err := l.opts.Ours.Check(ctx); err != nil {
			return 0, err
		}
	}
	head, err := rows.Head(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the head of the journal: %w", err)
	}
	for width := int(l.opts.Batch); ; width = max(1, width/16) {
		to, err := l.add(ctx, rows, head, last, width)
		switch {
		case err == nil:
			return l.await(ctx, to)
		case !errors.Is(err, errTurned) || width == 1:
			return 0, err
		}
		slog.WarnContext(ctx, "leaves were written out of their order, none of them is signed, and they are written again fewer at a time", "err", err)
	}
}

// add brings the log up to row last, or to the head where that comes first, so
// many leaves at once, and gives its size. After an error the next add matches
// the log with the journal again.
func (l *Log) add(ctx context.Context, rows Rows, head, last int64, width int) (int64, error) {
	if l.app == nil {
		if err := l.match(ctx, rows, head); err != nil {
			return 0, fmt.Errorf("matching the log with the journal: %w", err)
		}
		if err := l.start(ctx); err != nil {
			return 0, fmt.Errorf("opening the log for writing: %w", err)
		}
	}
	state, err := l.state()
	if err != nil {
		return 0, err
	}
	if state.N > head {
		return 0, differs("the log has %d leaves and the journal only %d rows", state.N, head)
	}
	to := max(state.N, min(head, last))
	if err := l.addRows(ctx, rows, state.N, to, width); err != nil {
		l.abandon()
		return 0, fmt.Errorf("adding to the log: %w", err)
	}
	return to, nil
}

// errTurned says that the library gave leaves other places than those in which
// it was handed them. Its queue (tessera v1.0.4) cuts a batch where BatchAge
// ends while the batch is still being handed over, as it does on a busy machine,
// and two goroutines then race to write the halves. One leaf at a time there is
// nothing to race.
var errTurned = fmt.Errorf("%w: leaves were turned around", ErrDiffers)

// addRows adds the rows after size up to head, width at once. While one batch is
// being written the next is read and hashed, and no more than that, so that a
// batch can't overtake one that failed.
func (l *Log) addRows(ctx context.Context, rows Rows, size, head int64, width int) error {
	var waiting []tessera.IndexFuture
	confirm := func() error { // every future is heard, or a batch might still be under way
		var first error
		for _, f := range waiting {
			i, err := f()
			switch {
			case first != nil:
			case err != nil:
				first = fmt.Errorf("leaf %d: %w", size, err)
			case int64(i.Index) != size:
				first = fmt.Errorf("%w: leaf %d was given place %d", errTurned, size, i.Index)
			}
			size++
		}
		waiting = nil
		if first == nil {
			l.app.guard.vouch(size)
		}
		return first
	}
	for at := size; at < head; {
		entries, err := nextEntries(ctx, rows, at, min(width, int(head-at)))
		if err := errors.Join(confirm(), err); err != nil {
			return err
		}
		for _, e := range entries {
			waiting = append(waiting, l.app.add(ctx, e))
		}
		at += int64(len(entries))
	}
	return confirm()
}

// nextEntries reads rows and refuses a leaf that a verifier would: once in the
// log it could never be taken out.
func nextEntries(ctx context.Context, rows Rows, after int64, n int) ([]*tessera.Entry, error) {
	leaves, err := rows.Leaves(ctx, after, n)
	if err != nil {
		return nil, fmt.Errorf("reading the journal after row %d: %w", after, err)
	}
	if len(leaves) == 0 || len(leaves) > n {
		return nil, fmt.Errorf("reading the journal after row %d: %d rows of the %d that its head promises", after, len(leaves), n)
	}
	entries := make([]*tessera.Entry, len(leaves))
	for i, leaf := range leaves {
		if err := checkLeaf(leaf); err != nil {
			return nil, fmt.Errorf("row %d: %w", after+1+int64(i), err)
		}
		entries[i] = tessera.NewEntry(leaf)
	}
	return entries, ctx.Err()
}

func checkLeaf(leaf []byte) error {
	switch {
	case len(leaf) != leafSize: // of one length, so that none tells what its row is
		return fmt.Errorf("a leaf of ours has %d bytes, this one %d", leafSize, len(leaf))
	case !bytes.HasPrefix(leaf, []byte(version)):
		return ErrVersion
	}
	return nil
}

// await waits for a published checkpoint over size leaves.
func (l *Log) await(ctx context.Context, size int64) (int64, error) {
	timed, cancel := context.WithTimeout(ctx, l.opts.PublishTimeout)
	defer cancel()
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	var published int64
	for {
		cp, err := ReadCheckpoint(timed, l.src, l.verifier)
		switch {
		case err == nil && cp.Size >= size:
			return cp.Size, nil
		case err == nil:
			published = cp.Size
		case !errors.Is(err, fs.ErrNotExist) && timed.Err() == nil:
			return 0, err
		}
		select {
		case <-poll.C:
		case <-timed.Done():
			if ctx.Err() != nil {
				return published, ctx.Err()
			}
			return published, fmt.Errorf("%w: %d of %d after %v", ErrUnpublished, published, size, l.opts.PublishTimeout)
		}
	}
}

// Unpublished is how many leaves are in the log without a published checkpoint
// over them. It is 0 a moment after each Publish; if it stays above, a person
// must look at the witnesses, because nothing else tells.
func (l *Log) Unpublished(ctx context.Context) (int64, error) {
	state, err := l.state()
	if err != nil {
		return 0, err
	}
	cp, err := ReadCheckpoint(ctx, l.src, l.verifier)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	return max(0, state.N-cp.Size), nil
}

// Size is how many leaves are in the log, published or not; 0 before the first
// Publish of a new one.
func (l *Log) Size() (int64, error) {
	state, err := l.state()
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return state.N, err
}

// Verifier is the public key of the log.
func (l *Log) Verifier() string { return l.verifier }

// Close waits for a checkpoint over all that was added, as long as
// PublishTimeout, and gives up the lock. The log can't be used again.
func (l *Log) Close() error {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if l.closed {
		return nil
	}
	l.closed = true
	var err error
	if l.app != nil {
		ctx, cancel := context.WithTimeout(context.Background(), l.opts.PublishTimeout)
		defer cancel()
		if err = l.app.shutdown(ctx); err != nil {
			err = fmt.Errorf("closing the log: %w: %w", ErrUnpublished, err)
		}
		l.abandon()
	}
	if l.opts.Ours != nil {
		err = errors.Join(err, l.opts.Ours.Close())
	}
	return errors.Join(err, l.lock.Close())
}

// abandon ends the library's life: its shutdown leaves goroutines that go on
// signing, so the guard is closed first and their context cancelled after.
func (l *Log) abandon() {
	if l.app == nil {
		return
	}
	signed := l.app.guard.close()
	l.app.cancel()
	l.app = nil
	// A checkpoint that was signed may be on its way to the disk; a second
	// life's larger one must come after it. With silent witnesses it never
	// arrives, so this waits for a second at most.
	for range 500 {
		if cp, err := ReadCheckpoint(context.Background(), l.src, l.verifier); err == nil && cp.Size >= signed {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// start begins a life of the library, whose log has been matched.
func (l *Log) start(ctx context.Context) error {
	s, err := note.NewSigner(l.signer)
	if err != nil {
		return errNotSigner
	}
	state, err := l.state()
	fresh := errors.Is(err, fs.ErrNotExist)
	if err != nil && !fresh {
		return err
	}
	if fresh {
		// A new log begins with a checkpoint of nothing. Witnesses that cannot
		// be reached at that moment would make the very first start fail.
		app, err := l.life(ctx, s, 0, false)
		if err != nil {
			return err
		}
		l.app = app
		l.abandon()
	}
	l.app, err = l.life(ctx, s, state.N, true)
	return err
}

func (l *Log) life(ctx context.Context, s note.Signer, vouched int64, witnessed bool) (*appender, error) {
	g := newGuard(s, vouched)
	opts := tessera.NewAppendOptions(). // no antispam: it refuses bursts, and our leaves are all ours
						WithCheckpointSigner(g).
						WithBatching(l.opts.Batch, l.opts.BatchAge).
						WithCheckpointInterval(l.opts.CheckpointInterval).
						WithShutdownTimeout(l.opts.PublishTimeout)
	if witnessed {
		opts.WithWitnesses(l.opts.Witnesses, nil)
	}
	// The library outlives the call that opened it. A future of a cancelled
	// library never resolves, so only abandon may cancel it.
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	driver, err := posix.New(life, posix.Config{Path: l.dir, HTTPClient: l.opts.HTTP})
	if err != nil {
		cancel()
		return nil, err
	}
	a, shutdown, _, err := tessera.NewAppender(life, driver, opts)
	if err != nil {
		g.close()
		cancel()
		return nil, err
	}
	return &appender{a.Add, shutdown, cancel, g}, nil
}
