package main

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"candour"
	"candour/authz"
	"candour/flow"
	"candour/intake"
	"candour/outbox"
	"candour/web/report"
)

// box makes the outbox of a folder from its settings.
func (f *folder) box(o *outboxSettings, forces []report.Force) (*outbox.Box, error) {
	b := &outbox.Box{
		DB: f.db, Name: rand.Text(), Lease: o.lease,
		Set: outbox.Settings{Desk: o.Desk, From: o.From, NoteFrom: o.NoteFrom, Oversight: o.Oversight, Words: o.Words},
	}
	for _, x := range forces {
		b.Forces = append(b.Forces, x.ID)
	}
	if len(forces) == 1 { // else it would say the name of one for all
		b.Set.Called = forces[0].Name
	}
	b.Programs = flow.Calls
	if o.secret != nil {
		b.Hook = outbox.NewWebhook(o.secret, o.private)
	}
	if o.Server == "" {
		return b, nil
	}
	m, err := outbox.NewSMTP(o.Server, outbox.TLS(o.TLS), o.User, string(o.password))
	b.Mail = m
	return b, err
}

// everyWatch is how often the calls for help are looked at.
const everyWatch = 5 * time.Second

// keepSending sends what waits, and has the next one paged where nobody answers a call
// for help, until the context ends: each by itself, because a message may hang, and the
// 15 minutes are a promise. Other servers of the folder may do the same.
func (f *folder) keepSending(ctx context.Context, s site) {
	var both sync.WaitGroup
	if s.outbox != nil {
		both.Go(func() {
			s.outbox.Run(ctx, s.now, func(err error) { s.log.Error("sending what waits", "err", err) })
		})
	}
	both.Go(func() { f.keepWatching(ctx, s) })
	both.Wait()
}

func (f *folder) keepWatching(ctx context.Context, s site) {
	watch := time.NewTicker(everyWatch)
	defer watch.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-watch.C:
			for _, x := range s.forces {
				f.watch(ctx, s, x.ID)
			}
		}
	}
}

func (f *folder) watch(ctx context.Context, s site, force candour.ForceID) {
	w := intake.Watch{Runner: f.runner, Who: authz.Program(force)}
	if _, err := w.Once(ctx, s.now()); err != nil && ctx.Err() == nil {
		s.log.Error("paging the next one for a call for help", "err", err)
	}
}
