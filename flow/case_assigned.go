package flow

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// caseAssigned refuses to give a case to somebody in conflict, and undoes it all;
// and records that a presumed conflict was cleared.
var caseAssigned = []act.Reaction{
	{ID: "refuse-conflict", On: cases.CaseAssigned, Do: refuseConflict},
	{
		ID: "record-cleared-conflict",
		On: cases.ConflictCleared,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			person, err := personOf(tx, m, e)
			if err != nil {
				return nil, err
			}
			if person == m.Actor.ID {
				return nil, candour.Conflict("Nobody clears a conflict of their own. Ask another authority.")
			}
			found, err := authz.ConflictOf(tx.Tx, m.Force, person, e.Subject, m.Today())
			if err != nil {
				return nil, err
			}
			if found != authz.Presumed {
				return nil, candour.Conflict("There is no presumed conflict to clear for them.")
			}
			return nil, authz.Clear(tx.Tx, m.Force, person, e.Subject)
		},
	},
}
