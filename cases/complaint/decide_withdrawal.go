package complaint

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// Answer is what the person said to the letter.
type Answer string

// The answers.
const (
	Signed   Answer = "signed"
	NoAnswer Answer = "no-answer"
	GoesOn   Answer = "wants-to-go-on"
)

// Choices are the answers as they are asked.
func (Answer) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(Signed), Label: "They signed that they withdraw"},
		{Value: string(NoAnswer), Label: "They did not answer", Hint: "Only after the 28 days."},
		{Value: string(GoesOn), Label: "They want to go on", Hint: "Then nothing is withdrawn, whatever is chosen below."},
	}
}

// WithdrawalOutcome is what becomes of it.
type WithdrawalOutcome string

// The outcomes. The last is of whoever wants to go on.
const (
	EndsDuties   WithdrawalOutcome = "ends-complaint-duties"
	AsConductNow WithdrawalOutcome = "goes-on-as-conduct-matter"
	NotWithdrawn WithdrawalOutcome = "not-withdrawn"
)

// Choices are the outcomes as they are asked.
func (WithdrawalOutcome) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(EndsDuties), Label: "The duties of a complaint end", Hint: "Each allegation is still decided, and no crime ends by it."},
		{Value: string(AsConductNow), Label: "It goes on as a recordable conduct matter", Hint: "The public interest needs it, whether or not the person takes part."},
	}
}

// words is the outcome as a page writes it.
func (o WithdrawalOutcome) words() string {
	if o == NotWithdrawn {
		return "Nothing was withdrawn: they want to go on"
	}
	for _, c := range o.Choices() {
		if c.Value == string(o) {
			return c.Label
		}
	}
	return ""
}

// unansweredFor is for how many days after the letter a person may answer (reg.
// 39(4)(b): 28 days, starting with the day after).
const unansweredFor = 28

// DecideWithdrawalKind is the decision on the public interest.
var DecideWithdrawalKind = act.Kind{
	ID:     "decide-withdrawal",
	Button: "Decide on the withdrawal",
	Does:   "Decides whether the duties of a complaint end, or whether the public interest needs it to go on as a conduct matter (Police (Complaints and Misconduct) Regulations 2020, reg. 38). Every allegation is still decided, and no crime ends by it.",
	Of:     "withdrawal",
	Emits:  []candour.EventKind{WithdrawalDecided, Recorded},
	From:   []string{Written},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(DecideWithdrawal) },
	Fits:   notReferred,
}

// DecideWithdrawal is one decision.
type DecideWithdrawal struct {
	Withdrawal string            `hidden:"yes"`
	Answer     Answer            `ask:"What did the person answer to the letter?"`
	Outcome    WithdrawalOutcome `ask:"What does the public interest need?"`
	Reasons    candour.Marking   `ask:"What are your reasons?" hint:"What is alleged, what the adviser found, who else could be harmed." rows:"6"`
}

// Kind is DecideWithdrawalKind.
func (*DecideWithdrawal) Kind() *act.Kind { return &DecideWithdrawalKind }

// Of is the withdrawal.
func (a *DecideWithdrawal) Of() candour.Subject { return withdrawalSubject(a.Withdrawal) }

// Check refuses a decision without reasons.
func (a *DecideWithdrawal) Check() error { return cases.MustReason(a.Reasons) }

// Apply refuses it in a case that the oversight body has.
func (a *DecideWithdrawal) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	x, isReferred, err := ofReferred(tx, m.Force, a.Withdrawal)
	if err != nil {
		return nil, err
	}
	if isReferred {
		return nil, candour.Conflict("This case was referred, so the oversight body decides what the public interest needs (Police (Complaints and Misconduct) Regulations 2020, reg. 38). Send them what the person said, and record what they decided.")
	}
	return settle(tx, m, x, a.Answer, a.Outcome, candour.Marking{}, a.Reasons)
}

// ofReferred is a withdrawal, and whether its case was referred.
func ofReferred(tx *seal.Tx, force candour.ForceID, id string) (withdrawal, bool, error) {
	x, err := withdrawalOf(tx, force, id)
	if err != nil {
		return x, false, err
	}
	all, err := mattersOf(tx, force, x.c)
	return x, referred(all), err
}

func notReferred(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	_, is, err := ofReferred(tx, force, of.ID)
	return !is, err
}

func isReferred(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	_, is, err := ofReferred(tx, force, of.ID)
	return is, err
}

// settle decides on a wish to withdraw. Nothing but the complaint is touched: the
// allegations, the matters and the clocks of other tracks stay as they are.
func settle(tx *seal.Tx, m act.Made, x withdrawal, answer Answer, outcome WithdrawalOutcome, reference, reasons candour.Marking) ([]candour.Event, error) {
	if last := x.letter.AddDays(unansweredFor); answer == NoAnswer && !last.Before(m.Today()) {
		return nil, candour.Conflict("They have until %s to answer. Decide after that day, or when they have answered.", last.Words())
	}
	if answer == GoesOn {
		outcome = NotWithdrawn
	}
	sealed, err := cases.Seal(tx, m, x.c, "complaint_withdrawal.reasons/"+x.id, reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE complaint_withdrawal SET decided_day = $1, outcome = $2, reasons = $3, by_person = $4 WHERE force = $5 AND id = $6`,
		m.Today().String(), string(outcome), sealed, string(m.Actor.ID), string(m.Force), x.id); err != nil {
		return nil, err
	}
	of := cases.Subject(x.c)
	e := candour.Event{Kind: WithdrawalDecided, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "withdrawal", Value: x.id}, {Name: "answer", Value: string(answer)}, {Name: "outcome", Value: string(outcome)}, {Name: "reasons", Value: reasons.Words(), Of: of},
	}}
	if !reference.Empty() {
		e.Data = append(e.Data, candour.Field{Name: "reference", Value: reference.Words(), Of: of})
	}
	out := []candour.Event{e}
	if outcome == AsConductNow {
		again, err := record(tx, m, x.c, AsRecordable, false, reasons)
		if err != nil {
			return nil, err
		}
		out = append(out, again)
	}
	return out, nil
}
