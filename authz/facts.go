package authz

import (
	"errors"
	"slices"

	"candour"
	"candour/store"
)

// facts are what the policies judge one question by.
type facts struct {
	roles       []Role
	line        bool // the actor is accused in it, or over an accused
	conflict    bool // on its wall for any other reason
	awaiting    bool // nobody has said yet who it is about
	nobodyLeft  bool // and everybody who could say so is on the wall
	declared    bool // the actor has said that they know nobody in it, or it is nothing of which that is asked
	aboutChief  bool
	standsInFor bool // an authority who is on the wall named the actor
}

// asked reports whether a matter is one of those in whose first opening somebody
// is asked whether they know anyone.
func asked(s candour.Subject) bool { return s.Kind == "report" || s.Kind == "case" }

func (r *Rules) facts(tx *store.Tx, who Actor, to Resource) (facts, error) {
	f := facts{declared: true}
	if who.Kind != "Person" { // only people stand on walls; the program and a reporter have a permit of their own, or none
		return f, nil
	}
	var err error
	if f.roles, err = RolesOf(tx, who); err != nil {
		return f, err
	}
	all := append([]candour.Subject{to.Subject}, to.Within...)
	for _, s := range all {
		why, err := onWall(tx, to.Force, who.ID, s)
		if err != nil {
			return f, err
		}
		for _, because := range why {
			if because == Accused || because == Supervises {
				f.line = true
			} else {
				f.conflict = true
			}
		}
		if !asked(s) {
			continue
		}
		var one int
		if f.awaiting, err = absent(f.awaiting, tx.One(`SELECT 1 FROM authz_triaged WHERE force = $1 AND subject = $2`, []any{string(to.Force), s.String()}, &one)); err != nil {
			return f, err
		}
		silent, err := absent(false, tx.One(`SELECT 1 FROM authz_declared WHERE force = $1 AND subject = $2 AND person = $3`, []any{string(to.Force), s.String(), string(who.ID)}, &one))
		if err != nil {
			return f, err
		}
		f.declared = f.declared && !silent
		usual, err := absent(false, tx.One(`SELECT 1 FROM authz_accused a JOIN authz_office o ON o.force = a.force AND o.person = a.person WHERE a.force = $1 AND a.subject = $2 AND o.role = 'chief' AND o.to_day >= a.first_day AND o.to_day >= o.from_day LIMIT 1`,
			[]any{string(to.Force), s.String()}, &one))
		if err != nil {
			return f, err
		}
		f.aboutChief = f.aboutChief || !usual
	}
	if f.awaiting && slices.Contains(f.roles, Inspector) {
		if f.nobodyLeft, err = everyHolderWalled(tx, to.Force, Triage, all); err != nil {
			return f, err
		}
	}
	f.standsInFor, err = standsIn(tx, to.Force, who.ID, all)
	return f, err
}

// absent reports whether a query found no row, or was so before.
func absent(before bool, err error) (bool, error) {
	if errors.Is(err, candour.ErrNotFound) {
		return true, nil
	}
	return before, err
}

// onWall gives the reasons for which a person must not see one matter.
func onWall(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject) (why []Because, err error) {
	err = tx.Each(`SELECT because FROM authz_wall WHERE force = $1 AND subject = $2 AND person = $3 ORDER BY because`, []any{string(force), of.String(), string(p)}, func(scan func(...any) error) error {
		var b string
		err := scan(&b)
		why = append(why, Because(b))
		return err
	})
	if err != nil || !asked(of) {
		return why, err
	}
	var one int
	free, err := absent(false, tx.One(`SELECT 1 FROM authz_unit u JOIN authz_posting p ON p.force = u.force AND p.person = $1 AND p.unit = u.unit AND p.from_day <= u.to_day AND p.to_day >= u.from_day WHERE u.force = $2 AND u.subject = $3 LIMIT 1`,
		[]any{string(p), string(force), of.String()}, &one))
	if err == nil && !free {
		why = append(why, byUnit)
	}
	return why, err
}

// everyHolderWalled reports whether nobody is left who holds a role and may use
// it on a matter: a report that only an administrator could open waits for ever.
func everyHolderWalled(tx *store.Tx, force candour.ForceID, role Role, of []candour.Subject) (bool, error) {
	holders, err := Holders(tx, force, role)
	if err != nil {
		return false, err
	}
	for _, p := range holders {
		if held, err := RolesOf(tx, Actor{"Person", force, p}); err != nil {
			return false, err
		} else if slices.Contains(held, Administrator) {
			continue // reads nothing, whatever else they hold
		}
		if walled, err := onAny(tx, force, p, of); err != nil || !walled {
			return false, err
		}
	}
	return true, nil
}

func onAny(tx *store.Tx, force candour.ForceID, p candour.PersonID, of []candour.Subject) (bool, error) {
	for _, s := range of {
		if why, err := onWall(tx, force, p, s); err != nil || len(why) > 0 {
			return true, err
		}
	}
	return false, nil
}

// standsIn reports whether an authority who is on the wall of a matter has named
// this person to decide in their place.
func standsIn(tx *store.Tx, force candour.ForceID, p candour.PersonID, of []candour.Subject) (bool, error) {
	var named []candour.PersonID
	err := tx.Each(`SELECT a.authority FROM authz_alternate a JOIN authz_role r ON r.force = a.force AND r.person = a.authority AND r.role = 'appropriate-authority' WHERE a.force = $1 AND a.alternate = $2 ORDER BY a.authority`,
		[]any{string(force), string(p)}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			named = append(named, candour.PersonID(id))
			return err
		})
	if err != nil {
		return false, err
	}
	for _, a := range named {
		if walled, err := onAny(tx, force, a, of); err != nil {
			return false, err
		} else if walled {
			return true, nil
		}
	}
	return false, nil
}
