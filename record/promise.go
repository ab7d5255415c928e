package record

import (
	"context"
	"fmt"
	"time"

	"candour"
	"candour/ledger"
	"candour/seal"
)

// Promise says by when what an act did to a subject is in the public record, and
// gives the promise signed by the log. The time follows from how many rows wait
// before it, and is a whole minute with a tick to spare.
func (p *Pace) Promise(ctx context.Context, of candour.Subject, act string, now time.Time) (by time.Time, signed []byte, err error) {
	var s state
	var seq int64
	var leaf []byte
	err = p.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		if s, err = read(tx, p.Who.Force); err != nil {
			return err
		}
		seq, leaf, err = ledger.LastRow(tx, p.Who.Force, of, act)
		return err
	})
	if err != nil {
		return by, nil, fmt.Errorf("finding what to promise: %w", err)
	}
	by = s.published(seq, now, p.Tick, p.Leaves)
	signed, err = p.Signer.Promise(leaf, by)
	return by, signed, err
}

// published is when a row is published at the latest: the ticks that it takes to
// publish those before it, one more for a service that is slow, and the rest of
// the minute.
func (s state) published(seq int64, now time.Time, tick time.Duration, leaves int) time.Time {
	last := onGrid(now, tick)
	if ready := time.UnixMicro(s.tick).UTC(); ready.After(last) {
		last = ready
	}
	n := int64(leaves)
	ticks := (max(0, seq-s.size)+n-1)/n + 1
	return last.Add(time.Duration(ticks) * tick).Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
}
