package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/investigation"
	"candour/intake"
	"candour/seal"
)

// investigatorAppointed refuses an investigator in conflict, and undoes it all;
// and tells the person that somebody was appointed. Not who: a name can be traced,
// by the person and by whoever reads over their shoulder.
var investigatorAppointed = []act.Reaction{
	{ID: "refuse-an-investigator-in-conflict", On: investigation.InvestigatorAppointed, Do: refuseConflict},
	{ID: "refuse-an-investigator-of-the-unit", On: investigation.InvestigatorAppointed, Do: refuseSameUnit},
	{
		ID: "tell-that-somebody-investigates",
		On: investigation.InvestigatorAppointed,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
			if err != nil || report == "" {
				return nil, err
			}
			return nil, intake.Tell(tx, m.Force, report, intake.Told{Kind: e.Kind, On: e.On, Says: "Somebody was appointed to investigate what you told us. They do not work with the officer."})
		},
	},
}
