package misconduct

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// AppealOutcomeKind is the officer's own appeal: from a meeting (Police (Conduct)
// Regulations 2020, reg 45), else to the police appeals tribunal. Whoever hears it
// judges whether it came in time.
var AppealOutcomeKind = act.Kind{
	ID:     "appeal-outcome",
	Button: "Appeal",
	Does:   "Appeals against the finding or the outcome. The outcome stands until somebody decides otherwise.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{MeetingAppealed, TribunalAppealed},
	From:   []string{cases.Told},
	Roles:  own,
	New:    func() act.Act { return new(AppealOutcome) },
	Fits:   toldOf(func(all []step) bool { return proceedingState(all) == Decided && mayAppeal(all) == nil }),
}

// AppealOutcome is one appeal.
type AppealOutcome struct {
	Disclosure string          `hidden:"yes"`
	Grounds    candour.Marking `ask:"On which grounds do you appeal?" hint:"Say what is wrong with the finding or the outcome, and why." rows:"8"`
}

// Kind is AppealOutcomeKind.
func (*AppealOutcome) Kind() *act.Kind { return &AppealOutcomeKind }

// Of is what was disclosed to them.
func (a *AppealOutcome) Of() candour.Subject { return disclosure(a.Disclosure) }

// Check refuses an appeal on no grounds.
func (a *AppealOutcome) Check() error {
	return must("grounds", a.Grounds, "Write the grounds of your appeal.")
}

// Apply records it as their own, once. Whether there is an outcome that they do not
// have yet is not said.
func (a *AppealOutcome) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := told(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	if proceedingState(all) != Decided || mayAppeal(all) != nil {
		return nil, candour.Conflict("There is nothing here that you can appeal against now. You can once you have the report with the reasons; if you have it, or appealed already, ask whoever gave it to you.")
	}
	return t.ownRecord(tx, m, a.Disclosure, appeal(all, a.Grounds))
}
