package record

import (
	"context"
	"time"

	"candour/ledger"
)

// Behind is how far the published log is behind its pace. Nothing else tells: when
// the witnesses do not answer, reports are still taken and rows still go into the
// log, and only strangers see that its checkpoint stands still.
type Behind struct {
	Entries int64     // that should be published and are not; 0 is as it should be
	Since   time.Time // when it began
	Ticks   int       // how many ticks ago that was
}

// patience is how many ticks the log may be behind before people are told: a
// witness that restarts is no news.
const patience = 3

// Tell says whether it lasts so long that people should be told.
func (b Behind) Tell() bool { return b.Entries > 0 && b.Ticks > patience }

// Behind tells how far the log is behind.
func (p *Pace) Behind(now time.Time) Behind {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.behind
	if b.Entries > 0 {
		b.Ticks = int(now.Sub(b.Since) / p.Tick)
	}
	return b
}

// crowd counts the rows that wait for a later tick, and logs it once an hour when
// they are more than a day of ticks can publish: the settings are too small then,
// and promises reach far into the future.
func (p *Pace) crowd(ctx context.Context, now time.Time) error {
	head, err := ledger.Journal{DB: p.Runner.DB, Force: p.Who.Force}.Head(ctx)
	if err != nil {
		return err
	}
	waiting := max(0, head-p.due)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = waiting
	if waiting > int64(p.Leaves)*int64(24*time.Hour/p.Tick) && now.Sub(p.moaned) >= time.Hour {
		p.moaned = now
		p.Out.Error("more entries wait for the public record than a day can publish: raise the setting leaves", "force", p.Who.Force, "waiting", waiting)
	}
	return nil
}

// Waiting is how many rows of the journal wait for a later tick, as of the last
// one. It tells how much happens, so it is for whoever runs the system alone.
func (p *Pace) Waiting() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waiting
}

// heed looks how far the log is behind, and logs it when that begins, once an
// hour while it lasts, and when it ends.
func (p *Pace) heed(ctx context.Context, now time.Time, why error) error {
	size, err := p.Log.Size()
	if err != nil {
		return err
	}
	open, err := p.Log.Unpublished(ctx)
	if err != nil {
		return err
	}
	entries := max(0, p.due-(size-open))
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.behind
	p.behind.Entries = entries
	switch {
	case entries == 0 && was.Entries > 0:
		p.behind = Behind{}
		p.Out.Warn("the public record is no longer behind", "force", p.Who.Force, "since", was.Since)
	case entries > 0 && was.Entries == 0:
		p.behind.Since, p.said = now, now
		p.Out.Error("the public record is behind: nothing is lost, but strangers cannot see it; look at the witnesses and the disk", "force", p.Who.Force, "entries", entries, "err", why)
	case entries > 0 && now.Sub(p.said) >= time.Hour:
		p.said = now
		p.Out.Error("the public record is still behind", "force", p.Who.Force, "entries", entries, "since", p.behind.Since, "err", why)
	}
	return nil
}
