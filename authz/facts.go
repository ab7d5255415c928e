package authz

import (
	"fmt"
	"slices"

	"candour"
	"candour/store"
)

// facts are what the policies judge one question by.
type facts struct {
	roles       []Role
	barred      bool // suspended, or left: their roles give nothing
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
	h, err := holds(tx, who, to.Force)
	if err != nil {
		return f, err
	}
	f.roles, f.barred = h.roles, h.barred
	all := append([]candour.Subject{to.Subject}, to.Within...)
	why, holds, ask := make([][]Because, len(all)), make([][]string, len(all)), make([]func() error, len(all))
	for i, s := range all {
		ask[i] = func() (err error) {
			why[i], holds[i], err = stands(tx, to.Force, who.ID, s)
			return err
		}
	}
	if err := tx.Together(ask...); err != nil {
		return f, err
	}
	for i, s := range all {
		known := holds[i]
		for _, because := range why[i] {
			if because == Accused || because == Supervises {
				f.line = true
			} else {
				f.conflict = true
			}
		}
		if s.Kind == "unit" && !f.conflict {
			if f.conflict, err = wasPosted(tx, to.Force, who.ID, s.ID); err != nil {
				return f, err
			}
		}
		if asked(s) {
			f.awaiting = f.awaiting || !slices.Contains(known, "triaged")
			f.declared = f.declared && slices.Contains(known, "declared")
			f.aboutChief = f.aboutChief || slices.Contains(known, "about a chief")
		}
	}
	if f.awaiting && slices.Contains(f.roles, Inspector) {
		if f.nobodyLeft, err = everyHolderWalled(tx, to.Force, Triage, all); err != nil {
			return f, err
		}
	}
	f.standsInFor, err = standsIn(tx, to.Force, h.named, all)
	return f, err
}

// onWall gives the reasons for which a person must not see one matter.
func onWall(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject) ([]Because, error) {
	why, _, err := stands(tx, force, p, of)
	return why, err
}

// OnWall gives the reasons for which a person must not see a matter. They are for the
// judgement of somebody else's act, and are told to nobody.
func OnWall(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject) ([]Because, error) {
	return onWall(tx, force, p, of)
}

// stands reads how a person and a matter stand: the reasons for which the person
// must not see it, and what else holds. It is one statement, because a list asks
// it of each row.
func stands(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject) (why []Because, holds []string, err error) {
	if known, noted := notedStands(tx, force, p, of); noted {
		return nil, known, nil
	}
	f, s, me := string(force), of.String(), string(p)
	err = tx.Each(`SELECT 'wall' AS what, w.because AS says FROM authz_wall w WHERE w.force = $1 AND w.subject = $2 AND w.person = $3
		UNION ALL SELECT 'wall', 'unit' WHERE EXISTS (SELECT 1 FROM authz_unit u WHERE u.force = $4 AND u.subject = $5
			AND EXISTS (SELECT 1 FROM authz_posting p WHERE p.force = u.force AND p.person = $6 AND p.unit = u.unit AND p.from_day <= u.to_day AND p.to_day >= u.from_day))
		UNION ALL SELECT 'holds', 'triaged' FROM authz_triaged t WHERE t.force = $7 AND t.subject = $8
		UNION ALL SELECT 'holds', 'declared' FROM authz_declared d WHERE d.force = $9 AND d.subject = $10 AND d.person = $11
		UNION ALL SELECT 'holds', 'about a chief' WHERE EXISTS (SELECT 1 FROM authz_accused a WHERE a.force = $12 AND a.subject = $13
			AND EXISTS (SELECT 1 FROM authz_office o WHERE o.force = a.force AND o.person = a.person AND o.role = 'chief' AND o.to_day >= a.first_day AND o.to_day >= o.from_day))
		ORDER BY what, says`, []any{f, s, me, f, s, me, f, s, f, s, me, f, s}, func(scan func(...any) error) error {
		var what, says string
		err := scan(&what, &says)
		if what == "wall" {
			why = append(why, Because(says))
		} else {
			holds = append(holds, says)
		}
		return err
	})
	return why, holds, err
}

// everyHolderWalled reports whether nobody is left who holds a role and may use
// it on a matter: a report that only an administrator could open waits for ever.
func everyHolderWalled(tx *store.Tx, force candour.ForceID, role Role, of []candour.Subject) (bool, error) {
	able, err := ableTo(tx, force, role)
	if err != nil {
		return false, err
	}
	for _, p := range able {
		if walled, err := onAny(tx, force, p, of); err != nil || !walled {
			return false, err
		}
	}
	return true, nil
}

// able names what is noted of a force and a role: who may use it.
type able struct {
	of   candour.ForceID
	role Role
}

// ableTo are the holders of a role who may use it at all. A reading sees one moment and
// asks it once: an inspector's list asks it of each row.
func ableTo(tx *store.Tx, force candour.ForceID, role Role) (out []candour.PersonID, err error) {
	name := able{force, role}
	if known, ok := tx.Known(name); ok {
		return known.([]candour.PersonID), nil
	}
	holders, err := Holders(tx, force, role)
	if err != nil {
		return nil, err
	}
	for _, p := range holders {
		if held, err := RolesOf(tx, Actor{Kind: "Person", Force: force, ID: p}); err != nil {
			return nil, err
		} else if !slices.Contains(held, Administrator) { // who reads nothing, whatever else they hold
			out = append(out, p)
		}
	}
	if tx.Reading() {
		tx.Note(name, out)
	}
	return out, nil
}

func onAny(tx *store.Tx, force candour.ForceID, p candour.PersonID, of []candour.Subject) (bool, error) {
	for _, s := range of {
		if why, err := onWall(tx, force, p, s); err != nil || len(why) > 0 {
			return true, err
		}
	}
	return false, nil
}

// held is what holds of an actor, whatever they ask for.
type held struct {
	roles  []Role
	barred bool
	named  []candour.PersonID // the authorities who named them to stand in
}

// holding names what is noted of an actor in a force.
type holding struct {
	who Actor
	of  candour.ForceID
}

// holds reads the roles of an actor, whether these give anything, and the
// authorities of a force who named them to stand in. It is one statement, because
// acts ask it for each thing they touch; a reading sees one moment and asks it once.
func holds(tx *store.Tx, who Actor, of candour.ForceID) (h held, err error) {
	name := holding{who, of}
	if known, ok := tx.Known(name); ok {
		return known.(held), nil
	}
	defer func() {
		if err == nil && tx.Reading() {
			tx.Note(name, h)
		}
	}()
	err = tx.Each(`SELECT 'role' AS what, h.role AS says FROM authz_role h WHERE h.force = $1 AND h.person = $2
		UNION ALL SELECT 'barred', b.because FROM authz_barred b WHERE b.force = $3 AND b.person = $4
		UNION ALL SELECT 'for', a.authority FROM authz_alternate a JOIN authz_role r ON r.force = a.force AND r.person = a.authority AND r.role = 'appropriate-authority' WHERE a.force = $5 AND a.alternate = $6
		ORDER BY what, says`, []any{string(who.Force), string(who.ID), string(who.Force), string(who.ID), string(of), string(who.ID)}, func(scan func(...any) error) error {
		var what, says string
		err := scan(&what, &says)
		switch what {
		case "role":
			h.roles = append(h.roles, Role(says))
		case "barred":
			h.barred = true
		default:
			h.named = append(h.named, candour.PersonID(says))
		}
		return err
	})
	if err != nil {
		return h, fmt.Errorf("reading roles: %w", err)
	}
	if who.Through.ID != "" {
		h = h.through(who.Through)
	}
	return h, nil
}

// through is what is left of what holds of a person where a program asks in their
// place: the one role that it was given, if they hold it still. That they are an
// administrator stays, because it only takes away; and nobody's program stands in for
// an authority.
func (h held) through(s Service) held {
	h.roles = slices.DeleteFunc(h.roles, func(r Role) bool { return r != s.Role && r != Administrator })
	h.named = nil
	return h
}

// standsIn reports whether one of the authorities who named an actor is on the
// wall of a matter, so that the actor decides in their place.
func standsIn(tx *store.Tx, force candour.ForceID, named []candour.PersonID, of []candour.Subject) (bool, error) {
	for _, a := range named {
		if walled, err := onAny(tx, force, a, of); err != nil {
			return false, err
		} else if walled {
			return true, nil
		}
	}
	return false, nil
}
