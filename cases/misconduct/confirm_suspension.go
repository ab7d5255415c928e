package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// SuspensionConfirmed is what happens when the officer has it in writing.
const SuspensionConfirmed candour.EventKind = "suspension-confirmed"

// ConfirmSuspensionKind records that a suspension was confirmed to the officer in
// writing.
var ConfirmSuspensionKind = act.Kind{
	ID:     "confirm-suspension",
	Button: "Confirm it in writing",
	Does:   "Records that the officer was told in writing of the suspension and of the conditions for it. What they read is a disclosure of its own.",
	Of:     "measure",
	Emits:  []candour.EventKind{SuspensionConfirmed},
	From:   []string{Suspended},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ConfirmSuspension) },
}

// ConfirmSuspension is the confirmation.
type ConfirmSuspension struct {
	Measure string          `hidden:"yes"`
	Wrote   candour.Marking `ask:"What was written to them?" hint:"A summary: the conditions, what they may say against it, and by when." rows:"4"`
	Day     candour.Date    `ask:"On which day?" hint:"Leave it empty for today." optional:"yes"`
	Late    candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is ConfirmSuspensionKind.
func (*ConfirmSuspension) Kind() *act.Kind { return &ConfirmSuspensionKind }

// Of is the suspension.
func (a *ConfirmSuspension) Of() candour.Subject { return subject("measure", a.Measure) }

// Check refuses an empty letter.
func (a *ConfirmSuspension) Check() error {
	return must("wrote", a.Wrote, "Write what the officer was told in writing.")
}

// Apply records it.
func (a *ConfirmSuspension) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, err := measure(tx, m.Force, a.Measure)
	if err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: SuspensionConfirmed, day: a.Day, late: a.Late, said: []said{{"wrote", "Written to them", a.Wrote}}})
}
