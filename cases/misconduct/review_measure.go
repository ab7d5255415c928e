package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What happens when a suspension or restriction is reviewed.
const (
	SuspensionReviewed  candour.EventKind = "suspension-reviewed"
	RestrictionReviewed candour.EventKind = "restriction-reviewed"
)

// Next is what a review decides.
type Next string

// The answers.
const (
	Continue Next = "continue"
	Change   Next = "change"
	Lift     Next = "lift"
)

// Choices are the answers as they are asked.
func (Next) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(Continue), Label: "It continues", Hint: "The conditions for it are still met."},
		{Value: string(Change), Label: "It changes", Hint: "Of a suspension: it ends, and duties are restricted instead. Of a restriction: they may not do something else."},
		{Value: string(Lift), Label: "It is lifted"},
	}
}

// ReviewMeasureKind reviews a suspension or restriction, every four weeks and
// whenever the officer speaks against it.
var ReviewMeasureKind = act.Kind{
	ID:     "review-measure",
	Button: "Review it",
	Does:   "Says, with reasons, whether the conditions for it are still met. Whoever decided it does not review it.",
	Of:     "measure",
	Emits:  []candour.EventKind{SuspensionReviewed, RestrictionReviewed, SuspensionLifted, RestrictionLifted, OfficerRestricted},
	From:   []string{Suspended, Confirmed, Restricted},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ReviewMeasure) },
}

// ReviewMeasure is one review.
type ReviewMeasure struct {
	Measure string          `hidden:"yes"`
	Next    Next            `ask:"What do you decide?"`
	MayNot  candour.Marking `ask:"If it changes: what may they not do from now on?" rows:"4" optional:"yes"`
	Reasons candour.Marking `ask:"What are your reasons?" hint:"Say what has changed since, and what the officer said." rows:"5"`
}

// Kind is ReviewMeasureKind.
func (*ReviewMeasure) Kind() *act.Kind { return &ReviewMeasureKind }

// Of is the suspension or restriction.
func (a *ReviewMeasure) Of() candour.Subject { return subject("measure", a.Measure) }

// Check refuses a change to nothing.
func (a *ReviewMeasure) Check() error {
	if a.Next == Change && blank(a.MayNot) {
		return candour.Invalid("may-not", "Write what they may not do from now on.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply records the review and what it decides, unless by whoever put the measure.
func (a *ReviewMeasure) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if a.Next != Change && !blank(a.MayNot) {
		return nil, candour.Invalid("may-not", "You wrote what they may not do from now on, and that it does not change. Choose “It changes”, or take that out.")
	}
	t, err := measure(tx, m.Force, a.Measure)
	if err != nil {
		return nil, err
	}
	all, err := t.steps(tx, m.Force)
	if err != nil {
		return nil, err
	}
	if all[0].by == m.Actor.ID {
		return nil, candour.Conflict("You decided this yourself, and nobody reviews their own decision. Ask another appropriate authority, or lift it if it is not needed any more.")
	}
	reviewed, lifted := SuspensionReviewed, SuspensionLifted
	if measureState(all) == Restricted {
		reviewed, lifted = RestrictionReviewed, RestrictionLifted
	}
	why := []said{{"reasons", "Reasons", a.Reasons}}
	review := entry{kind: reviewed, detail: string(a.Next), plain: []candour.Field{{Name: "next", Value: string(a.Next)}}, said: why}
	end := entry{kind: lifted, said: why}
	now := []said{{"may not", "They may not", a.MayNot}, why[0]}
	switch {
	case a.Next == Lift:
		return t.records(tx, m, review, end)
	case a.Next == Change && lifted == RestrictionLifted:
		review.said = now
		return t.records(tx, m, review)
	case a.Next == Change:
		out, err := t.records(tx, m, review, end)
		if err != nil {
			return nil, err
		}
		more, err := put(tx, m, thing{subject("measure", m.ID("measure")), t.c, t.officer, t.under, m.Today()}, entry{kind: OfficerRestricted, said: now})
		return append(out, more...), err
	}
	return t.records(tx, m, review)
}
