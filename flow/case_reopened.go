package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// caseReopened tells the person at once that their case was taken up again. They
// may have been told years ago that nothing would come of it, and the decision that
// they were told of must not stand there as if it held.
var caseReopened = []act.Reaction{{
	ID: "tell-that-it-was-reopened",
	On: cases.CaseReopened,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
		if err != nil || report == "" {
			return nil, err
		}
		for _, f := range e.Data {
			if f.Name != "undecided again" {
				continue
			}
			if err := intake.TakeBack(tx, m.Force, report, candour.AllegationID(f.Value)); err != nil {
				return nil, err
			}
		}
		return nil, intake.Tell(tx, m.Force, report, intake.Told{Kind: e.Kind, On: e.On, Says: "Your case was closed. It has been taken up again, because there is something new. What has no decision above any more will be decided again."})
	},
}}
