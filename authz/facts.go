package authz

import (
	"errors"
	"fmt"

	"candour"
	"candour/store"
)

// facts are what the policies judge one question by.
type facts struct {
	roles    []Role
	walled   bool
	awaiting bool
}

func (r *Rules) facts(tx *store.Tx, who Actor, to Resource) (facts, error) {
	var f facts
	if who.Kind != "Person" { // only people stand on walls; the program and a reporter have a permit of their own, or none
		return f, nil
	}
	var err error
	if f.roles, err = RolesOf(tx, who); err != nil {
		return f, err
	}
	for _, s := range append([]candour.Subject{to.Subject}, to.Within...) {
		var one int
		err := tx.One(`SELECT 1 FROM authz_wall WHERE force = $1 AND subject = $2 AND person = $3 LIMIT 1`, []any{string(to.Force), s.String(), string(who.ID)}, &one)
		if err == nil {
			f.walled = true
		} else if !errors.Is(err, candour.ErrNotFound) {
			return f, err
		}
		if s.Kind != "report" && s.Kind != "case" {
			continue
		}
		err = tx.One(`SELECT 1 FROM authz_triaged WHERE force = $1 AND subject = $2`, []any{string(to.Force), s.String()}, &one)
		if errors.Is(err, candour.ErrNotFound) {
			f.awaiting = true
		} else if err != nil {
			return f, err
		}
	}
	return f, nil
}

// RolesOf are the roles that an actor holds now. They are read at each question,
// so that a role that was taken away is gone at once.
func RolesOf(tx *store.Tx, who Actor) ([]Role, error) {
	var out []Role
	err := tx.Each(`SELECT role FROM authz_role WHERE force = $1 AND person = $2 ORDER BY role`, []any{string(who.Force), string(who.ID)}, func(scan func(...any) error) error {
		var role string
		err := scan(&role)
		out = append(out, Role(role))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading roles: %w", err)
	}
	return out, nil
}

// Grant gives a person a role. Rooms call it inside an act.
func Grant(tx *store.Tx, force candour.ForceID, p candour.PersonID, role Role) error {
	_, err := tx.Exec(`INSERT INTO authz_role (force, person, role) VALUES ($1, $2, $3) ON CONFLICT (force, person, role) DO NOTHING`, string(force), string(p), string(role))
	return err
}

// Relate puts a person on the wall of a matter, because they are accused in it,
// say. Rooms call it inside an act; it is never taken back by deleting.
func Relate(tx *store.Tx, force candour.ForceID, p candour.PersonID, to candour.Subject, because string) error {
	_, err := tx.Exec(`INSERT INTO authz_wall (force, person, subject, because) VALUES ($1, $2, $3, $4) ON CONFLICT (force, subject, person, because) DO NOTHING`,
		string(force), string(p), to.String(), because)
	return err
}

// Triaged opens a matter to the roles beyond triage: its officer is known, so
// the wall is up. Rooms call it inside an act.
func Triaged(tx *store.Tx, force candour.ForceID, to candour.Subject) error {
	_, err := tx.Exec(`INSERT INTO authz_triaged (force, subject) VALUES ($1, $2) ON CONFLICT (force, subject) DO NOTHING`, string(force), to.String())
	return err
}
