package workforce

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// KeyProposed is what happens when the first of two people asks that somebody's
// key be put on file.
const KeyProposed candour.EventKind = "operator-key-proposed"

// ProposeKeyKind asks for the public half of an operator's key to be put on file.
// A reset is the same: whoever could put a key of their own in the place of
// another's could sign as them.
var ProposeKeyKind = act.Kind{
	ID:     "propose-key",
	Button: "Propose an operator’s key",
	Does:   "Proposes the key with which a person signs in at the command line. It counts when somebody else, who is in no line of management with you, approves it; then the key before it counts no more.",
	Of:     "officer",
	Emits:  []candour.EventKind{KeyProposed},
	Roles:  proposers,
	New:    func() act.Act { return new(ProposeKey) },
}

// ProposeKey asks for one key for one person.
type ProposeKey struct {
	Officer candour.OfficerID `hidden:"yes"`
	Key     string            `ask:"What is the public half of the key?" hint:"The line that ‘candour operator key’ printed, read out by the person themselves."`
	Reasons candour.Marking   `ask:"Why does this person need it?" hint:"Say also how you know that the key is theirs. Whoever approves it reads this." rows:"4"`
}

// Kind is ProposeKeyKind.
func (*ProposeKey) Kind() *act.Kind { return &ProposeKeyKind }

// Of is the employment of whoever would sign with it.
func (a *ProposeKey) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses what is no public key.
func (a *ProposeKey) Check() error {
	if err := PublicKey(a.Key); err != nil {
		return err
	}
	return reasoned(a.Reasons)
}

// Apply proposes.
func (a *ProposeKey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := unused(tx, m.Force, a.Key); err != nil {
		return nil, err
	}
	e, err := propose(tx, m, a.Officer, "", a.Key, a.Reasons)
	if err != nil {
		return nil, err
	}
	e.Kind = KeyProposed
	return []candour.Event{e}, nil
}
