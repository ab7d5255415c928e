package record

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// Log is the log as its pace needs it: a *ledger.Log.
type Log interface {
	Size() (int64, error)
	Unpublished(ctx context.Context) (int64, error)
	PublishTo(ctx context.Context, rows ledger.Rows, last int64) (int64, error)
}

// Pace publishes the log of one force, the same number of leaves at every tick.
// One goroutine keeps it; any may ask how far it is behind.
type Pace struct {
	Runner *act.Runner
	Log    Log
	Who    authz.Actor   // the program of the force
	Tick   time.Duration // ticks are whole multiples of it since 1970
	Leaves int           // published at each tick, the root of the accesses included
	Out    *slog.Logger
	Signer interface { // of promises: the log
		Promise(leaf []byte, by time.Time) ([]byte, error)
	}

	due int64 // rows that the log should have published by now

	mu      sync.Mutex
	waiting int64
	behind  Behind
	said    time.Time // when it was last logged that the log is behind
	moaned  time.Time // when it was last logged that too many rows wait
}

// Start is to be called before Run. What a service that was killed had made
// ready is published; where none ever ran, everything is.
func (p *Pace) Start(ctx context.Context, now time.Time) error {
	s, err := p.state(ctx)
	if err != nil {
		return err
	}
	if s.tick == 0 {
		if err := p.Ready(ctx, now, onGrid(now, p.Tick)); err != nil {
			return err
		}
	} else {
		p.due = s.size
	}
	if err := p.Publish(ctx, now); err != nil && !errors.Is(err, ledger.ErrUnpublished) {
		return err
	}
	return nil
}

// Run publishes at every tick until the context ends. What is still to be written
// for a tick is written before it, so that the instant of publishing does not
// tell how much that was.
func (p *Pace) Run(ctx context.Context, now func() time.Time) {
	ahead := min(p.Tick/4, time.Second)
	for {
		tick := onGrid(now(), p.Tick).Add(p.Tick)
		if !wait(ctx, tick.Add(-ahead).Sub(now())) {
			return
		}
		if err := p.Ready(ctx, now(), tick); err != nil && ctx.Err() == nil {
			p.Out.Error("making the log's next entries ready", "force", p.Who.Force, "err", err)
		}
		if !wait(ctx, tick.Sub(now())) {
			return
		}
		// An error that lasts is logged by heed; the next tick tries again.
		if err := p.Publish(ctx, now()); err != nil && ctx.Err() == nil && !errors.Is(err, ledger.ErrUnpublished) {
			p.Out.Error("publishing the log", "force", p.Who.Force, "err", err)
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(max(0, d))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// Ready writes what is to be published at a tick: refusals that were held back,
// the root of the accesses where a minute has ended, and cover rows.
func (p *Pace) Ready(ctx context.Context, now, tick time.Time) error {
	held := p.Runner.FlushRefusals(ctx, p.Who.Force, now)
	published, err := p.Log.Size()
	if err != nil {
		return errors.Join(held, err)
	}
	_, err = p.Runner.Run(ctx, act.By(p.Who, now),
		&SealAccesses{Force: p.Who.Force, Minute: ledger.Minute(tick) - 1},
		&Cover{Force: p.Who.Force, At: tick, Every: p.Tick, Leaves: p.Leaves, Published: published})
	if err != nil {
		return errors.Join(held, fmt.Errorf("keeping the pace of the log: %w", err))
	}
	s, err := p.state(ctx)
	if err != nil {
		return errors.Join(held, err)
	}
	p.due = s.size
	return errors.Join(held, p.crowd(ctx, now))
}

// Publish publishes what was made ready, and no row more.
func (p *Pace) Publish(ctx context.Context, now time.Time) error {
	_, err := p.Log.PublishTo(ctx, ledger.Journal{DB: p.Runner.DB, Force: p.Who.Force}, p.due)
	if ctx.Err() == nil {
		err = errors.Join(err, p.heed(ctx, now, err))
	}
	return err
}

func (p *Pace) state(ctx context.Context) (s state, err error) {
	err = p.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		s, err = read(tx, p.Who.Force)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("reading the pace of the log: %w", err)
	}
	return s, nil
}
