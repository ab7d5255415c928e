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
// behind it, and opens them beyond triage once the wall is complete.
var officerLinked = []act.Reaction{
	{
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
			matters, err := caseAndReport(tx, m, e)
			if err != nil {
				return nil, err
			}
			for _, s := range matters {
				if err := authz.Relate(tx.Tx, m.Force, person, s, "accused"); err != nil {
					return nil, err
				}
			}
			return nil, openBeyondTriage(tx, m, e)
		},
	},
	{
		ID: "open-beyond-triage",
		On: cases.OfficerNotKnown,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			return nil, openBeyondTriage(tx, m, e)
		},
	},
}

// openBeyondTriage lets others than triage see a case, once somebody has said of
// each allegation who it is about, or that it cannot be told: the officer of an
// allegation that nobody has looked at could otherwise be the one who reads it.
func openBeyondTriage(tx *seal.Tx, m act.Made, e candour.Event) error {
	complete, err := cases.EveryOfficerSought(tx, m.Force, candour.CaseID(e.Subject.ID))
	if err != nil || !complete {
		return err
	}
	matters, err := caseAndReport(tx, m, e)
	if err != nil {
		return err
	}
	for _, s := range matters {
		if err := authz.Triaged(tx.Tx, m.Force, s); err != nil {
			return err
		}
	}
	return nil
}

// caseAndReport are the case that something happened to and the report behind it.
func caseAndReport(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Subject, error) {
	report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
	if err != nil || report == "" {
		return []candour.Subject{e.Subject}, err
	}
	return []candour.Subject{e.Subject, {Kind: "report", ID: string(report)}}, nil
}
