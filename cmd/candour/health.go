package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"candour"
	"candour/ledger"
	"candour/outbox"
	"candour/record"
	"candour/seal"
	"candour/web/page/health"
)

// watcher looks how a folder stands, for /readyz, the metrics and, where another
// server keeps the log, the banner of the desk.
type watcher struct {
	f       *folder
	s       site
	tick    time.Duration
	report  http.Handler // the report door, or nil
	started time.Time

	mu     sync.Mutex
	behind map[candour.ForceID]lag
}

// lag is how far the published log of one force is behind, seen from outside.
type lag struct {
	due, written, published int64
	ready                   time.Time // the tick that was last made ready
	since                   time.Time // when it began to be behind; zero if it is not
	asked                   time.Time // when all this was read
}

func (f *folder) watcher(s site, tick time.Duration) *watcher {
	return &watcher{f: f, s: s, tick: tick, started: s.now(), behind: map[candour.ForceID]lag{}}
}

// logPatience is how many ticks a log may be behind before that is news.
const logPatience = 3

func (l lag) entries() int64 { return max(0, l.due-l.published) }

// lasts says whether a log is behind for so long that people should be told.
func (l lag) lasts(now time.Time, tick time.Duration) bool {
	return l.entries() > 0 && !l.since.IsZero() && now.Sub(l.since) > logPatience*tick
}

// look looks again, at most once a second for each force: a page of the desk costs no
// more for it.
func (w *watcher) look(ctx context.Context, force candour.ForceID) (lag, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.s.now()
	old := w.behind[force]
	if d := now.Sub(old.asked); d >= 0 && d < time.Second {
		return old, nil
	}
	at, err := record.Stands(ctx, w.f.db, force)
	if err != nil {
		return old, err
	}
	verifier, err := ledger.LoadVerifier(w.f.verifierFile(force))
	if errors.Is(err, fs.ErrNotExist) { // no server of the log was ever started
		return lag{}, nil
	}
	if err != nil {
		return old, err
	}
	l := lag{due: at.Due, ready: at.Tick, since: old.since, asked: now}
	if l.written, l.published, err = ledger.Written(ctx, w.f.logDir(force), verifier); err != nil {
		return old, err
	}
	switch {
	case l.entries() == 0:
		l.since = time.Time{}
	case l.since.IsZero():
		l.since = now
	}
	w.behind[force] = l
	return l, nil
}

// tell is for the banner of a desk whose log another server keeps.
func (w *watcher) tell(force candour.ForceID) (entries int64, since time.Time) {
	ctx, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	l, err := w.look(ctx, force)
	if now := w.s.now(); err == nil && l.lasts(now, w.tick) {
		return l.entries(), l.since
	}
	return 0, time.Time{}
}

// keep looks again and again, so that what is behind is known from when it began.
func (w *watcher) keep(ctx context.Context) {
	again := time.NewTicker(min(w.tick, 10*time.Second))
	defer again.Stop()
	for {
		for _, x := range w.s.forces {
			_, _ = w.look(ctx, x.ID) // /readyz says what is wrong
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// read is one reading. What cannot be read is said, and hides nothing else.
func (w *watcher) read(ctx context.Context) health.Reading {
	ctx, stop := context.WithTimeout(ctx, 4*time.Second)
	defer stop()
	r := health.Reading{Failed: map[string]string{}, Pages: w.s.outbox != nil, ClockWentBack: w.f.runner.ClockWentBack.Load(), DiskFree: diskFree(w.f.dir)}
	one := 0
	if err := w.f.db.Read(ctx, func(tx *seal.Tx) error { return tx.One(`SELECT 1`, nil, &one) }); err != nil {
		r.Failed[health.Database] = "the database does not answer: look whether it runs and whether its disk is there"
		w.s.log.Error("the database does not answer", "err", err)
		return r
	}
	if err := w.f.db.Fits(ctx, schemas()...); err != nil {
		r.Failed[health.Migrations] = "the tables are not those of this program: start the newest version again"
		w.s.log.Error("the tables do not fit", "err", err)
	}
	w.readLogs(ctx, &r)
	if w.report != nil && !opens(ctx, w.report) {
		r.Failed[health.ReportDoor] = "the first page of the report door cannot be made: look at the log of the program"
	}
	for _, x := range w.s.forces {
		stuck, err := outbox.Stuck(ctx, w.f.db, x.ID, w.s.now().Add(-15*time.Minute))
		r.OutboxStuck = r.OutboxStuck || stuck || err != nil
	}
	return r
}

func (w *watcher) readLogs(ctx context.Context, r *health.Reading) {
	now := w.s.now()
	for _, x := range w.s.forces {
		kept, keeps := w.s.logs[x.ID]
		r.KeepsLog = r.KeepsLog || keeps
		l, err := w.look(ctx, x.ID)
		if err != nil {
			r.Failed[health.Log] = "how far the log is cannot be read: look at the folder log/"
			continue
		}
		r.Published += float64(l.published)
		r.Behind += float64(l.entries())
		if !l.since.IsZero() {
			r.BehindSeconds = max(r.BehindSeconds, now.Sub(l.since).Truncate(time.Second).Seconds())
		}
		written := l.ready
		if w.started.After(written) {
			written = w.started
		}
		if now.Sub(written) > (logPatience+1)*w.tick {
			r.Failed[health.Writes] = "nothing has been written for several ticks: is the server of the report door running, is the disk full or read-only?"
		}
		if l.lasts(now, w.tick) {
			r.WitnessSilent = r.WitnessSilent || l.written >= l.due
			if l.written < l.due {
				r.Failed[health.Log] = "entries that should be in the log are not: look at the disk and at the log of the program"
			}
		}
		if keeps {
			r.Crowded = r.Crowded || kept.pace.Waiting() > int64(kept.pace.Leaves)*int64(24*time.Hour/kept.pace.Tick)
		}
	}
}

// diskFree is which part of a disk is free, rounded down to twentieths: the exact
// number would follow each report that is written.
func diskFree(dir string) float64 {
	var at syscall.Statfs_t
	if err := syscall.Statfs(dir, &at); err != nil || at.Blocks == 0 {
		return 0
	}
	return math.Floor(float64(at.Bavail)/float64(at.Blocks)*20) / 20
}

// opens asks a door for its first page, as somebody would who was never here.
func opens(ctx context.Context, door http.Handler) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "/report/", nil)
	if err != nil {
		return false
	}
	w := &discarded{header: http.Header{}, status: http.StatusOK}
	door.ServeHTTP(w, req)
	return w.status == http.StatusOK && w.n > 0
}

// discarded takes an answer and keeps nothing of it but its status and length.
type discarded struct {
	header    http.Header
	status, n int
}

// Header is that of the answer.
func (b *discarded) Header() http.Header { return b.header }

// WriteHeader notes the status.
func (b *discarded) WriteHeader(status int) { b.status = status }

// Write counts.
func (b *discarded) Write(p []byte) (int, error) { b.n += len(p); return len(p), nil }

// serveHealth answers on an address of its own until it is stopped.
func serveHealth(h *health.Server, on net.Listener) (stop func() error) {
	srv := &http.Server{Handler: h.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10}
	var failed atomic.Value
	done := make(chan bool)
	go func() {
		defer close(done)
		if err := srv.Serve(on); err != nil && !errors.Is(err, http.ErrServerClosed) {
			failed.Store(err)
		}
	}()
	return func() error {
		err := srv.Close()
		<-done
		if bad, ok := failed.Load().(error); ok {
			err = errors.Join(err, fmt.Errorf("serving health: %w", bad))
		}
		return err
	}
}

// opsAddr refuses an address of health that strangers could reach.
func opsAddr(addr, door string) error {
	if addr == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return candour.Invalid("ops-addr", "%q is not an address: write it as localhost:9081", addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback() && !ip.IsPrivate()) {
		return candour.Invalid("ops-addr", "health and metrics are for those who run the system: write it as localhost:9081, or with a private address that only your monitoring reaches")
	}
	if _, p, err := net.SplitHostPort(door); err == nil && p == port && port != "0" {
		return candour.Invalid("ops-addr", "health and metrics need a port of their own, so that nobody who comes to a door finds them")
	}
	return nil
}
