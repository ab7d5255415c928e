package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// SafetyPlanOverridden is what happens when something goes ahead without a plan.
const SafetyPlanOverridden candour.EventKind = "safety-plan-overridden"

// OverrideSafetyPlanKind lets one act go ahead although no safety plan stands
// before it: an officer who must be suspended tonight is not left at work because
// the person could not be reached.
var OverrideSafetyPlanKind = act.Kind{
	ID:     "override-safety-plan",
	Button: "Go ahead without a safety plan",
	Does:   "Lets one thing go ahead, today or tomorrow, although no safety plan stands before it. Somebody else looks at it by the end of the next day.",
	Of:     "case",
	Emits:  []candour.EventKind{SafetyPlanOverridden},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(OverrideSafetyPlan) },
}

// OverrideSafetyPlan is one such decision.
type OverrideSafetyPlan struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes" pick:"accused"`
	Before  Occasion          `ask:"What goes ahead?"`
	Reasons candour.Marking   `ask:"Why can it not wait?" hint:"Say what was tried to reach the person, and what keeps them safe meanwhile." rows:"5"`
}

// Kind is OverrideSafetyPlanKind.
func (*OverrideSafetyPlan) Kind() *act.Kind { return &OverrideSafetyPlanKind }

// Of is the case.
func (a *OverrideSafetyPlan) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses it without reasons.
func (a *OverrideSafetyPlan) Check() error {
	if err := cases.MustReason(a.Reasons); err != nil {
		return err
	}
	return cases.MustPick(a.Officer)
}

// Apply records it.
func (a *OverrideSafetyPlan) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := cases.MustBeAccused(tx, m.Force, a.Case, a.Officer); err != nil {
		return nil, err
	}
	stands, err := planned(tx, m.Force, a.Case, a.Officer, a.Before)
	if err != nil {
		return nil, err
	}
	if stands {
		return nil, candour.Conflict("A safety plan stands before %s. There is nothing to go past: it can be done.", a.Before.Words())
	}
	id := m.ID("override")
	sealed, err := cases.Seal(tx, m, a.Case, "misconduct_override.reasons/"+id, a.Reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO misconduct_override (force, id, case_id, officer, occasion, reasons, by_person, on_day, used_day, review, review_by, review_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', '')`,
		string(m.Force), id, string(a.Case), string(a.Officer), string(a.Before), sealed, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: SafetyPlanOverridden, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "plan", Value: id},
		{Name: cases.FieldOfficer, Value: string(a.Officer)},
		{Name: "before", Value: string(a.Before)},
		{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}
