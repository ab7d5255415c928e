package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What happens when a suspension or restriction ends.
const (
	SuspensionLifted  candour.EventKind = "suspension-lifted"
	RestrictionLifted candour.EventKind = "restriction-lifted"
)

// LiftMeasureKind ends a suspension or restriction. Whoever decided it may: that it
// ends as soon as it is not needed waits for no review.
var LiftMeasureKind = act.Kind{
	ID:     "lift-measure",
	Button: "Lift it",
	Does:   "Ends the suspension or restriction, with reasons. If the person who reported could meet the officer again, see to their safety plan first.",
	Of:     "measure",
	Emits:  []candour.EventKind{SuspensionLifted, RestrictionLifted},
	From:   []string{Suspended, Confirmed, Restricted},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(LiftMeasure) },
}

// LiftMeasure is its end.
type LiftMeasure struct {
	Measure string          `hidden:"yes"`
	Reasons candour.Marking `ask:"What are your reasons?" rows:"4"`
}

// Kind is LiftMeasureKind.
func (*LiftMeasure) Kind() *act.Kind { return &LiftMeasureKind }

// Of is the suspension or restriction.
func (a *LiftMeasure) Of() candour.Subject { return subject("measure", a.Measure) }

// Check refuses an end without reasons.
func (a *LiftMeasure) Check() error { return cases.MustReason(a.Reasons) }

// Apply ends it.
func (a *LiftMeasure) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, err := measure(tx, m.Force, a.Measure)
	if err != nil {
		return nil, err
	}
	all, err := t.steps(tx, m.Force)
	if err != nil {
		return nil, err
	}
	kind := SuspensionLifted
	if measureState(all) == Restricted {
		kind = RestrictionLifted
	}
	return t.records(tx, m, entry{kind: kind, said: []said{{"reasons", "Reasons", a.Reasons}}})
}
