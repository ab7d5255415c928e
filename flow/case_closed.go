package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/intake"
	"candour/seal"
)

// caseClosed refuses to close over what a track still has to do: while something is
// owed that the account must become, and over an investigation. Then it tells the
// person that the case is closed: by then they have been told of every decision,
// because closing is refused before.
var caseClosed = []act.Reaction{{
	ID: "refuse-while-owed",
	On: cases.CaseClosed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return nil, complaint.NothingOwed(tx, m.Force, candour.CaseID(e.Subject.ID))
	},
}, {
	ID: "refuse-to-close-over-an-investigation",
	On: cases.CaseClosed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		runs, err := investigation.Unfinished(tx, m.Force, candour.CaseID(e.Subject.ID))
		if err != nil || runs == "" {
			return nil, err
		}
		return nil, candour.Conflict("The case cannot be closed: %s. Finish that first.", runs)
	},
}, {
	ID: "tell-that-it-closed",
	On: cases.CaseClosed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
		if err != nil || report == "" {
			return nil, err
		}
		return nil, intake.Tell(tx, m.Force, report, intake.Told{Kind: e.Kind, On: e.On, Says: "The case is closed. Every part of your report has a decision, shown above."})
	},
}}
