package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OfficerNotOurs is what happens when an allegation is about nobody of the force.
const OfficerNotOurs candour.EventKind = "officer-not-ours"

// NotOursKind says that an allegation is about somebody who does not work here.
// Whoever stood on the wall because they might be meant no longer does.
var NotOursKind = act.Kind{
	ID:     "not-ours",
	Button: "Nobody who works here",
	Does:   "Says that the allegation is about somebody who does not work for this force. It still needs a decision: whose it is, and that the person was told.",
	Of:     "allegation",
	Emits:  []candour.EventKind{OfficerNotOurs},
	From:   []string{Undecided},
	Roles:  []authz.Role{authz.Triage},
	New:    func() act.Act { return new(NotOurs) },
	Fits:   nobodyLinked,
}

// NotOurs says it of one allegation.
type NotOurs struct {
	Allegation candour.AllegationID `hidden:"yes"`
	Reasons    candour.Marking      `ask:"How do you know?" hint:"For example: the person describes the uniform of another force, or the vehicle is theirs." rows:"4"`
}

// Kind is NotOursKind.
func (*NotOurs) Kind() *act.Kind { return &NotOursKind }

// Of is the allegation.
func (a *NotOurs) Of() candour.Subject {
	return candour.Subject{Kind: "allegation", ID: string(a.Allegation)}
}

// Check refuses it without saying how one knows.
func (a *NotOurs) Check() error { return mustReason(a.Reasons) }

// Apply records it. It is refused where an officer is linked, or it was said.
func (a *NotOurs) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := aboutNobody(tx, m.Force, a.Allegation, "An officer of this force is linked to this allegation already. If that was a mistake, decide the allegation as “not this person”.")
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(`INSERT INTO cases_not_ours (force, case_id, allegation, on_day) VALUES ($1, $2, $3, $4) ON CONFLICT (force, case_id, allegation) DO NOTHING`,
		string(m.Force), string(c), string(a.Allegation), m.Today().String())
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, candour.Conflict("It is recorded already that nobody who works here is meant. There is nothing more to do.")
	}
	return []candour.Event{{Kind: OfficerNotOurs, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
		{Name: fieldAllegation, Value: string(a.Allegation)}, {Name: "reasons", Value: a.Reasons.Words(), Of: caseSubject(c)},
	}}}, nil
}
