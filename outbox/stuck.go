package outbox

import (
	"context"
	"time"

	"candour"
	"candour/seal"
	"candour/store"
)

// Stuck reports whether something should have been sent a while ago and still waits,
// or was tried again and again: the mail server or the pager's service may be down.
// It says no number, which would tell how much happens. Programs are left out: whoever
// runs one could have it hang, so that nobody would see anything else that does.
func Stuck(ctx context.Context, db *seal.DB, force candour.ForceID, before time.Time) (yes bool, err error) {
	err = db.DB.Read(ctx, func(tx *store.Tx) error {
		var n int64
		err := tx.One(`SELECT count(*) FROM outbox_delivery WHERE force = $1 AND state = 'waiting' AND urgent < 2 AND (next_at <= $2 OR tries >= 3)`, []any{string(force), before.UnixMicro()}, &n)
		yes = n > 0
		return err
	})
	return yes, err
}
