package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// WarningSetAside is what happens when a warning stands no more.
const WarningSetAside candour.EventKind = "warning-set-aside"

// SetAsideWarningKind records that a warning was set aside, so that it is live no
// longer (Police (Conduct) Regulations 2020, reg 42). The outcome stays on record.
var SetAsideWarningKind = act.Kind{
	ID:     "set-aside-warning",
	Button: "Set the warning aside",
	Does:   "Records that the warning was set aside, for example on an appeal: it is live no longer. The outcome and its reasons stay on record.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{WarningSetAside},
	From:   []string{Decided},
	Roles:  []authz.Role{authz.Authority, authz.HearingOffice},
	New:    func() act.Act { return new(SetAsideWarning) },
	Fits:   fits(func(all []step) bool { return owed(all, WarningGiven, WarningSetAside) }),
}

// SetAsideWarning is one setting aside.
type SetAsideWarning struct {
	Proceeding string          `hidden:"yes"`
	Reasons    candour.Marking `ask:"Who set it aside, and why?" rows:"4"`
	Day        candour.Date    `ask:"On which day?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is SetAsideWarningKind.
func (*SetAsideWarning) Kind() *act.Kind { return &SetAsideWarningKind }

// Of is the proceedings.
func (a *SetAsideWarning) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses it without reasons.
func (a *SetAsideWarning) Check() error { return cases.MustReason(a.Reasons) }

// Apply records it.
func (a *SetAsideWarning) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	given := last(all, WarningGiven)
	switch {
	case given.kind == "":
		return nil, candour.Conflict("No warning was given, so there is none to set aside.")
	case !owed(all, WarningGiven, WarningSetAside):
		return nil, candour.Conflict("The warning was set aside already. There is nothing more to do.")
	}
	if err := mustFollow(a.Day, given, "the warning"); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: WarningSetAside, day: a.Day, late: a.Late, said: []said{{"reasons", "Reasons", a.Reasons}}})
}
