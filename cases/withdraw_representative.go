package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// WithdrawRepresentativeKind ends it by whoever is represented, also before the other
// has answered. It needs nobody’s leave and holds from the next question on.
var WithdrawRepresentativeKind = act.Kind{
	ID:     "withdraw-representative",
	Button: "Withdraw them",
	Does:   "Ends it at once: they read nothing of this matter any more, and answer nothing for you. What they sent in your name stays.",
	Of:     "representation",
	Emits:  []candour.EventKind{RepresentativeWithdrawn},
	From:   []string{Asked, Represents},
	Roles:  []authz.Role{authz.OfTheirOwn},
	New:    func() act.Act { return new(WithdrawRepresentative) },
}

// WithdrawRepresentative is its end.
type WithdrawRepresentative struct {
	Representation string `hidden:"yes"`
}

// Kind is WithdrawRepresentativeKind.
func (*WithdrawRepresentative) Kind() *act.Kind { return &WithdrawRepresentativeKind }

// Of is the representation.
func (a *WithdrawRepresentative) Of() candour.Subject {
	return representationSubject(a.Representation)
}

// Check finds nothing to refuse.
func (a *WithdrawRepresentative) Check() error { return nil }

// Apply ends it.
func (a *WithdrawRepresentative) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return turn(tx, m, a.Representation, RepresentativeWithdrawn, Ended)
}
