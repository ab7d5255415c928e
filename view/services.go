package view

import (
	"context"

	"candour"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"
)

// AnsweredFor is the account of a program, with the name of who answers for it.
type AnsweredFor struct {
	workforce.Service
	By   string
	Told outbox.Delivery // the last call that something is new, or zero
}

// Services are the accounts of programs in the viewer's force, those that were stopped
// among them. Each is asked of authz: whoever proposes and approves sees them all, and
// everybody their own.
func (v View) Services(ctx context.Context, w Viewer) (out []AnsweredFor, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		all, err := workforce.Services(tx, w.Who.Force)
		if err != nil {
			return err
		}
		for _, s := range all {
			if _, ok, err := v.Runner.May(tx, w.Who, workforce.ReadService.ID, candour.Subject{Kind: "service", ID: s.ID}); err != nil {
				return err
			} else if !ok {
				continue
			}
			name, err := workforce.NameOf(tx, w.Who.Force, s.Person)
			if err != nil {
				return err
			}
			calls, err := outbox.Of(tx, w.Who.Force, outbox.News, candour.Subject{Kind: "service", ID: s.ID})
			if err != nil {
				return err
			}
			row := AnsweredFor{Service: s, By: name}
			if len(calls) > 0 {
				row.Told = calls[0]
			}
			out = append(out, row)
		}
		return nil
	})
	return out, err
}
