package view

import (
	"context"
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"
)

// OpenOrder is an order to end somebody's access that no system has answered, and how
// the sending of it stands.
type OpenOrder struct {
	workforce.Revocation
	Sending outbox.Delivery // empty where somebody has to ask the system
}

// OpenOrders are those that wait for an answer, the oldest first, for whoever records
// the answers. It says that access ends, and nothing of why.
func (v View) OpenOrders(ctx context.Context, w Viewer) (out []OpenOrder, may bool, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		if _, may, err = v.Runner.May(tx, w.Who, workforce.NameSystemKind.ID, candour.Subject{Kind: "force", ID: string(w.Who.Force)}); err != nil || !may {
			return err
		}
		all, err := v.unanswered(tx, w)
		if err != nil {
			return err
		}
		for _, r := range all {
			o := OpenOrder{Revocation: r}
			sent, err := outbox.Of(tx, w.Who.Force, outbox.Order, candour.Subject{Kind: "officer", ID: string(r.Officer)})
			if err != nil {
				return err
			}
			for _, d := range sent {
				if d.ID == r.ID {
					o.Sending = d
				}
			}
			out = append(out, o)
		}
		return nil
	})
	return out, may, err
}

// unanswered are the orders that wait, of those about whom the viewer may record an
// answer.
func (v View) unanswered(tx *seal.Tx, w Viewer) (out []workforce.Revocation, err error) {
	all, err := workforce.Revocations(tx, w.Who.Force, w.Now)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.State == workforce.Acknowledged {
			continue
		}
		if _, ok, err := v.Runner.May(tx, w.Who, workforce.AcknowledgeRevocationKind.ID, candour.Subject{Kind: "officer", ID: string(r.Officer)}); err != nil {
			return nil, err
		} else if ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// ordersToAnswer are the first of them as things that are asked of an administrator.
func (v View) ordersToAnswer(tx *seal.Tx, w Viewer, held []authz.Role) (out []Request, err error) {
	if !slices.Contains(held, authz.Administrator) {
		return nil, nil
	}
	all, err := v.unanswered(tx, w)
	for _, r := range all {
		if len(out) == PageSize {
			break
		}
		out = append(out, Request{
			Of: candour.Subject{Kind: "officer", ID: string(r.Officer)}, Act: workforce.AcknowledgeRevocationKind.ID, Since: candour.On(r.At),
			What: fmt.Sprintf("Record that the system %s has ended the access of officer %s, due by %s", r.System, r.Officer, r.By().In(candour.London).Format("15:04")),
		})
	}
	return out, err
}
