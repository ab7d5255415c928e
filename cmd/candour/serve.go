package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"candour"
	"candour/ledger"
	"candour/web/api"
	"candour/web/desk"
	"candour/web/page"
	"candour/web/page/session"
	"candour/web/public"
	"candour/web/report"
)

// site is what a server of a folder needs to know beyond the folder.
type site struct {
	forces []report.Force
	people []desk.Person // of a demonstration
	now    func() time.Time
	log    *slog.Logger
}

// handler wires every door of a folder.
func (f *folder) handler(s site) (http.Handler, error) {
	staff := session.New(f.db.DB, "desk", 30*time.Minute, 10*time.Hour, s.now)
	mine := session.New(f.db.DB, "mine", 15*time.Minute, time.Hour, s.now)
	pub := &public.Server{Demo: len(s.people) > 0, Witnesses: f.witnesses.policy.Keys(), OwnWitness: f.witnesses.own}
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
	m := http.NewServeMux()
	m.Handle("/", pub.Handler())
	m.Handle("/report/", (&report.Server{Runner: f.runner, Forces: s.forces, Mine: mine, Now: s.now, Log: s.log, Proof: proof, Account: account}).Handler())
	m.Handle("/desk/", (&desk.Server{View: f.view, Runner: f.runner, Sessions: staff, Demo: s.people, Now: s.now, Log: s.log}).Handler())
	m.Handle("/api/", (&api.Server{Runner: f.runner, Acts: kinds, Sessions: staff, Now: s.now, Log: s.log}).Handler())
	m.Handle(page.AssetsPath, page.AssetHandler())
	return http.NewCrossOriginProtection().Handler(m), nil
}

// serve answers on a listener and keeps the logs up to their journals, until the
// context ends; then it finishes what it had begun.
func (f *folder) serve(ctx context.Context, on net.Listener, s site, tick time.Duration) error {
	logs, err := f.openLogs(ctx, s.forces)
	if err != nil {
		return err
	}
	defer func() {
		for _, l := range logs {
			if err := l.Close(); err != nil {
				s.log.Error("closing a log", "err", err)
			}
		}
	}()
	h, err := f.handler(s)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(on) }()
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case err := <-failed:
			return fmt.Errorf("serving: %w", err)
		case <-t.C:
			f.publish(ctx, logs, s.log)
		case <-ctx.Done():
			end, stop := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
			defer stop()
			err := srv.Shutdown(end)
			f.publish(end, logs, s.log)
			return err
		}
	}
}

func (f *folder) openLogs(ctx context.Context, forces []report.Force) (map[candour.ForceID]*ledger.Log, error) {
	logs := map[candour.ForceID]*ledger.Log{}
	for _, x := range forces {
		l, err := f.openLog(ctx, x.ID)
		if err == nil {
			logs[x.ID] = l
			_, err = l.Publish(ctx, ledger.Journal{DB: f.db, Force: x.ID})
		}
		if errors.Is(err, ledger.ErrUnpublished) { // people can report all the same, and the next tick asks again
			slog.WarnContext(ctx, "the witnesses do not answer, so the log is written and not published", "force", x.ID, "err", err)
			err = nil
		}
		if err != nil {
			for _, l := range logs {
				err = errors.Join(err, l.Close())
			}
			return nil, fmt.Errorf("opening the log of %s: %w", x.ID, err)
		}
	}
	return logs, nil
}

// publish brings each log up to its journal. Nobody waits for it: an error is
// logged, and the next tick tries again.
func (f *folder) publish(ctx context.Context, logs map[candour.ForceID]*ledger.Log, log *slog.Logger) {
	for force, l := range logs {
		if _, err := l.Publish(ctx, ledger.Journal{DB: f.db, Force: force}); err != nil && ctx.Err() == nil {
			log.Error("publishing the log", "force", force, "err", err)
		}
	}
}
