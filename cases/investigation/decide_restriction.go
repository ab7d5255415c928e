package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// RestrictionDecided is what happens when somebody decides whether an officer may
// go on as before.
const RestrictionDecided candour.EventKind = "restriction-decided"

// Restriction is what becomes of an officer's duties meanwhile.
type Restriction string

// The answers.
const (
	NoRestriction Restriction = "neither"
	Restrict      Restriction = "restrict"
	Suspend       Restriction = "suspend"
)

// Choices are the answers as they are asked.
func (Restriction) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(NoRestriction), Label: "Neither", Hint: "They go on as before. Say why nobody is put in danger by that."},
		{Value: string(Restrict), Label: "Restrict their duties", Hint: "For example: no access to records, no contact with the public, another place of work."},
		{Value: string(Suspend), Label: "Suspend them", Hint: "Only if other duties were considered and do not do, and the investigation may be prejudiced or the public interest requires it (Police (Conduct) Regulations 2020, reg 11(4))."},
	}
}

// DecideRestrictionKind decides it. It is neutral: it finds nothing against anybody.
// What the officer is told of it, and when, is an act of its own.
var DecideRestrictionKind = act.Kind{
	ID:     "decide-restriction",
	Button: "Decide on restriction or suspension",
	Does:   "Decides whether an officer whom the case is about is restricted or suspended meanwhile. Nothing is found by it. A second person looks at it.",
	Of:     "case",
	Emits:  []candour.EventKind{RestrictionDecided},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(DecideRestriction) },
	Fits:   aboutSomebody,
}

// DecideRestriction is one decision on one officer. A later one takes its place.
type DecideRestriction struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes" pick:"accused"`
	Answer  Restriction       `ask:"What do you decide?"`
	Reasons candour.Marking   `ask:"What are your reasons?" hint:"Think of the safety of the person who reported, of the evidence, and of the officer’s welfare." rows:"6"`
}

// Kind is DecideRestrictionKind.
func (*DecideRestriction) Kind() *act.Kind { return &DecideRestrictionKind }

// Of is the case.
func (a *DecideRestriction) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses nobody, and no reasons.
func (a *DecideRestriction) Check() error {
	if err := cases.MustPick(a.Officer); err != nil {
		return err
	}
	return cases.MustReason(a.Reasons)
}

// Apply decides.
func (a *DecideRestriction) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := cases.MustBeAccused(tx, m.Force, a.Case, a.Officer); err != nil {
		return nil, err
	}
	id, err := decide(tx, m, a.Case, decision{kind: ofRestriction, about: string(a.Officer), answer: string(a.Answer)}, candour.Marking{}, a.Reasons)
	if err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: RestrictionDecided, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "decision", Value: id}, {Name: cases.FieldOfficer, Value: string(a.Officer)}, {Name: "answer", Value: string(a.Answer)}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}

// aboutSomebody: the button is there once an officer is linked.
func aboutSomebody(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	accused, err := cases.Accused(tx, force, candour.CaseID(of.ID))
	return len(accused) > 0, err
}
