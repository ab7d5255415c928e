package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// GiveUpRepresentationKind ends it by whoever represents.
var GiveUpRepresentationKind = act.Kind{
	ID:     "give-up-representation",
	Button: "Stop representing them",
	Does:   "Ends it at once: you read nothing of this matter any more. They are told that it ended, and no reason.",
	Of:     "representation",
	Emits:  []candour.EventKind{RepresentationGivenUp},
	From:   []string{Represents},
	Roles:  []authz.Role{authz.Representative},
	New:    func() act.Act { return new(GiveUpRepresentation) },
}

// GiveUpRepresentation is its end.
type GiveUpRepresentation struct {
	Representation string `hidden:"yes"`
}

// Kind is GiveUpRepresentationKind.
func (*GiveUpRepresentation) Kind() *act.Kind { return &GiveUpRepresentationKind }

// Of is the representation.
func (a *GiveUpRepresentation) Of() candour.Subject {
	return representationSubject(a.Representation)
}

// Check finds nothing to refuse.
func (a *GiveUpRepresentation) Check() error { return nil }

// Apply ends it.
func (a *GiveUpRepresentation) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return turn(tx, m, a.Representation, RepresentationGivenUp, Ended)
}
