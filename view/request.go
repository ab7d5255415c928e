package view

import (
	"context"
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/seal"
	"candour/workforce"
)

// Request is something that is asked of somebody who may not open the case that it
// hangs on: a vetting officer learns that a review is due for an officer, and an
// independent adviser that a person wants to withdraw; an authority, that a system has
// not ended the access of somebody who was suspended, in whatever matter.
type Request struct {
	Of    candour.Subject
	Act   string // the id of what is asked; empty: to look at it
	What  string
	Since candour.Date
}

// Asks are the first PageSize things that are asked of somebody from outside the
// case. Whoever holds none of the roles has none, whatever there is.
func (v View) Asks(ctx context.Context, w Viewer) (out []Request, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		held, err := authz.RolesOf(tx.Tx, w.Who)
		if err != nil {
			return err
		}
		args, err := authz.ListArgs(tx.Tx, w.Who)
		if err != nil {
			return err
		}
		args = append(args, PageSize)
		for _, list := range []struct {
			role  authz.Role
			kind  string
			act   string
			what  string
			query func(func(func(...any) error) error) error
		}{
			{authz.VettingOfficer, "matter", complaint.FinishVettingReviewKind.ID, "Review an officer’s vetting", func(row func(func(...any) error) error) error {
				return tx.Each(`SELECT d.id, d.since FROM (
				SELECT m.force, m.id, m.known_day AS since, 'case/' || m.case_id AS subject FROM complaint_matter m WHERE m.kind = 'vetting-review' AND m.finished_day = '') d
				WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.since, d.id LIMIT $6`, args, row)
			}},
			{authz.Adviser, "withdrawal", complaint.CheckWithdrawalKind.ID, "Check whether somebody is pressed to withdraw", func(row func(func(...any) error) error) error {
				return tx.Each(`SELECT d.id, d.since FROM (
				SELECT x.force, x.id, x.asked_day AS since, 'case/' || x.case_id AS subject FROM complaint_withdrawal x WHERE x.checked_day = '' AND x.decided_day = '') d
				WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.since, d.id LIMIT $6`, args, row)
			}},
		} {
			if !slices.Contains(held, list.role) && !slices.Contains(held, authz.PolicingBody) {
				continue
			}
			var some []Request
			if err := list.query(func(scan func(...any) error) error {
				var id, since string
				err := scan(&id, &since)
				some = append(some, Request{candour.Subject{Kind: list.kind, ID: id}, list.act, list.what, cases.Day(since)})
				return err
			}); err != nil {
				return err
			}
			ids := make([]string, len(some))
			for i, x := range some {
				ids[i] = x.Of.ID
			}
			if err := v.Runner.Ahead(tx, w.Who, list.kind, ids); err != nil {
				return err
			}
			for _, x := range some {
				if _, ok, err := v.Runner.May(tx, w.Who, x.Act, x.Of); err != nil {
					return err
				} else if ok {
					out = append(out, x)
				}
			}
		}
		late, err := v.lateOrders(tx, w, held)
		if err != nil {
			return err
		}
		open, err := v.ordersToAnswer(tx, w, held)
		out = slices.Concat(late, open, out)
		return err
	})
	return out, err
}

// lateOrders are the orders to end somebody's access that a system has not answered
// within the hour: until it does, they may still look people up there.
func (v View) lateOrders(tx *seal.Tx, w Viewer, held []authz.Role) (out []Request, err error) {
	if !slices.Contains(held, authz.Authority) && !slices.Contains(held, authz.Supervisor) {
		return nil, nil
	}
	all, err := workforce.Revocations(tx, w.Who.Force, w.Now)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.State != workforce.OverdueState || len(out) == PageSize {
			continue
		}
		if ok, err := v.mayKnow(tx, w, r.Officer, candour.Subject{}); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		out = append(out, Request{
			Of:    candour.Subject{Kind: "officer", ID: string(r.Officer)},
			What:  fmt.Sprintf("Overdue: the system %s has not ended the access of a suspended officer, which was to be done by %s", r.System, r.By().In(candour.London).Format("15:04")),
			Since: candour.On(r.At),
		})
	}
	return out, nil
}

// AskedOf is what somebody must have before their eyes to do an act to a matter or a
// wish to withdraw, or candour.ErrNotFound where they may not do it. Of a case they
// see no more than that.
func (v View) AskedOf(ctx context.Context, w Viewer, do string, of candour.Subject) (rows []cases.Row, err error) {
	err = v.Runner.Read(ctx, w.Who, authz.Action{ID: do}, of, func(tx *seal.Tx) error {
		rows = nil
		c, officer, shown, err := complaint.Shown(tx, w.Who.Force, of)
		if err != nil {
			return err
		}
		if officer != "" {
			o, err := inCase(tx, w.Who.Force, c, officer)
			if err != nil {
				return err
			}
			rows = append(rows, cases.Row{Key: "Officer", Value: o.Name}, cases.Row{Key: "Number", Value: o.Number})
		}
		rows = append(rows, shown...)
		if of.Kind != "withdrawal" {
			return nil
		}
		all, err := cases.Read(tx, w.Who.Force, c)
		if err != nil {
			return err
		}
		said, err := cases.Described(tx, w.Who.Force, c)
		for _, a := range all.Allegations {
			rows = append(rows, cases.Row{Key: "What they told us, " + a.Name(), Value: a.Words})
			if d, ok := said[a.ID]; ok {
				rows = append(rows, cases.Row{Key: "What is alleged, " + a.Name(), Value: candour.Mark(d.Words())})
			}
		}
		return err
	})
	return rows, err
}
