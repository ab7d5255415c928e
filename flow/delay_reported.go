package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/investigation"
	"candour/intake"
	"candour/seal"
)

// delayReported tells the person that those who watch over the force were told. The
// limit is theirs and stands on their page, so it is met there too. What the report
// says they are not told by itself: it may speak of what the officer must not know.
var delayReported = []act.Reaction{{
	ID: "tell-that-the-delay-was-reported",
	On: investigation.DelayReported,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
		if err != nil || report == "" {
			return nil, err
		}
		return nil, intake.Tell(tx, m.Force, report, intake.Told{Kind: e.Kind, On: e.On, Says: "It is not finished yet. Those who check our work were told why, and when it will be."})
	},
}}
