package act

import (
	"context"

	"candour"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
	"candour/store"
)

// RefreshClocks computes the whole cache of due dates again where the rules or
// the calendar are not those it was computed with: a new rule may run on matters
// of years ago, so nothing less would do.
func (r *Runner) RefreshClocks(ctx context.Context) error {
	var stale bool
	err := r.DB.DB.Read(ctx, func(tx *store.Tx) (err error) {
		stale, err = clock.Stale(tx)
		return err
	})
	if err != nil || !stale {
		return err
	}
	return r.DB.WithTx(ctx, func(tx *seal.Tx) error {
		type matter struct {
			force candour.ForceID
			of    candour.Subject
		}
		var all []matter
		err := tx.Each(`SELECT force, subject_kind, subject_id, kind FROM journal ORDER BY force, seq`, nil, func(scan func(...any) error) error {
			var force, kind string
			var m matter
			if err := scan(&force, &m.of.Kind, &m.of.ID, &kind); err != nil {
				return err
			}
			m.force = candour.ForceID(force)
			if clock.Moves(candour.EventKind(kind)) {
				all = append(all, m)
			}
			return nil
		})
		if err != nil {
			return err
		}
		done := map[matter]bool{}
		for _, m := range all {
			if done[m] {
				continue
			}
			done[m] = true
			events, err := ledger.Happened(tx, m.force, m.of)
			if err != nil {
				return err
			}
			if err := clock.Cache(tx.Tx, m.force, m.of, events); err != nil {
				return err
			}
		}
		return nil
	})
}
