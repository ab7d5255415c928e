package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What a second person does with an early decision.
const (
	DecisionAgreed   candour.EventKind = "early-decision-agreed"
	DecisionSentBack candour.EventKind = "early-decision-sent-back"
)

// Review is what the second person says.
type Review string

// The answers.
const (
	Agrees    Review = "agrees"
	Disagrees Review = "disagrees"
)

// Choices are the answers as they are asked.
func (Review) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(Agrees), Label: "I agree"},
		{Value: string(Disagrees), Label: "I do not agree", Hint: "It goes back, and is decided again."},
	}
}

// ReviewDecisionKind is the look of a second person at an early decision.
var ReviewDecisionKind = act.Kind{
	ID:     "review-decision",
	Button: "Review this decision",
	Does:   "A second person says whether they agree with an early decision. Whoever took it cannot, nor anybody who works below them.",
	Of:     "decision",
	Emits:  []candour.EventKind{DecisionAgreed, DecisionSentBack},
	From:   []string{Waiting},
	Roles:  []authz.Role{authz.Assessor, authz.Authority, authz.Supervisor},
	New:    func() act.Act { return new(ReviewDecision) },
}

// ReviewDecision is one review.
type ReviewDecision struct {
	Decision string          `hidden:"yes"`
	Answer   Review          `ask:"Do you agree with it?"`
	Reasons  candour.Marking `ask:"What are your reasons?" hint:"If you do not agree, say what should be decided instead." rows:"4"`
}

// Kind is ReviewDecisionKind.
func (*ReviewDecision) Kind() *act.Kind { return &ReviewDecisionKind }

// Of is the decision.
func (a *ReviewDecision) Of() candour.Subject { return decisionSubject(a.Decision) }

// Check refuses a review without reasons.
func (a *ReviewDecision) Check() error { return cases.MustReason(a.Reasons) }

// Apply keeps it. Somebody below the one who decided could be told what to say.
func (a *ReviewDecision) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	var id, kind, about, by string
	if err := tx.One(`SELECT case_id, kind, about, by_person FROM investigation_decision WHERE force = $1 AND id = $2`, []any{string(m.Force), a.Decision}, &id, &kind, &about, &by); err != nil {
		return nil, err
	}
	c, of, decided := candour.CaseID(id), cases.Subject(candour.CaseID(id)), candour.PersonID(by)
	if decided == m.Actor.ID {
		return nil, candour.Conflict("You took this decision, so a second person looks at it. Ask somebody else.")
	}
	over, err := authz.Over(tx.Tx, m.Force, decided, m.Actor.ID, m.Today())
	if err != nil {
		return nil, err
	}
	if over {
		return nil, candour.Conflict("Whoever took this decision is over you, so somebody who does not answer to them looks at it.")
	}
	sealed, err := cases.Seal(tx, m, c, "investigation_decision.review_reasons/"+a.Decision, a.Reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE investigation_decision SET review = $1, review_reasons = $2, review_by = $3, review_day = $4 WHERE force = $5 AND id = $6`,
		string(a.Answer), sealed, string(m.Actor.ID), m.Today().String(), string(m.Force), a.Decision); err != nil {
		return nil, err
	}
	e := candour.Event{Kind: DecisionAgreed, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "decision", Value: a.Decision}, {Name: "kind", Value: kind}, {Name: "reasons", Value: a.Reasons.Words(), Of: of},
	}}
	switch decisionKind(kind) {
	case ofRestriction, ofArrest:
		e.Data = append(e.Data, candour.Field{Name: cases.FieldOfficer, Value: about})
	case ofPreservation:
		e.Data = append(e.Data, candour.Field{Name: "source", Value: about})
	case ofSources:
		e.Data = append(e.Data, candour.Field{Name: "allegation", Value: about})
	}
	if a.Answer == Disagrees {
		e.Kind = DecisionSentBack
	}
	return []candour.Event{e}, nil
}
