package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/seal"
	"candour/workforce"
)

// measureTaken is what the workforce hears of a suspension or restriction, in the
// same transaction: nobody is suspended on paper and at work in the systems. Each
// measure is a ground of its own, so that lifting one leaves another, in whatever
// case, as it is. A new decision in an old measure takes the place of the old one.
var measureTaken = []act.Reaction{
	ofMeasure("end-access-of-the-suspended", misconduct.OfficerSuspended, func(tx *seal.Tx, m act.Made, e candour.Event, o candour.OfficerID, ground candour.Subject) ([]candour.Event, error) {
		return workforce.Suspend(tx, m, o, e.On, candour.Marking{}, ground)
	}),
	ofMeasure("restrict-in-the-workforce", misconduct.OfficerRestricted, restricted),
	ofMeasure("change-the-restriction", misconduct.RestrictionReviewed, func(tx *seal.Tx, m act.Made, e candour.Event, o candour.OfficerID, ground candour.Subject) ([]candour.Event, error) {
		if misconduct.Next(e.Value("next")) != misconduct.Change {
			return nil, nil
		}
		return restricted(tx, m, e, o, ground)
	}),
	ofMeasure("lift-the-suspension", misconduct.SuspensionLifted, func(tx *seal.Tx, m act.Made, e candour.Event, o candour.OfficerID, ground candour.Subject) ([]candour.Event, error) {
		return workforce.Lift(tx, m, o, workforce.Suspended, e.On, ground)
	}),
	ofMeasure("lift-the-restriction", misconduct.RestrictionLifted, func(tx *seal.Tx, m act.Made, e candour.Event, o candour.OfficerID, ground candour.Subject) ([]candour.Event, error) {
		return workforce.Lift(tx, m, o, workforce.Restricted, e.On, ground)
	}),
}

func restricted(tx *seal.Tx, m act.Made, e candour.Event, o candour.OfficerID, ground candour.Subject) ([]candour.Event, error) {
	return workforce.Restrict(tx, m, o, e.On, candour.Mark(e.Value("may not")), ground)
}

// ofMeasure finds who a measure is on.
func ofMeasure(id string, on candour.EventKind, do func(*seal.Tx, act.Made, candour.Event, candour.OfficerID, candour.Subject) ([]candour.Event, error)) act.Reaction {
	return act.Reaction{ID: id, On: on, Emits: workforce.StandingEvents, Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return do(tx, m, e, candour.OfficerID(e.Value(cases.FieldOfficer)), candour.Subject{Kind: "measure", ID: e.Value("measure")})
	}}
}
