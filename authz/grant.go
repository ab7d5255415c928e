package authz

import (
	"fmt"
	"slices"

	"candour"
	"candour/store"
)

// RolesOf are the roles that count for an actor now: those held, or none while
// they are suspended or once they have left. They are read at each question, so
// that a role that was taken away is gone at once.
func RolesOf(tx *store.Tx, who Actor) (out []Role, err error) {
	err = tx.Each(`SELECT r.role FROM authz_role r WHERE r.force = $1 AND r.person = $2
		AND NOT EXISTS (SELECT 1 FROM authz_barred b WHERE b.force = r.force AND b.person = r.person) ORDER BY r.role`, []any{string(who.Force), string(who.ID)}, into(&out))
	if err != nil {
		return nil, fmt.Errorf("reading roles: %w", err)
	}
	return out, nil
}

// Held are the roles that an actor was given and nobody took away, whether they
// give anything now or not: what can be withdrawn.
func Held(tx *store.Tx, who Actor) (out []Role, err error) {
	err = tx.Each(`SELECT role FROM authz_role WHERE force = $1 AND person = $2 ORDER BY role`, []any{string(who.Force), string(who.ID)}, into(&out))
	if err != nil {
		return nil, fmt.Errorf("reading roles: %w", err)
	}
	return out, nil
}

func into(out *[]Role) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var role string
		err := scan(&role)
		*out = append(*out, Role(role))
		return err
	}
}

// Grant gives a person a role from a day on. Rooms call it inside an act. Where it
// is an office, the walls of the matters that Below gives are worked out again, and
// whoever calls says so in the history of each; as with Revoke.
func Grant(tx *store.Tx, force candour.ForceID, p candour.PersonID, role Role, from candour.Date) error {
	if !slices.Contains(StaffRoles, role) {
		return candour.Invalid("role", "There is no such role. Choose one from the list.")
	}
	if _, err := tx.Exec(`INSERT INTO authz_role (force, person, role) VALUES ($1, $2, $3) ON CONFLICT (force, person, role) DO NOTHING`, string(force), string(p), string(role)); err != nil {
		return err
	}
	if !slices.Contains(offices, role) {
		return nil
	}
	d := Span{From: from}.days()
	if _, err := tx.Exec(`INSERT INTO authz_office (force, person, role, from_day, to_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, person, role, from_day) DO UPDATE SET to_day = excluded.to_day`,
		string(force), string(p), string(role), d.from, d.to); err != nil {
		return err
	}
	_, err := rebuildBelow(tx, force, p)
	return err
}

// Revoke takes a role away; the last day of an office is the day before, also of
// one that had been recorded as ending later.
func Revoke(tx *store.Tx, force candour.ForceID, p candour.PersonID, role Role, from candour.Date) error {
	if _, err := tx.Exec(`DELETE FROM authz_role WHERE force = $1 AND person = $2 AND role = $3`, string(force), string(p), string(role)); err != nil {
		return err
	}
	if !slices.Contains(offices, role) {
		return nil
	}
	if from.IsZero() {
		from = candour.Date{Year: 1, Month: 1, Day: 1} // it was never held
	}
	last := from.AddDays(-1).String()
	if _, err := tx.Exec(`UPDATE authz_office SET to_day = $1 WHERE force = $2 AND person = $3 AND role = $4 AND to_day > $5`,
		last, string(force), string(p), string(role), last); err != nil {
		return err
	}
	_, err := rebuildBelow(tx, force, p)
	return err
}

// Holders are the people for whom a role counts now: whoever is suspended or left
// is not among them, or a report could wait for somebody who cannot open it.
func Holders(tx *store.Tx, force candour.ForceID, role Role) (out []candour.PersonID, err error) {
	err = tx.Each(`SELECT r.person FROM authz_role r WHERE r.force = $1 AND r.role = $2
		AND NOT EXISTS (SELECT 1 FROM authz_barred b WHERE b.force = r.force AND b.person = r.person) ORDER BY r.person`, []any{string(force), string(role)}, func(scan func(...any) error) error {
		var p string
		err := scan(&p)
		out = append(out, candour.PersonID(p))
		return err
	})
	return out, err
}
