package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// DelayEnded is what happens when a case goes on.
const DelayEnded candour.EventKind = "delay-ended"

// WhyEnded is what ended a delay.
type WhyEnded string

// The endings. "No further action" on the criminal side ends nothing here but the
// waiting: the standard of proof is another.
const (
	NoFurtherAction     WhyEnded = "no-further-action"
	ChargeDecided       WhyEnded = "charge-decided"
	TrialOver           WhyEnded = "trial-over"
	NoLongerPrejudicial WhyEnded = "no-longer-prejudicial"
)

// Choices are the endings as they are asked.
func (WhyEnded) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(NoFurtherAction), Label: "No further action is taken in the criminal case", Hint: "That decides nothing here: this case goes on, by its own standard of proof."},
		{Value: string(ChargeDecided), Label: "It was decided whether to charge"},
		{Value: string(TrialOver), Label: "The trial is over"},
		{Value: string(NoLongerPrejudicial), Label: "Going on would no longer prejudice the proceedings"},
	}
}

// EndDelayKind ends a delay.
var EndDelayKind = act.Kind{
	ID:     "end-delay",
	Button: "End the delay",
	Does:   "Says why the case no longer waits. From now on its own time runs again.",
	Of:     "delay",
	Emits:  []candour.EventKind{DelayEnded},
	From:   []string{Delayed},
	Roles:  []authz.Role{authz.Authority, authz.Supervisor},
	New:    func() act.Act { return new(EndDelay) },
}

// EndDelay ends one.
type EndDelay struct {
	Delay   string          `hidden:"yes"`
	Why     WhyEnded        `ask:"What ended it?"`
	Reasons candour.Marking `ask:"What is to be known of it?" hint:"For example: who told you, and when." rows:"3"`
}

// Kind is EndDelayKind.
func (*EndDelay) Kind() *act.Kind { return &EndDelayKind }

// Of is the delay.
func (a *EndDelay) Of() candour.Subject { return delaySubject(a.Delay) }

// Check refuses an end in silence.
func (a *EndDelay) Check() error { return cases.MustReason(a.Reasons) }

// Apply ends it.
func (a *EndDelay) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	stands, err := standDelay(tx, m.Force, a.Delay)
	if err != nil {
		return nil, err
	}
	e, err := end(tx, m, cases.CaseIn(stands), a.Delay, a.Why, a.Reasons)
	return []candour.Event{e}, err
}
