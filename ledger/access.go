package ledger

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"candour"
	"candour/store"
)

// Access records that somebody was shown something sensitive. It is called
// before the page is written: no row, no page. The watchers are watched.
func Access(ctx context.Context, db *store.DB, force candour.ForceID, who candour.PersonID, now time.Time, page string, shown ...candour.Subject) error {
	ids := make([]string, len(shown))
	for i, s := range shown {
		ids[i] = s.String()
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	err = db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO ledger_access (force, id, at, person, page, shown) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(force), rand.Text(), now.UnixMicro(), string(who), page, string(list))
		return err
	})
	if err != nil {
		return fmt.Errorf("recording the access: %w", err)
	}
	return nil
}
