package session

import (
	"context"
	"errors"
	"time"

	"candour"
	"candour/store"
)

// Counted notes how often a passkey's device says that it has signed, and reports
// whether that may be, and whether it is not the first time: a number that does not grow is that of a copy, or of an
// answer that was sent before. A passkey that lies on several devices does not
// count, and says 0 each time.
func Counted(ctx context.Context, db *store.DB, force candour.ForceID, credential string, uses uint32, now time.Time) (ok, again bool, err error) {
	err = db.Aside(ctx, func(tx *store.Tx) error {
		var before int64
		err := tx.One(`SELECT uses FROM web_passkey_counter WHERE force = $1 AND credential = $2`, []any{string(force), credential}, &before)
		if err != nil && !errors.Is(err, candour.ErrNotFound) {
			return err
		}
		again = err == nil
		if ok = int64(uses) > before || uses == 0 && before == 0; !ok {
			return nil
		}
		_, err = tx.Exec(`INSERT INTO web_passkey_counter (force, credential, uses, used) VALUES ($1, $2, $3, $4) ON CONFLICT (force, credential) DO UPDATE SET uses = excluded.uses, used = excluded.used`,
			string(force), credential, int64(uses), now.UnixMicro())
		return err
	})
	return ok, again, err
}
