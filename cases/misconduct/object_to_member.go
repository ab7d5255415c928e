package misconduct

import (
	"slices"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// ObjectToMemberKind is the officer's own objection to somebody who sits (Police
// (Conduct) Regulations 2020, reg 30).
var ObjectToMemberKind = act.Kind{
	ID:     "object-to-member",
	Button: "Object to somebody on the panel",
	Does:   "Says to whom you object, and why. Somebody decides on it, and until then it waits.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{PanelObjected},
	From:   []string{cases.Told},
	Roles:  own,
	New:    func() act.Act { return new(ObjectToMember) },
	Fits:   toldOf(mayObject),
}

// ObjectToMember is one objection.
type ObjectToMember struct {
	Disclosure string          `hidden:"yes"`
	Says       candour.Marking `ask:"To whom do you object, and why?" hint:"For example, because they know you, or took part in looking into it." rows:"4"`
}

// Kind is ObjectToMemberKind.
func (*ObjectToMember) Kind() *act.Kind { return &ObjectToMemberKind }

// Of is what was disclosed to them.
func (a *ObjectToMember) Of() candour.Subject { return disclosure(a.Disclosure) }

// Check refuses an objection to nobody.
func (a *ObjectToMember) Check() error {
	return must("says", a.Says, "Write to whom you object, and why.")
}

// Apply records it as their own.
func (a *ObjectToMember) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := told(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	if !mayObject(all) {
		return nil, candour.Conflict("There is no panel to which you can object now. If you objected to this one already, somebody decides on it.")
	}
	return t.ownRecord(tx, m, a.Disclosure, entry{kind: PanelObjected, said: []said{{"says", "The officer objects", a.Says}}})
}

func mayObject(all []step) bool {
	return slices.Contains([]string{ToAnswer, Undated, Fixed}, proceedingState(all)) && owed(all, PanelNamed, PanelObjected)
}
