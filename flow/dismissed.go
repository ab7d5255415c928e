package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/seal"
	"candour/workforce"
)

// dismissed ends the employment with the dismissal, and with it roles, key and
// access: a suspension that is lifted afterwards, so that the case can close, must
// not give them back. Whoever has left before has nothing to lose here.
var dismissed = []act.Reaction{{
	ID: "end-employment-of-the-dismissed", On: misconduct.Dismissed, Emits: workforce.LeaveForceKind.Emits,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		id := candour.OfficerID(e.Value(cases.FieldOfficer))
		o, err := workforce.Read(tx, m.Force, id)
		if err != nil || !o.Left.IsZero() || o.Serving == "no" {
			return nil, err
		}
		leaves := &workforce.LeaveForce{Officer: id, Day: e.On, Why: "dismissed"}
		if e.On.Before(m.Today()) {
			leaves.Reason = candour.Mark("the day on which they were told of the outcome")
		}
		return leaves.Apply(tx, m)
	},
}}
