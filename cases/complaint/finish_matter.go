package complaint

import (
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// Dealt is how a matter is finished, as it is asked.
type Dealt string

// Choices are the ways as they are asked.
func (Dealt) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(Done), Label: "It is done"},
		{Value: string(DecidedNot), Label: "It was decided not to do it", Hint: "With reasons that somebody else can review."},
	}
}

// The acts that finish a matter are one for each kind, because each is for the role
// that owns it. A complaint is finished by recording it, and a referral decision by
// referring or by declining to.
var (
	FinishCrimeRecordKind        = finishMatter(CrimeRecord)
	FinishSafeguardingReviewKind = finishMatter(SafeguardingReview)
	FinishVettingReviewKind      = finishMatter(VettingReview)
)

func finishMatter(m Matter) *act.Kind {
	of := kindOf(m)
	k := &act.Kind{
		ID:     "finish-" + string(m),
		Button: of.Title + ": say how it was dealt with",
		Does:   of.Why + " " + of.Ends,
		Of:     "matter",
		Emits:  []candour.EventKind{MatterFinished},
		From:   []string{Due},
		Roles:  of.Owner,
		First:  m == VettingReview, // they see no case, so there is nothing in which they could be asked first; the form asks
		Fits: func(tx *seal.Tx, force candour.ForceID, subject candour.Subject) (bool, error) {
			x, _, err := matterOf(tx, force, subject.ID)
			return x.kind == m, err
		},
	}
	k.New = func() act.Act {
		if m == VettingReview {
			return &FinishVettingReview{}
		}
		return &FinishMatter{kind: k, of: m}
	}
	return k
}

// FinishMatter says how one matter was dealt with.
type FinishMatter struct {
	Matter    string          `hidden:"yes"`
	How       Dealt           `ask:"How was it dealt with?"`
	Reference candour.Marking `ask:"Under which reference?" hint:"For a crime: the crime reference and the force that gave it." optional:"yes"`
	Reasons   candour.Marking `ask:"What was done, or why was it not done?" rows:"5"`

	kind *act.Kind
	of   Matter
}

// Kind is that of the matter.
func (a *FinishMatter) Kind() *act.Kind { return a.kind }

// Of is the matter.
func (a *FinishMatter) Of() candour.Subject { return matterSubject(a.Matter) }

// Check refuses a crime record without its reference, and anything without reasons.
func (a *FinishMatter) Check() error {
	if a.of == CrimeRecord && a.How == Dealt(Done) && strings.TrimSpace(a.Reference.Words()) == "" {
		return candour.Invalid("reference", "Write the crime reference and the force that gave it: a record that nobody can find is none.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply finishes it.
func (a *FinishMatter) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return finishAs(tx, m, a.Matter, a.of, How(a.How), a.Reference, a.Reasons)
}

// FinishVettingReview says what was decided about an officer's clearance.
type FinishVettingReview struct {
	Matter    string          `hidden:"yes"`
	Know      bool            `ask:"Do you know the officer, other than by name or from their file?"`
	How       Dealt           `ask:"How was it dealt with?"`
	Reference candour.Marking `ask:"Under which reference?" hint:"That of the vetting file. You can leave this empty." optional:"yes"`
	Reasons   candour.Marking `ask:"What was decided about the clearance, and why?" hint:"What is alleged is not proved. Say what you weighed." rows:"5"`
}

// Kind is FinishVettingReviewKind.
func (*FinishVettingReview) Kind() *act.Kind { return FinishVettingReviewKind }

// Of is the matter.
func (a *FinishVettingReview) Of() candour.Subject { return matterSubject(a.Matter) }

// Check refuses whoever knows the officer.
func (a *FinishVettingReview) Check() error {
	if a.Know {
		return candour.Invalid("know", "Then somebody else must do it. Ask another vetting officer; what you typed is not kept.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply finishes it.
func (a *FinishVettingReview) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return finishAs(tx, m, a.Matter, VettingReview, How(a.How), a.Reference, a.Reasons)
}

func finishAs(tx *seal.Tx, m act.Made, id string, of Matter, how How, reference, reasons candour.Marking) ([]candour.Event, error) {
	x, c, err := matterOf(tx, m.Force, id)
	if err != nil {
		return nil, err
	}
	if x.kind != of {
		return nil, candour.Conflict("This is not dealt with in that way: %s", kindOf(x.kind).Ends)
	}
	f, err := factsOf(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	e, err := finish(tx, m, c, x, how, Owed(f)[of][x.about], reference, reasons)
	return []candour.Event{e}, err
}

func matterSubject(id string) candour.Subject { return candour.Subject{Kind: "matter", ID: id} }
