package flow

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// officerLinked raises the wall of the case and of the report behind it: the
// officer, who was over them since, and the unit they were in. It opens both
// beyond triage once the wall is complete.
var officerLinked = []act.Reaction{
	{
		ID: "raise-the-wall",
		On: cases.OfficerLinked,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			person, err := personOf(tx, m, e)
			if err != nil {
				return nil, err
			}
			matters, err := caseAndReport(tx, m, e.Subject)
			if err != nil {
				return nil, err
			}
			var happened authz.Span
			if day := e.Value(cases.FieldHappened); day != "" {
				if happened.From, err = candour.ParseDate(day); err != nil {
					return nil, err
				}
			}
			if err := authz.Accuse(tx.Tx, m.Force, []authz.Complaint{{Person: person, Happened: happened}}, matters...); err != nil {
				return nil, err
			}
			if err := keepName(tx, m, candour.CaseID(e.Subject.ID), candour.OfficerID(e.Value(cases.FieldOfficer))); err != nil {
				return nil, err
			}
			for _, s := range matters { // whoever answered before did not know this name
				if err := authz.AskAgain(tx.Tx, m.Force, s, m.Actor.ID); err != nil {
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
	{
		ID: "open-what-is-not-ours",
		On: cases.OfficerNotOurs,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			return nil, openBeyondTriage(tx, m, e)
		},
	},
}

// openBeyondTriage lets others than triage see a case, once somebody has said of
// each allegation who it is about, or that it cannot be told: the officer of an
// allegation that nobody has looked at could otherwise be the one who reads it.
// Whoever might be meant stays on the wall until it is known who is.
func openBeyondTriage(tx *seal.Tx, m act.Made, e candour.Event) error {
	sought, err := cases.EveryOfficerSought(tx, m.Force, candour.CaseID(e.Subject.ID))
	if err != nil || !sought {
		return err
	}
	found, err := cases.EveryOfficerFound(tx, m.Force, candour.CaseID(e.Subject.ID))
	if err != nil {
		return err
	}
	matters, err := caseAndReport(tx, m, e.Subject)
	if err != nil {
		return err
	}
	for _, s := range matters {
		if found {
			if err := authz.NoLongerCandidates(tx.Tx, m.Force, s); err != nil {
				return err
			}
		}
		if err := authz.Triaged(tx.Tx, m.Force, s); err != nil {
			return err
		}
		if s.Kind == "report" {
			if err := intake.Sorted(tx.Tx, m.Force, candour.ReportID(s.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// caseAndReport are a case and the report behind it.
func caseAndReport(tx *seal.Tx, m act.Made, of candour.Subject) ([]candour.Subject, error) {
	report, err := cases.ReportOf(tx, m.Force, candour.CaseID(of.ID))
	if err != nil || report == "" {
		return []candour.Subject{of}, err
	}
	return []candour.Subject{of, {Kind: "report", ID: string(report)}}, nil
}

// personOf is the human being whom an event names by an employment.
func personOf(tx *seal.Tx, m act.Made, e candour.Event) (candour.PersonID, error) {
	p, err := workforce.PersonOf(tx, m.Force, candour.OfficerID(e.Value(cases.FieldOfficer)))
	if errors.Is(err, candour.ErrNotFound) {
		return "", candour.Invalid(cases.FieldOfficer, "There is no such officer on file. Search again and choose one from the list.")
	}
	return p, err
}
