package misconduct

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// SpeakAgainstSuspensionKind is the officer's own representations against their
// suspension (Police (Conduct) Regulations 2020, reg 11). They are barred from all
// else while they stand under it, and from this they are not.
var SpeakAgainstSuspensionKind = act.Kind{
	ID:     "speak-against-suspension",
	Button: "Speak against the suspension",
	Does:   "Sends what you say against your suspension. Whoever reviews it next has your words before them.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{SuspensionRepresentations},
	From:   []string{cases.Told},
	Roles:  own,
	New:    func() act.Act { return new(SpeakAgainstSuspension) },
	Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		t, err := suspended(tx, force, of.ID)
		return t.of.ID != "", err
	},
}

// SpeakAgainstSuspension is what they say.
type SpeakAgainstSuspension struct {
	Disclosure string          `hidden:"yes"`
	Says       candour.Marking `ask:"Why should you not be suspended?" hint:"For example, other work that you could do meanwhile." rows:"8"`
}

// Kind is SpeakAgainstSuspensionKind.
func (*SpeakAgainstSuspension) Kind() *act.Kind { return &SpeakAgainstSuspensionKind }

// Of is what was disclosed to them.
func (a *SpeakAgainstSuspension) Of() candour.Subject { return disclosure(a.Disclosure) }

// Check refuses silence.
func (a *SpeakAgainstSuspension) Check() error {
	return must("says", a.Says, "Write what you say against it.")
}

// Apply records it as their own.
func (a *SpeakAgainstSuspension) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, err := suspended(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	if t.of.ID == "" {
		return nil, candour.Conflict("There is no suspension here that stands. If you are suspended, ask whoever told you so.")
	}
	return t.ownRecord(tx, m, a.Disclosure, entry{kind: SuspensionRepresentations, said: []said{{"says", "The officer says", a.Says}}})
}

// suspended is the suspension that stands in the matter of something disclosed.
func suspended(tx *seal.Tx, force candour.ForceID, id string) (thing, error) {
	c, o, err := cases.DisclosedIn(tx, force, id)
	if err != nil {
		return thing{}, err
	}
	return suspension(tx, force, c, o)
}
