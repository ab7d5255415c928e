package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// personUpdated writes to the person who reported, and gives them each decision
// that this update released.
var personUpdated = []act.Reaction{{
	ID: "tell-the-reporter",
	On: cases.PersonUpdated,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		c := candour.CaseID(e.Subject.ID)
		report, err := cases.ReportOf(tx, m.Force, c)
		if err != nil {
			return nil, err
		}
		released, err := cases.Released(tx, m.Force, c)
		if err != nil {
			return nil, err
		}
		if err := intake.Tell(tx, m.Force, report, intake.Told{Kind: e.Kind, On: e.On, Says: e.Value("message")}); err != nil {
			return nil, err
		}
		for _, d := range released {
			if err := intake.TellOnce(tx, m.Force, report, intake.Told{Kind: cases.AllegationDecided, On: d.On, Allegation: d.Allegation, Says: d.Says}); err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
}}
