package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// AcceptRepresentationKind begins it. Whoever has anything to do with the matter is
// refused, in a sentence that does not say what it is: they may be a witness, or kept
// out by the person who reported, and do not know it.
var AcceptRepresentationKind = act.Kind{
	ID:     "accept-representation",
	Button: "Accept",
	Does:   "From then on you read what was disclosed to them in this matter, and nothing else. If you work for the force, you cannot work on this matter any more. Either of you can end it at any time.",
	Of:     "representation",
	Emits:  []candour.EventKind{RepresentationAccepted},
	From:   []string{Asked},
	Roles:  []authz.Role{authz.Representative},
	New:    func() act.Act { return new(AcceptRepresentation) },
}

// AcceptRepresentation is a yes.
type AcceptRepresentation struct {
	Representation string `hidden:"yes"`
}

// Kind is AcceptRepresentationKind.
func (*AcceptRepresentation) Kind() *act.Kind { return &AcceptRepresentationKind }

// Of is what they were asked.
func (a *AcceptRepresentation) Of() candour.Subject {
	return representationSubject(a.Representation)
}

// Check finds nothing to refuse.
func (a *AcceptRepresentation) Check() error { return nil }

// Apply begins it. A reaction undoes it all where they have to do with the matter.
func (a *AcceptRepresentation) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return turn(tx, m, a.Representation, RepresentationAccepted, Represents)
}
