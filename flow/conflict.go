package flow

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// refuseConflict refuses, and undoes it all, where the person whom an event gives
// a matter to stands on its wall, or was in one unit with an officer whom it is
// about until that was cleared.
func refuseConflict(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
	person, err := personOf(tx, m, e)
	if err != nil {
		return nil, err
	}
	found, err := authz.ConflictOf(tx.Tx, m.Force, person, e.Subject, m.Today())
	if err != nil {
		return nil, err
	}
	switch found {
	case authz.Walled:
		return nil, candour.Conflict("They cannot work on this case. Choose somebody else.")
	case authz.Presumed:
		return nil, candour.Conflict("They were in one unit with an officer whom this case is about, in the last ten years. Choose somebody else, or have the appropriate authority clear it first, with reasons.")
	}
	return nil, nil
}

// refuseSameUnit refuses whoever works in one unit with an officer whom a case is
// about now: that cannot be cleared, because they would sit beside each other.
func refuseSameUnit(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
	unit, err := unitOf(tx, m, candour.OfficerID(e.Value(cases.FieldOfficer)))
	if err != nil || unit == "" {
		return nil, err
	}
	accused, err := cases.Accused(tx, m.Force, candour.CaseID(e.Subject.ID))
	if err != nil {
		return nil, err
	}
	for _, list := range accused {
		for _, o := range list {
			theirs, err := unitOf(tx, m, o)
			if err != nil {
				return nil, err
			}
			if theirs == unit {
				return nil, candour.Conflict("They cannot work on this case. Choose somebody else.")
			}
		}
	}
	return nil, nil
}

// unitOf is where an officer is posted today, or empty.
func unitOf(tx *seal.Tx, m act.Made, id candour.OfficerID) (string, error) {
	o, err := workforce.Read(tx, m.Force, id)
	if err != nil {
		return "", err
	}
	for _, p := range o.Postings {
		if !p.From.After(m.Today()) && (p.To.IsZero() || !p.To.Before(m.Today())) {
			return p.Unit, nil
		}
	}
	return "", nil
}
