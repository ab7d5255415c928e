package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// DeclineRepresentationKind refuses it. No reason is asked: it could tell why somebody
// may not.
var DeclineRepresentationKind = act.Kind{
	ID:     "decline-representation",
	Button: "Decline",
	Does:   "Tells them that you do not represent them, and no reason. You see nothing of the matter.",
	Of:     "representation",
	Emits:  []candour.EventKind{RepresentationDeclined},
	From:   []string{Asked},
	Roles:  []authz.Role{authz.Representative},
	New:    func() act.Act { return new(DeclineRepresentation) },
}

// DeclineRepresentation is a no.
type DeclineRepresentation struct {
	Representation string `hidden:"yes"`
}

// Kind is DeclineRepresentationKind.
func (*DeclineRepresentation) Kind() *act.Kind { return &DeclineRepresentationKind }

// Of is what they were asked.
func (a *DeclineRepresentation) Of() candour.Subject {
	return representationSubject(a.Representation)
}

// Check finds nothing to refuse.
func (a *DeclineRepresentation) Check() error { return nil }

// Apply records it.
func (a *DeclineRepresentation) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return turn(tx, m, a.Representation, RepresentationDeclined, Declined)
}
