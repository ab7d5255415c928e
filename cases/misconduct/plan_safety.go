package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// SafetyPlanned is what happens when a safety plan is made.
const SafetyPlanned candour.EventKind = "safety-planned"

// PlanSafetyKind makes a safety plan for the person who reported, before the
// officer learns of anything.
var PlanSafetyKind = act.Kind{
	ID:     "plan-safety",
	Button: "Make a safety plan",
	Does:   "Says what could happen to the person who reported when the officer learns of it, what is in place, and who contacts them when. Nothing reaches the officer before such a plan stands.",
	Of:     "case",
	Emits:  []candour.EventKind{SafetyPlanned},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Liaison, authz.CaseWorker},
	New:    func() act.Act { return new(PlanSafety) },
}

// YesNo is an answer in words, where a bare yes is too easily given.
type YesNo string

// The answers.
const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

// Choices are the answers as they are asked.
func (YesNo) Choices() []act.Choice {
	return []act.Choice{{Value: string(Yes), Label: "Yes"}, {Value: string(No), Label: "No, or it was not possible to ask"}}
}

// PlanSafety is one plan, for one officer who will learn of it.
type PlanSafety struct {
	Case      candour.CaseID    `hidden:"yes"`
	Officer   candour.OfficerID `hidden:"yes" pick:"accused"`
	Before    Occasions         `ask:"Before what does the plan stand?" hint:"All that it was made for. What it was not made for needs a plan of its own."`
	Could     candour.Marking   `ask:"What could happen when the officer learns of it?" hint:"To the person who reported, their family, and witnesses." rows:"4"`
	InPlace   candour.Marking   `ask:"What is in place?" rows:"4"`
	Contact   candour.Marking   `ask:"Who contacts the person, how and when?" hint:"Before the officer learns of it, and after. Keep to their safe number and time." rows:"3"`
	Agreed    YesNo             `ask:"Did the person agree to this plan?"`
	NotAgreed candour.Marking   `ask:"If not, why does it stand all the same?" rows:"3" optional:"yes"`
}

// Kind is PlanSafetyKind.
func (*PlanSafety) Kind() *act.Kind { return &PlanSafetyKind }

// Of is the case.
func (a *PlanSafety) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a plan with a hole in it.
func (a *PlanSafety) Check() error {
	switch {
	case a.Could.Empty():
		return candour.Invalid("could", "Write what could happen when the officer learns of it. If nothing could, write how you know.")
	case a.InPlace.Empty():
		return candour.Invalid("in-place", "Write what is in place.")
	case a.Contact.Empty():
		return candour.Invalid("contact", "Write who contacts the person, how and when.")
	case a.Agreed == No && a.NotAgreed.Empty():
		return candour.Invalid("not-agreed", "Write why the plan stands without the person’s agreement.")
	}
	return cases.MustPick(a.Officer)
}

// Apply keeps it.
func (a *PlanSafety) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := cases.MustBeAccused(tx, m.Force, a.Case, a.Officer); err != nil {
		return nil, err
	}
	id := m.ID("plan")
	words := map[string]string{}
	for column, w := range map[string]candour.Marking{"could": a.Could, "in_place": a.InPlace, "contact": a.Contact, "not_agreed": a.NotAgreed} {
		if w.Empty() {
			continue
		}
		var err error
		if words[column], err = cases.Seal(tx, m, a.Case, "misconduct_plan."+column+"/"+id, w); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(`INSERT INTO misconduct_plan (force, id, case_id, officer, occasions, could, in_place, contact, agreed, not_agreed, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(m.Force), id, string(a.Case), string(a.Officer), a.Before.String(), words["could"], words["in_place"], words["contact"], string(a.Agreed), words["not_agreed"], string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: SafetyPlanned, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "plan", Value: id},
		{Name: cases.FieldOfficer, Value: string(a.Officer)},
		{Name: "before", Value: a.Before.String()},
		{Name: "agreed", Value: string(a.Agreed)},
		{Name: "could", Value: a.Could.Words(), Of: a.Of()},
		{Name: "in place", Value: a.InPlace.Words(), Of: a.Of()},
		{Name: "contact", Value: a.Contact.Words(), Of: a.Of()},
		{Name: "not agreed", Value: a.NotAgreed.Words(), Of: a.Of()},
	}}}, nil
}
