package flow

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// officerLinked puts the officer on the wall of the case and of the report
// behind it, and only then lets anybody but triage see them.
var officerLinked = []act.Reaction{{
	ID: "raise-the-wall",
	On: cases.OfficerLinked,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		person, err := workforce.PersonOf(tx, m.Force, candour.OfficerID(e.Value("officer")))
		if errors.Is(err, candour.ErrNotFound) {
			return nil, candour.Invalid("officer", "There is no such officer on file. Search again and choose one from the list.")
		}
		if err != nil {
			return nil, err
		}
		matters := []candour.Subject{e.Subject}
		report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
		if err != nil {
			return nil, err
		}
		if report != "" {
			matters = append(matters, candour.Subject{Kind: "report", ID: string(report)})
		}
		for _, s := range matters {
			if err := errors.Join(authz.Relate(tx.Tx, m.Force, person, s, "accused"), authz.Triaged(tx.Tx, m.Force, s)); err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
}}
