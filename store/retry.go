package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// fault is what an error of a transaction means for the transaction.
type fault int

const (
	other  fault = iota // it is wrong, and would be wrong again
	outrun              // another transaction came first: what was done is undone, and may be tried again
	twice               // a key is there already: perhaps because another transaction came first
	lost                // the connection, or the server, has gone
)

// leastTries is how often, at least, a transaction that others outrun is tried, and
// leastPatience for how long: a crowd that arrives in one second is through in two, and
// nobody of it is to be told to come again. Those who wait do not come back together.
const (
	leastTries    = 5
	leastPatience = 2 * time.Second
	longestWait   = 200 * time.Millisecond
)

// errLanded ends a transaction that finds what an earlier try of it kept.
var errLanded = errors.New("it was kept")

// WithTx runs f in a writing transaction and keeps what it wrote only if f
// returns nil. Only package act calls it, and migrations. f may run again, from
// the start, where another transaction came first or the connection ended: it must
// not change anything but through tx.
//
// Where the connection ended while the commit was on its way, nobody knows whether
// it was kept. Then the next try asks first, by what f noted with Tx.Landed: so an
// act is done once, and acknowledged if it was done.
func (db *DB) WithTx(ctx context.Context, f func(*Tx) error) error {
	if !db.dialect.one { // where one connection writes, its pool is the queue
		select {
		case db.turn <- struct{}{}:
			defer func() { <-db.turn }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return db.tries(ctx, f)
}

func (db *DB) tries(ctx context.Context, f func(*Tx) error) error {
	w := waiting{db: db}
	var unsure []func(*Tx) (bool, error)
	for {
		var landed func(*Tx) (bool, error)
		kept := false
		err := db.once(ctx, db.write, &db.dialect.write, func(tx *Tx) (err error) {
			for _, ask := range unsure {
				if kept, err = ask(tx); err != nil || kept {
					return errors.Join(err, errLanded)
				}
			}
			err = f(tx)
			landed = tx.landed
			return err
		})
		if err == nil || kept {
			return nil
		}
		if errors.Is(err, errUnknown) && landed != nil {
			unsure = append(unsure, landed)
		}
		if w.again(ctx, err) {
			continue
		}
		if len(unsure) > 0 && !errors.Is(err, errUnknown) {
			err = fmt.Errorf("%w: %w", errUnknown, err)
		}
		return errors.Join(ctx.Err(), err)
	}
}

// waiting is how long one transaction has been tried.
type waiting struct {
	db     *DB
	tries  int
	there  int              // how often a key was there already
	enough <-chan time.Time // tells when others have come first for long enough
	over   <-chan time.Time // tells when the database has been gone for too long; nil: it is there
}

// again waits a little and says whether to try once more.
func (w *waiting) again(ctx context.Context, err error) bool {
	var wait time.Duration
	switch w.db.dialect.kind(err) {
	case outrun:
		if w.enough == nil {
			w.enough = time.After(leastPatience)
		}
		if w.tries++; w.tries >= leastTries {
			select {
			case <-w.enough:
				return false
			default:
			}
		}
		wait = min(time.Duration(10<<min(w.tries, leastTries))*time.Millisecond, longestWait)
		wait = wait/4 + apart(wait)
	case twice:
		if w.there++; w.there > 1 {
			return false
		}
	case lost:
		w.db.drop()
		if w.over == nil {
			w.over = time.After(w.db.dialect.patience)
		}
		wait = 50 * time.Millisecond
	default:
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-w.over:
		return false
	case <-time.After(wait):
		return true
	}
}

var waits atomic.Uint32

// apart is a part of a time, another at each call, so that those whom one transaction
// outran do not come back at one moment: multiples of the golden ratio lie evenly.
func apart(whole time.Duration) time.Duration {
	return time.Duration(uint64(waits.Add(1)*0x9E3779B9) * uint64(whole) >> 32)
}
