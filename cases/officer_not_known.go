package cases

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OfficerNotKnown is what happens when somebody has looked and cannot say which
// officer it is.
const OfficerNotKnown candour.EventKind = "officer-not-known"

// OfficerNotKnownKind says that the officer of an allegation cannot be identified
// for now: so that an account about somebody without a name is handled all the
// same. An officer can still be linked later.
var OfficerNotKnownKind = act.Kind{
	ID:     "officer-not-known",
	Button: "The officer is not known",
	Does:   "Says that you looked and cannot tell which officer it is. The case goes on; an officer can still be linked.",
	Of:     "allegation",
	Emits:  []candour.EventKind{OfficerNotKnown},
	From:   []string{Undecided},
	Roles:  []authz.Role{authz.Triage},
	New:    func() act.Act { return new(NotKnown) },
	Fits:   nobodyLinked,
}

// NotKnown says it of one allegation.
type NotKnown struct {
	Allegation candour.AllegationID `hidden:"yes"`
	Reasons    candour.Marking      `ask:"Where did you look?" hint:"For example: rosters, incident logs, body-worn video, vehicle locations." rows:"4"`
}

// Kind is OfficerNotKnownKind.
func (*NotKnown) Kind() *act.Kind { return &OfficerNotKnownKind }

// Of is the allegation.
func (a *NotKnown) Of() candour.Subject {
	return candour.Subject{Kind: "allegation", ID: string(a.Allegation)}
}

// Check refuses it without saying where somebody looked.
func (a *NotKnown) Check() error { return mustReason(a.Reasons) }

// Apply records it. It is refused where an officer is linked, or it was said.
func (a *NotKnown) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := aboutNobody(tx, m.Force, a.Allegation, "An officer is linked to this allegation already. If it is somebody else, link that officer too.")
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(`INSERT INTO cases_unidentified (force, case_id, allegation, on_day) VALUES ($1, $2, $3, $4) ON CONFLICT (force, case_id, allegation) DO NOTHING`,
		string(m.Force), string(c), string(a.Allegation), m.Today().String())
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, candour.Conflict("It is recorded already that the officer is not known. There is nothing more to do.")
	}
	return []candour.Event{{Kind: OfficerNotKnown, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
		{Name: fieldAllegation, Value: string(a.Allegation)}, {Name: "reasons", Value: a.Reasons.Words(), Of: caseSubject(c)},
	}}}, nil
}

// aboutNobody is the case of an allegation, and refuses in a sentence where an officer
// is linked to it.
func aboutNobody(tx *seal.Tx, force candour.ForceID, a candour.AllegationID, linked string) (candour.CaseID, error) {
	c, err := caseOf(tx, force, a)
	if err != nil {
		return "", err
	}
	accused, err := Accused(tx, force, c)
	if err == nil && len(accused[a]) > 0 {
		err = candour.Conflict("%s", linked)
	}
	return c, err
}

// nobodyLinked: the button is there for an allegation without an officer only.
func nobodyLinked(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	c, err := caseOf(tx, force, candour.AllegationID(of.ID))
	if err != nil {
		return false, err
	}
	var one int
	err = tx.One(`SELECT 1 FROM cases_accused WHERE force = $1 AND case_id = $2 AND allegation = $3 LIMIT 1`, []any{string(force), string(c), of.ID}, &one)
	if errors.Is(err, candour.ErrNotFound) {
		return true, nil
	}
	return false, err
}
