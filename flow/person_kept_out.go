package flow

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// personKeptOut puts whoever staff named on the wall, of the case and of the
// report behind it.
var personKeptOut = []act.Reaction{{
	ID: "keep-out",
	On: cases.PersonKeptOut,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		person, err := personOf(tx, m, e)
		if err != nil {
			return nil, err
		}
		matters := []candour.Subject{e.Subject}
		if e.Subject.Kind == "case" {
			if matters, err = caseAndReport(tx, m, e.Subject); err != nil {
				return nil, err
			}
		}
		for _, s := range matters {
			if err := authz.Relate(tx.Tx, m.Force, person, s, authz.Because(e.Value("because"))); err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
}}
