package session

import (
	"context"
	"errors"
	"time"

	"candour"
	"candour/store"
)

// Of one client: a person needs three tries or four; whoever guesses codes of 100
// bits gets no further, and takes the time of nobody else.
const (
	triesAtOnce = 20
	aTryEach    = 3 * time.Second
)

// May takes one try of a client at a door, and reports whether there was one. They
// are counted in the database, because a force may run several servers of one door.
// Whoever has none left costs a reading and no writing, and no other client anything:
// there is no count of all together that somebody could use up.
//
// It is one number for each client: when all of their tries will be there again.
func May(ctx context.Context, db *store.DB, door, client string, now time.Time) (ok bool, err error) {
	var until int64
	most := now.Add((triesAtOnce - 1) * aTryEach).UnixMicro()
	read := func(tx *store.Tx) error {
		until = 0
		err := tx.One(`SELECT until FROM web_try WHERE door = $1 AND client = $2`, []any{door, client}, &until)
		if errors.Is(err, candour.ErrNotFound) {
			return nil
		}
		return err
	}
	if err := db.Read(ctx, read); err != nil || until > most {
		return false, err
	}
	err = db.Aside(ctx, func(tx *store.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		if ok = until <= most; !ok {
			return nil
		}
		if _, err := tx.Exec(`DELETE FROM web_try WHERE until < $1`, now.UnixMicro()); err != nil {
			return err
		}
		until = max(until, now.UnixMicro()) + aTryEach.Microseconds()
		_, err := tx.Exec(`INSERT INTO web_try (door, client, until) VALUES ($1, $2, $3) ON CONFLICT (door, client) DO UPDATE SET until = excluded.until`, door, client, until)
		return err
	})
	return ok, err
}
