package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// SuspensionRepresentations is what happens when the officer speaks against it.
const SuspensionRepresentations candour.EventKind = "suspension-representations"

// HearOnSuspensionKind records what the officer, or who represents them, says
// against a suspension. Whoever reviews it next has it before them.
var HearOnSuspensionKind = act.Kind{
	ID:     "hear-on-suspension",
	Button: "Record what the officer says against it",
	Does:   "Records the officer’s representations against the suspension, in their own words. The next review has them before it.",
	Of:     "measure",
	Emits:  []candour.EventKind{SuspensionRepresentations},
	From:   []string{Suspended, Confirmed},
	Roles:  []authz.Role{authz.Authority, authz.CaseWorker},
	New:    func() act.Act { return new(HearOnSuspension) },
}

// HearOnSuspension is what they say.
type HearOnSuspension struct {
	Measure string          `hidden:"yes"`
	Says    candour.Marking `ask:"What does the officer say?" hint:"Word for word, where it was written." rows:"6"`
	Day     candour.Date    `ask:"On which day?" hint:"Leave it empty for today." optional:"yes"`
	Late    candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is HearOnSuspensionKind.
func (*HearOnSuspension) Kind() *act.Kind { return &HearOnSuspensionKind }

// Of is the suspension.
func (a *HearOnSuspension) Of() candour.Subject { return subject("measure", a.Measure) }

// Check refuses silence.
func (a *HearOnSuspension) Check() error {
	return must("says", a.Says, "Write what the officer says.")
}

// Apply records it.
func (a *HearOnSuspension) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, err := measure(tx, m.Force, a.Measure)
	if err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: SuspensionRepresentations, day: a.Day, late: a.Late, said: []said{{"says", "The officer says", a.Says}}})
}
