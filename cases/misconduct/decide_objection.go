package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What happens when it is decided whether an objection to the panel is right.
const (
	ObjectionUpheld    candour.EventKind = "objection-upheld"
	ObjectionNotUpheld candour.EventKind = "objection-not-upheld"
)

// DecideObjectionKind decides on an objection to the panel. The limit for an
// accelerated hearing begins anew where it is upheld (Police (Conduct) Regulations
// 2020, reg 52).
var DecideObjectionKind = act.Kind{
	ID:     "decide-objection",
	Button: "Decide on the objection",
	Does:   "Decides, with reasons, whether the officer’s objection to somebody on the panel is upheld. If it is, the panel is named again before anything is held.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{ObjectionUpheld, ObjectionNotUpheld},
	From:   []string{ToAnswer, Undated, Fixed},
	Roles:  []authz.Role{authz.HearingOffice, authz.Authority},
	New:    func() act.Act { return new(DecideObjection) },
	Fits:   fits(objected),
}

// objected reports whether an objection to the panel waits for an answer.
func objected(all []step) (is bool) {
	for _, s := range all {
		switch s.kind {
		case PanelObjected:
			is = true
		case PanelNamed, ObjectionUpheld, ObjectionNotUpheld: // another panel answers it too
			is = false
		}
	}
	return is
}

// Upheld is whether an objection is right.
type Upheld string

// Choices are the answers as they are asked.
func (Upheld) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(Yes), Label: "It is upheld", Hint: "Name the panel again, without them."},
		{Value: string(No), Label: "It is not upheld", Hint: "The panel stays as it is."},
	}
}

// DecideObjection is one decision.
type DecideObjection struct {
	Proceeding string          `hidden:"yes"`
	Upheld     Upheld          `ask:"Is the objection upheld?"`
	Reasons    candour.Marking `ask:"What are your reasons?" rows:"4"`
}

// Kind is DecideObjectionKind.
func (*DecideObjection) Kind() *act.Kind { return &DecideObjectionKind }

// Of is the proceedings.
func (a *DecideObjection) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a decision without reasons.
func (a *DecideObjection) Check() error { return cases.MustReason(a.Reasons) }

// Apply decides it.
func (a *DecideObjection) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if !objected(all) {
		return nil, candour.Conflict("No objection to the panel waits for a decision.")
	}
	kind := ObjectionNotUpheld
	if a.Upheld == Upheld(Yes) {
		kind = ObjectionUpheld
	}
	return t.records(tx, m, entry{kind: kind, said: []said{{"reasons", "Reasons", a.Reasons}}})
}
