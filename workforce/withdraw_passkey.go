package workforce

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/seal"
)

// PasskeyWithdrawn is what happens when a person's passkeys stop counting.
const PasskeyWithdrawn candour.EventKind = "passkey-withdrawn"

// WithdrawPasskeyKind stops a person's passkeys at once, all of them, and their open
// invitations: whoever found a device may have found a code beside it. One person
// is enough; the next passkey needs two.
var WithdrawPasskeyKind = act.Kind{
	ID:     "withdraw-passkey",
	Button: "Withdraw passkeys",
	Does:   "Stops a person’s passkeys and invitations at once: nobody can sign in with them at any door any more, and where they are signed in that ends.",
	Of:     "officer",
	Emits:  []candour.EventKind{PasskeyWithdrawn},
	Roles:  proposers,
	New:    func() act.Act { return new(WithdrawPasskey) },
}

// WithdrawPasskey stops the passkeys of one person.
type WithdrawPasskey struct {
	Officer candour.OfficerID `hidden:"yes"`
	Reasons candour.Marking   `ask:"Why?" rows:"4"`
}

// Kind is WithdrawPasskeyKind.
func (*WithdrawPasskey) Kind() *act.Kind { return &WithdrawPasskeyKind }

// Of is the employment of whose passkeys they are.
func (a *WithdrawPasskey) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses a withdrawal without reasons.
func (a *WithdrawPasskey) Check() error { return reasoned(a.Reasons) }

// Apply stops them.
func (a *WithdrawPasskey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	keys, err := Passkeys(tx, m.Force, p)
	if err != nil {
		return nil, err
	}
	open, err := invitations(tx, m.Force, p)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 && len(open) == 0 {
		return nil, candour.Conflict("This person has no passkey and no invitation that counts. There is nothing to withdraw.")
	}
	data := []candour.Field{{Name: "person", Value: string(p)}, {Name: "invitations", Value: strconv.Itoa(len(open))}}
	for _, c := range keys {
		if err := endPasskey(tx, m, c); err != nil {
			return nil, err
		}
		data = append(data, candour.Field{Name: "passkey", Value: c})
	}
	for _, i := range open {
		if _, err := tx.Exec(`INSERT INTO workforce_passkey_invitation_ended (force, id, on_day) VALUES ($1, $2, $3)`, string(m.Force), i.ID, m.Today().String()); err != nil {
			return nil, err
		}
	}
	return []candour.Event{{Kind: PasskeyWithdrawn, Subject: a.Of(), On: m.Today(), Data: append(data, candour.Field{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()})}}, nil
}

// endPasskey stops one passkey.
func endPasskey(tx *seal.Tx, m act.Made, credential string) error {
	_, err := tx.Exec(`INSERT INTO workforce_passkey_ended (force, credential, on_day, by_person) VALUES ($1, $2, $3, $4)`, string(m.Force), credential, m.Today().String(), string(m.Actor.ID))
	return err
}
