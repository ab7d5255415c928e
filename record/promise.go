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
// gives the promise signed by the log. The time leaves a tick to spare, and is
// rounded (roundTo).
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

// roundTo is how coarse a promise is. Anybody can send reports and read what they
// are promised; to the minute, that would count the rows that wait, and so tell
// when others report. The attacker is an officer who knows when somebody was alone
// with a telephone. It is no setting: a finer one would only serve them.
//
// What it still tells is that a quarter of an hour's rows wait. Whoever fills
// those up themselves, with reports of their own, learns how many were not theirs.
const roundTo = 15 * time.Minute

// published is when a row is published at the latest: the ticks that it takes to
// publish those before it, and one more for a service that is slow. Both the wait
// and the end of it are rounded up: with the end alone, whoever sends at the right
// moment before a full quarter would see each tick of the wait.
func (s state) published(seq int64, now time.Time, tick time.Duration, leaves int) time.Time {
	last := onGrid(now, tick)
	if ready := time.UnixMicro(s.tick).UTC(); ready.After(last) {
		last = ready
	}
	n := int64(leaves)
	ticks := (max(0, seq-s.size)+n-1)/n + 1
	wait := (time.Duration(ticks)*tick + roundTo - 1).Truncate(roundTo)
	return last.Add(wait + roundTo - 1).Truncate(roundTo)
}
