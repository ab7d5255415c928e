package view

import (
	"fmt"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// askThere are the other forces of this folder that hold a concern about the human
// being behind an employment: that there is one, and no more, until that controller
// releases it. Neither how many nor of which day: whoever needs it asks there.
//
// The other force's wall does not know who is over somebody here. So nothing is said to
// whoever is near the person in either force, nor of a matter on whose wall the viewer
// stands there, under whichever of their own ids.
func (v View) askThere(tx *seal.Tx, w Viewer, p candour.PersonID) (out []candour.ForceID, err error) {
	var me, them []candour.PersonID
	var forces []candour.ForceID
	if err := tx.Together(func() (err error) {
		me, err = workforce.SamePerson(tx, w.Who.ID)
		return err
	}, func() (err error) {
		them, err = workforce.SamePerson(tx, p)
		return err
	}, func() error {
		return tx.Each(`SELECT force FROM journal_head ORDER BY force`, nil, func(scan func(...any) error) error {
			var f string
			err := scan(&f)
			forces = append(forces, candour.ForceID(f))
			return err
		})
	}); err != nil {
		return nil, fmt.Errorf("reading who somebody is in other forces: %w", err)
	}
	anyNear, somewhere := false, make([]bool, len(forces))
	if err := eachOf(tx, forces, func(_ int, f candour.ForceID) error {
		for _, a := range me {
			for _, b := range them {
				if near, err := authz.Near(tx.Tx, f, a, b); err != nil || near {
					anyNear = anyNear || near
					return err
				}
			}
		}
		return nil
	}); err != nil || anyNear {
		return nil, err
	}
	err = eachOf(tx, forces, func(i int, f candour.ForceID) error {
		if f == w.Who.Force {
			return nil
		}
		there, err := workforce.EmploymentsIn(tx, f, p)
		if err != nil {
			return err
		}
		for _, e := range there {
			if some, err := concernThere(tx, e, me); err != nil || some {
				somewhere[i] = some
				return err
			}
		}
		return nil
	})
	for i, f := range forces {
		if somewhere[i] {
			out = append(out, f)
		}
	}
	return out, err
}

// concernThere reports whether there is a concern about an employment on whose wall
// none of some people stands.
func concernThere(tx *seal.Tx, e workforce.Employment, me []candour.PersonID) (bool, error) {
	seen := map[string]int{}
	for _, p := range me {
		err := tx.Each(`SELECT d.allegation FROM (
				SELECT x.force, x.officer, x.allegation, 'case/' || x.case_id AS subject, x.decision FROM cases_accused x) d
			WHERE d.force = $1 AND `+authz.Listed+` AND d.officer = $6 AND d.decision <> $7 AND d.decision <> $8 ORDER BY d.allegation`,
			[]any{string(e.Force), string(p), string(p), 0, 0, string(e.Officer), string(cases.Disproved), string(cases.NotThisPerson)}, func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				seen[id]++
				return err
			})
		if err != nil {
			return false, fmt.Errorf("asking another force's records: %w", err)
		}
	}
	for _, n := range seen {
		if n == len(me) {
			return true, nil
		}
	}
	return false, nil
}
