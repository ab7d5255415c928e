package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// KeepOutOfCaseKind keeps somebody out of a case and the report behind it.
var KeepOutOfCaseKind = act.Kind{
	ID:     "keep-out-of-case",
	Button: "Keep somebody out",
	Does:   keepOutDoes,
	Of:     "case",
	Emits:  []candour.EventKind{PersonKeptOut},
	From:   []string{Opened, Assessed, Closed},
	Roles:  []authz.Role{authz.Triage, authz.CaseWorker, authz.Authority, authz.Liaison},
	New:    func() act.Act { return new(KeepOutOfCase) },
}

// KeepOutOfCase keeps one person out of a case.
type KeepOutOfCase struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes"`
	Because Tie               `ask:"Why?"`
}

// Kind is KeepOutOfCaseKind.
func (*KeepOutOfCase) Kind() *act.Kind { return &KeepOutOfCaseKind }

// Of is the case.
func (a *KeepOutOfCase) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses nobody.
func (a *KeepOutOfCase) Check() error { return mustPick(a.Officer) }

// Apply says it. A reaction raises the wall.
func (a *KeepOutOfCase) Apply(_ *seal.Tx, m act.Made) ([]candour.Event, error) {
	return keptOut(m, a.Of(), a.Officer, a.Because), nil
}
