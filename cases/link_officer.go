package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// FieldHappened is the field in which an event says when the conduct began.
const FieldHappened = "happened"

// OfficerLinked is what happens when somebody says which officer it is about.
const OfficerLinked candour.EventKind = "officer-linked"

// LinkOfficerKind says which officer an allegation is about. From then on that
// officer stands on the wall, and every earlier concern about them, closed ones
// too, stands before the assessor.
var LinkOfficerKind = act.Kind{
	ID:     "link-officer",
	Button: "Link an officer",
	Does:   "Says which officer the allegation is about. That officer can then not see the case, and earlier concerns about them are shown here.",
	Of:     "allegation",
	Emits:  []candour.EventKind{OfficerLinked},
	From:   []string{Undecided},
	Roles:  []authz.Role{authz.Triage, authz.CaseWorker},
	New:    func() act.Act { return new(LinkOfficer) },
}

// LinkOfficer links one officer to one allegation.
type LinkOfficer struct {
	Allegation candour.AllegationID `hidden:"yes"`
	Officer    candour.OfficerID    `hidden:"yes"`
	Happened   candour.Date         `ask:"On which day did it happen, or begin?" hint:"From this day on the officer’s supervisors are kept out, and the unit they were in then. If nobody knows it, leave it empty: then all who were ever over them or beside them are." optional:"yes"`
	Reasons    candour.Marking      `ask:"Why do you say that it is this officer?" hint:"For example: the person gave the collar number, or the officer was on duty at that place and time." rows:"4"`
}

// Kind is LinkOfficerKind.
func (*LinkOfficer) Kind() *act.Kind { return &LinkOfficerKind }

// Of is the allegation.
func (a *LinkOfficer) Of() candour.Subject {
	return candour.Subject{Kind: "allegation", ID: string(a.Allegation)}
}

// Check refuses no officer.
func (a *LinkOfficer) Check() error { return mustPick(a.Officer) }

// Apply links. A reaction puts the officer on the wall, or undoes it all where
// there is no such officer.
func (a *LinkOfficer) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := caseOf(tx, m.Force, a.Allegation)
	if err != nil {
		return nil, err
	}
	if a.Happened.After(m.Today()) {
		return nil, candour.Invalid("happened", "That day has not come yet. Give the day on which it happened or began, or leave it empty.")
	}
	n, err := tx.Exec(`INSERT INTO cases_accused (force, allegation, officer, case_id, opened_day, position, category, source_code, source_says, decision, closed_day)
			SELECT c.force, x.id, $1, c.id, c.opened_day, x.position, x.category, x.source_code, x.source_says, COALESCE(d.decision, ''), c.closed_day
			FROM cases_case c CROSS JOIN cases_allegation x LEFT JOIN cases_decision d ON d.force = x.force AND d.case_id = x.case_id AND d.allegation = x.id
			WHERE c.force = $2 AND c.id = $3 AND x.force = c.force AND x.id = $4 ON CONFLICT (force, case_id, allegation, officer) DO NOTHING`,
		string(a.Officer), string(m.Force), string(c), string(a.Allegation))
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, candour.Conflict("This officer is linked to this allegation already. There is nothing more to do.")
	}
	return []candour.Event{{Kind: OfficerLinked, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
		{Name: fieldAllegation, Value: string(a.Allegation)},
		{Name: FieldOfficer, Value: string(a.Officer)},
		{Name: FieldHappened, Value: a.Happened.String()},
		{Name: "reasons", Value: a.Reasons.Words(), Of: caseSubject(c)},
	}}}, nil
}
