package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/seal"
)

// disclosedWithoutPlan refuses to tell the officer anything while the person who
// reported has no safety plan for it. A notice and the date of a hearing have one of
// their own, and have asked.
var disclosedWithoutPlan = []act.Reaction{{
	ID: "refuse-disclosure-without-plan",
	On: cases.Disclosed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		switch e.Act {
		case misconduct.ServeNoticeKind.ID, misconduct.FixHearingKind.ID, misconduct.PostponeHearingKind.ID:
			return nil, nil
		}
		return nil, misconduct.MustBePlanned(tx, m, candour.CaseID(e.Subject.ID), candour.OfficerID(e.Value(cases.FieldOfficer)), misconduct.ADisclosure)
	},
}}
