package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ForceFounded is the first event of a force.
const ForceFounded candour.EventKind = "force-founded"

// FoundForceKind makes the force's own key, under which blind indexes are made
// and the ids of imported rows are derived.
var FoundForceKind = act.Kind{
	ID:     "found-force",
	Button: "Found a force",
	Does:   "Makes the force’s own key, with which its people, reports and imported rows are found again.",
	Of:     "force",
	Emits:  []candour.EventKind{ForceFounded},
	From:   []string{act.Absent},
	Roles:  []authz.Role{authz.System},
}

// FoundForce begins a force in this folder.
type FoundForce struct{ Force candour.ForceID }

// Kind is FoundForceKind.
func (*FoundForce) Kind() *act.Kind { return &FoundForceKind }

// Of is the force.
func (a *FoundForce) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses a force without a code.
func (a *FoundForce) Check() error {
	if a.Force == "" {
		return candour.Invalid("force", "Give the code of the force.")
	}
	return nil
}

// Apply makes the key. A force is founded by its own program only: the key of
// another one lies under another key-encryption key.
func (a *FoundForce) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if a.Force != m.Force {
		return nil, candour.Conflict("this folder's program writes for %s, and cannot found another force", m.Force)
	}
	if _, err := tx.MakeNew(m.Force, a.Of(), m.NewKey(a.Of())); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ForceFounded, Subject: a.Of(), On: m.Today()}}, nil
}

// standForce: a force is there once it has a key. Older folders got theirs with
// the first name or return code that was indexed, and need no founding.
func standForce(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	if string(force) != id {
		return act.Standing{}, candour.ErrNotFound
	}
	_, err := tx.Key(force, forceSubject(force))
	return act.Standing{State: Founded}, err
}
