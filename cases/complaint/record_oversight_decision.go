package complaint

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// RecordOversightDecisionKind writes down what the oversight body decided on a
// withdrawal in a case that was referred to it.
var RecordOversightDecisionKind = act.Kind{
	ID:     "record-oversight-decision",
	Button: "Record what the oversight body decided",
	Does:   "Writes down what the oversight body decided on the withdrawal, with its reference. In a referred case the decision is theirs (Police (Complaints and Misconduct) Regulations 2020, reg. 38).",
	Of:     "withdrawal",
	Emits:  []candour.EventKind{WithdrawalDecided, Recorded},
	From:   []string{Written},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(RecordOversightDecision) },
	Fits:   isReferred,
}

// RecordOversightDecision is one such decision.
type RecordOversightDecision struct {
	Withdrawal string            `hidden:"yes"`
	Answer     Answer            `ask:"What did the person answer to the letter?"`
	Outcome    WithdrawalOutcome `ask:"What did the oversight body decide?"`
	Reference  candour.Marking   `ask:"Under which reference did they write it?"`
	Reasons    candour.Marking   `ask:"What are their reasons?" rows:"6"`
}

// Kind is RecordOversightDecisionKind.
func (*RecordOversightDecision) Kind() *act.Kind { return &RecordOversightDecisionKind }

// Of is the withdrawal.
func (a *RecordOversightDecision) Of() candour.Subject { return withdrawalSubject(a.Withdrawal) }

// Check refuses a decision that nobody could find with them.
func (a *RecordOversightDecision) Check() error {
	if a.Reference.Empty() {
		return candour.Invalid("reference", "Write the reference of their letter.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply refuses it in a case that they do not have.
func (a *RecordOversightDecision) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	x, is, err := ofReferred(tx, m.Force, a.Withdrawal)
	if err != nil {
		return nil, err
	}
	if !is {
		return nil, candour.Conflict("This case was not referred, so the decision is the appropriate authority’s. Decide on the withdrawal yourself.")
	}
	return settle(tx, m, x, a.Answer, a.Outcome, a.Reference, a.Reasons)
}
