package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"candour"
	"candour/authz"
	"candour/intake"
	"candour/ledger"
	"candour/outbox"
	"candour/record"
	"candour/web/api"
	"candour/web/desk"
	"candour/web/page"
	"candour/web/page/health"
	"candour/web/page/session"
	"candour/web/page/turn"
	"candour/web/public"
	"candour/web/report"
	"candour/web/signin"
	"candour/web/subject"
)

// site is what a server of a folder needs to know beyond the folder.
type site struct {
	forces []report.Force
	people []desk.Person    // of a demonstration
	own    []subject.Person // and those of whom something may be said
	now    func() time.Time
	log    *slog.Logger
	logs   map[candour.ForceID]paced // empty where nothing is published, as in some tests
	doors  []string                  // that are served; empty: all

	passkeys *signin.Passkeys // nil in a demonstration
	provider *signin.Provider // nil where the force has none
	outbox   *outbox.Box      // nil: nothing is sent

	runByForce bool // the report door says so on each page

	unheld       bool         // in tests that ask a million times: no answer waits for the grid
	ops          net.Listener // where health and metrics answer; nil: nowhere
	requests     *health.Requests
	watch        *watcher
	clientHeader string // in which the proxy on this machine says who asks; empty: there is none
}

// runBy is who runs the report door, where its pages must say so.
func (s site) runBy() string {
	if !s.runByForce || len(s.forces) == 0 {
		return ""
	}
	return s.forces[0].Name
}

func (s site) has(door string) bool { return len(s.doors) == 0 || slices.Contains(s.doors, door) }

// behind tells the desk by how much a force's log is behind, once that lasts.
func (s site) behind(force candour.ForceID) (entries int64, since time.Time) {
	l, ok := s.logs[force]
	if !ok && s.watch != nil { // another server keeps it
		return s.watch.tell(force)
	}
	if !ok {
		return 0, time.Time{}
	}
	if b := l.pace.Behind(s.now()); b.Tell() {
		return b.Entries, b.Since
	}
	return 0, time.Time{}
}

// promise says by when a report that was just sent is in the public record.
func (s site) promise(ctx context.Context, force candour.ForceID, id candour.ReportID) (by time.Time, signed []byte, err error) {
	l, ok := s.logs[force]
	if !ok {
		return by, nil, candour.ErrNotFound
	}
	return l.pace.Promise(ctx, candour.Subject{Kind: "report", ID: string(id)}, intake.SendReportKind.ID, s.now())
}

// answers is how refusals and acts are held, at the doors and at the command line.
func answers() func(context.Context) {
	return page.HoldTo(page.HoldFirst, page.HoldStep, time.Now, sleep)()
}

// sleep waits, or until nobody waits for the answer any more.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// handler wires the doors of a folder.
func (f *folder) handler(s site) (http.Handler, error) {
	// A session runs out by the clock of this machine, as the library reckons it, also
	// in a demonstration of a later day.
	staff := session.New(f.db.DB, "desk", 30*time.Minute, 10*time.Hour, time.Now)
	own := session.New(f.db.DB, "subject", 15*time.Minute, 2*time.Hour, time.Now)
	mine := session.New(f.db.DB, "mine", 15*time.Minute, time.Hour, time.Now)
	pub := &public.Server{Demo: len(s.people) > 0, Report: s.has(reportDoor), Desk: s.has(deskDoor), Subject: s.has(subjectDoor), Witnesses: f.witnesses.policy.Keys(), OwnWitness: f.witnesses.own}
	for _, x := range s.forces {
		verifier, err := ledger.LoadVerifier(f.verifierFile(x.ID))
		if err != nil {
			return nil, err
		}
		pub.Logs = append(pub.Logs, public.Log{Force: x.ID, Name: x.Name, Dir: f.logDir(x.ID), Verifier: verifier})
	}
	proof, account, err := f.proofs(s.forces)
	if err != nil {
		return nil, err
	}
	hold := page.Hold(answers)
	if s.unheld {
		hold = nil
	}
	m := http.NewServeMux()
	if s.has(publicDoor) {
		m.Handle("/", pub.Handler())
	} else {
		m.Handle("/{$}", http.RedirectHandler("/"+s.doors[0]+"/", http.StatusSeeOther))
	}
	if s.has(reportDoor) {
		door := page.RunBy(s.runBy())((&report.Server{Runner: f.runner, Forces: s.forces, Mine: mine, Now: s.now, Log: s.log, Promise: s.promise, Proof: proof, Account: account, Paging: report.Paging{On: s.outbox != nil || len(s.people) > 0, Words: s.outbox != nil && s.outbox.Set.Words, Nowhere: s.outbox == nil}}).Handler())
		m.Handle("/report/", door)
		if s.watch != nil {
			s.watch.report = door
		}
	}
	if s.has(deskDoor) {
		d := &desk.Server{View: f.view, Runner: f.runner, Sessions: staff, Demo: s.people, Passkeys: s.passkeys, Provider: s.provider, Now: s.now, Log: s.log, Behind: s.behind, Hold: hold}
		m.Handle("/desk/", d.Handler())
		m.Handle("/api/", (&api.Server{View: f.view, Runner: f.runner, Acts: kinds, Sessions: staff, In: d.WayIn().Who, Now: s.now, Log: s.log, Hold: hold}).Handler())
	}
	if s.has(subjectDoor) {
		m.Handle("/subject/", (&subject.Server{View: f.view, Runner: f.runner, Sessions: own, Demo: s.own, Passkeys: s.passkeys, Now: s.now, Log: s.log, Hold: hold}).Handler())
	}
	m.Handle(page.AssetsPath, page.AssetHandler())
	turns := turn.New(places, time.Now)
	// What another site made a browser send is refused before it waits: a refusal of the
	// turns shows what was typed, with a button to send it again from our own page.
	return http.NewCrossOriginProtection().Handler(turns.Handler(&turn.Clients{Header: s.clientHeader, Tells: s.has(reportDoor)}, s.requests.Handler(guarded(s.log, m)))), nil
}

// places is how many requests are worked on at a time. Answers that are held wait
// in theirs, for twentieths of a second.
const places = 32

// serve answers on a listener and keeps the pace of the logs, until the context
// ends. Rows that wait for a tick then go on waiting: to publish them would tell
// how many they are.
func (f *folder) serve(ctx context.Context, on net.Listener, s site, set pace) (err error) {
	if os.Getenv("GOGC") == "" { // what lives is small and what a page makes dies with it: collect less often
		debug.SetGCPercent(400)
	}
	logs, err := f.openLogs(ctx, s, set)
	if err != nil {
		return err
	}
	keeping, stop := context.WithCancel(ctx)
	var keepers sync.WaitGroup
	defer func() {
		stop()
		keepers.Wait()
		for _, l := range logs {
			if err := l.log.Close(); err != nil {
				s.log.Error("closing a log", "err", err)
			}
		}
	}()
	s.logs = logs
	s.watch = f.watcher(s, set.tick)
	if s.has(deskDoor) {
		s.requests = health.NewRequests(time.Now)
	}
	h, err := f.handler(s)
	if err != nil {
		return err
	}
	keepers.Go(func() { s.watch.keep(keeping) })
	standing := &health.Server{Read: s.watch.read, Log: s.log, Requests: s.requests, Started: float64(time.Now().Unix())}
	if s.ops != nil {
		end := serveHealth(standing, s.ops)
		defer func() { err = errors.Join(err, end()) }()
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(on) }()
	for _, l := range logs { // one each: a log whose witnesses are silent must not hold up another's
		keepers.Go(func() { l.pace.Run(keeping, s.now) })
	}
	if s.has(reportDoor) || s.has(deskDoor) {
		keepers.Go(func() { f.keepSending(keeping, s) })
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
		standing.Stop()
		return s.end(ctx, srv)
	}
}

// toEnd is how long requests that had begun may take after the program was told to
// stop: longer than any page or act of ours takes.
const toEnd = 15 * time.Second

// end finishes what was begun, then brings into the log what was made ready for a
// tick. Rows that wait for a later one go on waiting.
func (s site) end(ctx context.Context, srv *http.Server) error {
	s.log.Info("stopping: nothing new is taken, and what was begun is finished")
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), toEnd)
	defer stop()
	err := srv.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) {
		err = errors.Join(fmt.Errorf("some requests did not end within %s and were cut off: what they were answered is kept, and nothing else", toEnd), srv.Close())
	}
	for force, l := range s.logs {
		last, stop := context.WithTimeout(context.WithoutCancel(ctx), toEnd)
		if e := l.pace.Publish(last, s.now()); e != nil && !errors.Is(e, ledger.ErrUnpublished) {
			s.log.Error("bringing the log up to its pace at the end", "force", force, "err", e)
		}
		stop()
	}
	s.log.Info("stopped")
	return err
}

// guarded answers a request whose handler panics as one that failed. What the panic
// says is not logged, because it may hold what somebody typed; where it was, is.
func guarded(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil || p == http.ErrAbortHandler {
				return
			}
			says := fmt.Sprintf("%T", p)
			if e, ok := p.(runtime.Error); ok {
				says = e.Error()
			}
			log.Error("a page failed", "panic", says, "stack", string(debug.Stack()))
			w.WriteHeader(http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// pace is how often a log grows, and by how much.
type pace struct {
	tick   time.Duration
	leaves int
}

// paced is the log of one force, with what keeps its pace.
type paced struct {
	log  *ledger.Log
	pace *record.Pace
}

func (f *folder) openLogs(ctx context.Context, s site, set pace) (map[candour.ForceID]paced, error) {
	if err := record.CheckPace(set.tick, set.leaves); err != nil {
		return nil, err
	}
	logs := map[candour.ForceID]paced{}
	for _, x := range s.forces {
		l, err := f.openLog(ctx, x.ID)
		if errors.Is(err, candour.ErrConflict) && !s.has(reportDoor) { // which signs promises, and needs the log
			s.log.WarnContext(ctx, "another server keeps the log of this force, and this one serves beside it", "force", x.ID)
			continue
		}
		if err == nil {
			p := &record.Pace{Runner: f.runner, Log: l, Who: authz.Program(x.ID), Tick: set.tick, Leaves: set.leaves, Out: s.log, Signer: l}
			logs[x.ID] = paced{l, p}
			err = p.Start(ctx, s.now())
		}
		if errors.Is(err, ledger.ErrUnpublished) { // people can report all the same, and the next tick asks again
			slog.WarnContext(ctx, "the witnesses do not answer, so the log is written and not published", "force", x.ID, "err", err)
			err = nil
		}
		if err != nil {
			for _, l := range logs {
				err = errors.Join(err, l.log.Close())
			}
			return nil, fmt.Errorf("opening the log of %s: %w", x.ID, err)
		}
	}
	return logs, nil
}
