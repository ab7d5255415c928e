package workforce

import (
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// PasskeyRegistered is what happens when a person puts a passkey of theirs on file.
const PasskeyRegistered candour.EventKind = "passkey-registered"

// RegisterPasskeyKind puts a passkey on file. The person does it, who is not signed
// in yet: what shows that it is them are the codes of two others. Nobody fills it
// in: it is made from what their device signed.
var RegisterPasskeyKind = act.Kind{
	ID:     "register-passkey",
	Button: "Register a passkey",
	Does:   "Puts on file the passkey with which a person signs in at a door, by the codes of their invitation.",
	Of:     "passkey", // and not their own file: a wall on that must not show in whether they can sign in
	Emits:  []candour.EventKind{PasskeyRegistered},
	From:   []string{PasskeyOpen},
	Roles:  []authz.Role{authz.OfTheirOwn},
}

// RegisterPasskey is one passkey, with the codes that let it in.
type RegisterPasskey struct {
	Invitation string
	Door       Door // at which they are
	One        Half
	Other      Half // "" for one of the first people
	Passkey    Passkey
	Nickname   candour.Marking // what the person calls it
}

// Kind is RegisterPasskeyKind.
func (*RegisterPasskey) Kind() *act.Kind { return &RegisterPasskeyKind }

// Of is the passkey, which is an invitation until then.
func (a *RegisterPasskey) Of() candour.Subject { return passkeySubject(a.Invitation) }

// Check refuses a passkey without a name: a person with two must tell which is lost.
func (a *RegisterPasskey) Check() error {
	if err := passkeyName(a.Nickname); err != nil {
		return err
	}
	if a.Passkey.Credential == "" || a.Passkey.PublicKey == "" {
		return candour.Invalid("", "The device sent no passkey. Try again.")
	}
	return nil
}

func passkeyName(name candour.Marking) error {
	switch {
	case strings.TrimSpace(name.Words()) == "":
		return candour.Invalid("name", "Say what you call this passkey, for example “work phone”.")
	case len(name.Words()) > 100:
		return candour.Invalid("name", "Call this passkey something shorter, of at most 100 letters.")
	}
	return nil
}

// Apply puts it on file, and uses the invitation up. Whoever does it is whom the
// invitation is for.
func (a *RegisterPasskey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	i, err := Invited(tx, m.Force, a.Door, m.Actor.ID, a.One, a.Other, m.Now)
	if err == nil && i.ID != a.Invitation {
		err = candour.ErrNotFound
	}
	if err == nil {
		err = MayEnter(tx, a.Door, m.Actor)
	}
	if err != nil {
		return nil, err
	}
	if err := newCredential(tx, m.Force, a.Passkey.Credential); err != nil {
		return nil, err
	}
	of := i.of()
	key, err := tx.Make(m.Force, of, m.NewKey)
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal("workforce_passkey.name/"+a.Passkey.Credential, a.Nickname.Words())
	if err != nil {
		return nil, err
	}
	copies := "no"
	if a.Passkey.Copies {
		copies = "yes"
	}
	if _, err := tx.Exec(`INSERT INTO workforce_passkey (force, credential, officer, person, public_key, copies, name, invitation, from_day, door) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(m.Force), a.Passkey.Credential, string(i.Officer), string(m.Actor.ID), a.Passkey.PublicKey, copies, sealed, i.ID, m.Today().String(), string(i.Door)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PasskeyRegistered, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "person", Value: string(m.Actor.ID)},
		{Name: "passkey", Value: a.Passkey.Credential},
		{Name: "invitation", Value: i.ID},
		{Name: "copies", Value: copies},
		{Name: "door", Value: string(i.Door)},
		{Name: "name", Value: a.Nickname.Words(), Of: of},
	}}}, nil
}
