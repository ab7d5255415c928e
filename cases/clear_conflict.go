package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ClearConflictKind looks at a presumed conflict and says why it does not stand.
var ClearConflictKind = act.Kind{
	ID:     "clear-conflict",
	Button: "Clear a presumed conflict",
	Does:   "Says, with reasons, that somebody can work on this case although they were in one unit with the officer in the last ten years. Who stands on the wall cannot be cleared.",
	Of:     "case",
	Emits:  []candour.EventKind{ConflictCleared},
	From:   []string{Opened, Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ClearConflict) },
}

// ClearConflict clears one person.
type ClearConflict struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes"`
	Reasons candour.Marking   `ask:"Why can they judge fairly?" hint:"For example: the unit has 900 people and they never worked a shift together." rows:"4"`
}

// Kind is ClearConflictKind.
func (*ClearConflict) Kind() *act.Kind { return &ClearConflictKind }

// Of is the case.
func (a *ClearConflict) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses nobody, and no reasons.
func (a *ClearConflict) Check() error {
	if err := mustPick(a.Officer); err != nil {
		return err
	}
	return mustReason(a.Reasons)
}

// Apply says it. A reaction, which knows the workforce, records it.
func (a *ClearConflict) Apply(_ *seal.Tx, m act.Made) ([]candour.Event, error) {
	return []candour.Event{{Kind: ConflictCleared, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: FieldOfficer, Value: string(a.Officer)}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}
