package workforce

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// KeyWithdrawn is what happens when an operator's key stops counting.
const KeyWithdrawn candour.EventKind = "operator-key-withdrawn"

// WithdrawKeyKind stops a person's key at once: it was lost, or somebody else may
// have it. One person is enough; the next key needs two.
var WithdrawKeyKind = act.Kind{
	ID:     "withdraw-key",
	Button: "Withdraw an operator’s key",
	Does:   "Stops a person’s key at once: whoever holds it can sign in no more, and where they are signed in that ends.",
	Of:     "officer",
	Emits:  []candour.EventKind{KeyWithdrawn},
	Roles:  proposers,
	New:    func() act.Act { return new(WithdrawKey) },
}

// WithdrawKey stops the key of one person.
type WithdrawKey struct {
	Officer candour.OfficerID `hidden:"yes"`
	Reasons candour.Marking   `ask:"Why?" rows:"4"`
}

// Kind is WithdrawKeyKind.
func (*WithdrawKey) Kind() *act.Kind { return &WithdrawKeyKind }

// Of is the employment of whose key it is.
func (a *WithdrawKey) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses a withdrawal without reasons.
func (a *WithdrawKey) Check() error { return reasoned(a.Reasons) }

// Apply stops it.
func (a *WithdrawKey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	key, err := KeyOf(tx, m.Force, p)
	if err != nil {
		return nil, err
	}
	if key == "" {
		return nil, candour.Conflict("This person has no key that counts. There is nothing to withdraw.")
	}
	if err := endKey(tx, m, key); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: KeyWithdrawn, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "person", Value: string(p)}, {Name: "key", Value: key}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}
