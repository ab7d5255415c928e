package view

import (
	"context"
	"fmt"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/workforce"
)

// Member is one person who holds a role, or a key, in a force.
type Member struct {
	workforce.Officer
	Roles []authz.Role // held, also while they give nothing
	Key   bool         // can sign in at the command line

	Passkeys int // with which they can sign in at the desk
}

// Staff are the people who hold a role in the viewer's force, in order of person.
// Each is asked of authz.
func (v View) Staff(ctx context.Context, w Viewer) (out []Member, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		var all []candour.PersonID
		err := tx.Each(`SELECT DISTINCT person FROM authz_role WHERE force = $1 ORDER BY person`, []any{string(w.Who.Force)}, func(scan func(...any) error) error {
			var p string
			err := scan(&p)
			all = append(all, candour.PersonID(p))
			return err
		})
		if err != nil {
			return fmt.Errorf("reading who holds a role: %w", err)
		}
		for _, p := range all {
			o, err := workforce.EmploymentOf(tx, w.Who.Force, p)
			if err != nil {
				return err
			}
			if _, ok, err := v.Runner.May(tx, w.Who, workforce.ListOfficer.ID, candour.Subject{Kind: "officer", ID: string(o)}); err != nil {
				return err
			} else if !ok {
				continue
			}
			m := Member{}
			if m.Officer, err = workforce.Read(tx, w.Who.Force, o); err != nil {
				return err
			}
			if m.Roles, err = authz.Held(tx.Tx, act.Staff(w.Who.Force, p)); err != nil {
				return err
			}
			key, err := workforce.KeyOf(tx, w.Who.Force, p)
			if err != nil {
				return err
			}
			m.Key = key != ""
			passkeys, err := workforce.Passkeys(tx, w.Who.Force, p)
			if err != nil {
				return err
			}
			m.Passkeys = len(passkeys)
			out = append(out, m)
		}
		return nil
	})
	return out, err
}

// Asked is a proposal that waits for a second person.
type Asked struct {
	workforce.Grant
	For, By string // names
	Shut    string // what it would close for them, or empty
}

// Grants are the proposals that wait, the oldest first. Each is asked of authz.
func (v View) Grants(ctx context.Context, w Viewer) (out []Asked, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		ids, err := workforce.OpenGrants(tx, w.Who.Force)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, ok, err := v.Runner.May(tx, w.Who, workforce.ReadGrant.ID, candour.Subject{Kind: "grant", ID: id}); err != nil {
				return err
			} else if !ok {
				continue
			}
			var a Asked
			if a.Grant, err = workforce.ReadGrantOf(tx, w.Who.Force, id); err != nil {
				return err
			}
			if a.For, err = workforce.NameOf(tx, w.Who.Force, a.Person); err != nil {
				return err
			}
			if a.By, err = workforce.NameOf(tx, w.Who.Force, a.Grant.By); err != nil {
				return err
			}
			if a.Role != "" {
				roles, err := authz.Held(tx.Tx, act.Staff(w.Who.Force, a.Person))
				if err != nil {
					return err
				}
				a.Shut = workforce.Shut(roles, a.Role)
			}
			out = append(out, a)
		}
		return nil
	})
	return out, err
}
