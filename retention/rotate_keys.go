package retention

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RotateKeysKind puts every data key of a force under a new key-encryption key.
// The old one is then destroyed: that makes each erasure before it final, because
// no copy of the database from before can be opened any more.
var RotateKeysKind = act.Kind{
	ID:     "rotate-keys",
	Button: "Rotate the keys",
	Does:   "Wraps every key of the force anew, so that the old key can be destroyed and what was erased cannot be read from any older copy.",
	Of:     "force",
	Emits:  []candour.EventKind{KeysRotated},
	Roles:  []authz.Role{authz.System},
}

// RotateKeys is one rotation. The key of the next epoch is there already
// (seal.Keys.Prepare).
type RotateKeys struct{ Force candour.ForceID }

// Kind is RotateKeysKind.
func (*RotateKeys) Kind() *act.Kind { return &RotateKeysKind }

// Of is the force.
func (a *RotateKeys) Of() candour.Subject {
	return candour.Subject{Kind: "force", ID: string(a.Force)}
}

// Check finds nothing wrong: there is nothing to fill in.
func (*RotateKeys) Check() error { return nil }

// Apply wraps the keys anew.
func (a *RotateKeys) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	from, to, n, err := tx.Rewrap(m.Force)
	if err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: KeysRotated, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "from-epoch", Value: strconv.FormatInt(from, 10)},
		{Name: "to-epoch", Value: strconv.FormatInt(to, 10)},
		{Name: "keys", Value: strconv.Itoa(n)},
	}}}, nil
}
