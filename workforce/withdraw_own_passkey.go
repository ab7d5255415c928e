package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// WithdrawOwnPasskeyKind stops one passkey of one's own: a device that is sold, or
// that somebody else may unlock. It needs no reasons, and nobody else.
var WithdrawOwnPasskeyKind = act.Kind{
	ID:     "withdraw-own-passkey",
	Button: "Withdraw",
	Does:   "Stops one passkey of your own at once. Where you are signed in with it, that ends.",
	Of:     "passkey",
	Emits:  []candour.EventKind{PasskeyWithdrawn},
	From:   []string{PasskeyCounts},
	Roles:  []authz.Role{authz.OfTheirOwn},
}

// WithdrawOwnPasskey stops one passkey.
type WithdrawOwnPasskey struct{ Passkey string }

// Kind is WithdrawOwnPasskeyKind.
func (*WithdrawOwnPasskey) Kind() *act.Kind { return &WithdrawOwnPasskeyKind }

// Of is the passkey.
func (a *WithdrawOwnPasskey) Of() candour.Subject { return passkeySubject(a.Passkey) }

// Check has nothing to look at.
func (*WithdrawOwnPasskey) Check() error { return nil }

// Apply stops it, unless it is the only one of its door: whoever is locked out needs
// two others to come back, and finds that out when it is too late.
func (a *WithdrawOwnPasskey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	o, others, err := ownPasskey(tx, m, a.Passkey)
	if err != nil {
		return nil, err
	}
	if others == 0 {
		return nil, candour.Conflict("This is your only passkey for the %s: without it you could not sign in any more. Ask two people to invite you again, register another, and then withdraw this one. If somebody else has it now, ask an administrator or an approver to withdraw it at once.", o.Door.Words())
	}
	if err := endPasskey(tx, m, o.Credential); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PasskeyWithdrawn, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "person", Value: string(m.Actor.ID)}, {Name: "passkey", Value: o.Credential},
	}}}, nil
}
