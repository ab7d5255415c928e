package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens when a case is given to somebody.
const (
	CaseAssigned    candour.EventKind = "case-assigned"
	ConflictCleared candour.EventKind = "conflict-cleared"
)

// AssignCaseKind gives a case to somebody who will work on it.
var AssignCaseKind = act.Kind{
	ID:     "assign-case",
	Button: "Assign the case",
	Does:   "Gives the case to somebody. It is refused for whoever stands on its wall, and for whoever was in one unit with the officer in the last ten years, until that was looked at and cleared.",
	Of:     "case",
	Emits:  []candour.EventKind{CaseAssigned},
	From:   []string{Opened, Assessed},
	Roles:  []authz.Role{authz.Authority, authz.Supervisor},
	New:    func() act.Act { return new(AssignCase) },
}

// AssignCase gives one case to one person.
type AssignCase struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes"`
}

// Kind is AssignCaseKind.
func (*AssignCase) Kind() *act.Kind { return &AssignCaseKind }

// Of is the case.
func (a *AssignCase) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses nobody.
func (a *AssignCase) Check() error { return mustPick(a.Officer) }

// Apply assigns. A reaction, which knows the workforce, undoes it all where the
// person is in conflict.
func (a *AssignCase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	n, err := tx.Exec(`INSERT INTO cases_assignment (force, case_id, officer, from_day) VALUES ($1, $2, $3, $4) ON CONFLICT (force, case_id, officer) DO NOTHING`,
		string(m.Force), string(a.Case), string(a.Officer), m.Today().String())
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, candour.Conflict("They have this case already. There is nothing more to do.")
	}
	return []candour.Event{{Kind: CaseAssigned, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: FieldOfficer, Value: string(a.Officer)}}}}, nil
}
