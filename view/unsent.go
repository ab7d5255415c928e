package view

import (
	"context"
	"fmt"
	"slices"
	"time"

	"candour"
	"candour/authz"
	"candour/intake"
	"candour/outbox"
	"candour/seal"
)

// Unsent are the pages and notes that were given up and that the viewer may know of:
// those about a report that they may know of. Somebody else has to ring.
func (v View) Unsent(ctx context.Context, w Viewer) (out []outbox.Delivery, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		args, err := authz.ListArgs(tx.Tx, w.Who)
		if err != nil {
			return err
		}
		var all []outbox.Delivery
		err = tx.Each(`SELECT d.id, d.kind, d.way, d.about, d.state, d.because, d.queued_at, d.done_at FROM (
				SELECT m.force, m.id, m.kind, m.way, m.about, m.queued_at, s.state, s.because, s.done_at, m.about_kind || '/' || m.about AS subject
				FROM outbox_delivery s JOIN outbox_message m ON m.force = s.force AND m.id = s.id WHERE s.state = 'given-up' AND m.about_kind = 'report') d
			WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.done_at DESC, d.id LIMIT $6`,
			append(slices.Clone(args), PageSize), func(scan func(...any) error) error {
				x := outbox.Delivery{About: candour.Subject{Kind: "report"}}
				var kind, way string
				var queued, done int64
				err := scan(&x.ID, &kind, &way, &x.About.ID, &x.State, &x.Because, &queued, &done)
				x.Kind, x.Way, x.Queued, x.Done = outbox.Kind(kind), outbox.Way(way), time.UnixMicro(queued).UTC(), time.UnixMicro(done).UTC()
				all = append(all, x)
				return err
			})
		if err != nil {
			return fmt.Errorf("reading what could not be sent: %w", err)
		}
		for _, x := range all {
			if _, ok, err := v.Runner.May(tx, w.Who, intake.ListReport.ID, x.About); err != nil {
				return err
			} else if ok {
				out = append(out, x)
			}
		}
		return nil
	})
	return out, err
}
