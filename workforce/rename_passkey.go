package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// PasskeyRenamed is what happens when a person calls a passkey of theirs otherwise.
const PasskeyRenamed candour.EventKind = "passkey-renamed"

// RenamePasskeyKind gives one's own passkey another name.
var RenamePasskeyKind = act.Kind{
	ID:     "rename-passkey",
	Button: "Rename",
	Does:   "Gives your own passkey another name, by which you tell it from your others.",
	Of:     "passkey",
	Emits:  []candour.EventKind{PasskeyRenamed},
	From:   []string{PasskeyCounts},
	Roles:  []authz.Role{authz.OfTheirOwn},
}

// RenamePasskey is the new name of one passkey.
type RenamePasskey struct {
	Passkey string
	Name    candour.Marking
}

// Kind is RenamePasskeyKind.
func (*RenamePasskey) Kind() *act.Kind { return &RenamePasskeyKind }

// Of is the passkey.
func (a *RenamePasskey) Of() candour.Subject { return passkeySubject(a.Passkey) }

// Check refuses no name, and a long one.
func (a *RenamePasskey) Check() error { return passkeyName(a.Name) }

// Apply renames it. The journal has each name that it had.
func (a *RenamePasskey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	o, _, err := ownPasskey(tx, m, a.Passkey)
	if err != nil {
		return nil, err
	}
	i := Invitation{Person: m.Actor.ID}
	var officer string
	if err := tx.One(`SELECT officer FROM workforce_passkey WHERE force = $1 AND credential = $2`, []any{string(m.Force), o.Credential}, &officer); err != nil {
		return nil, err
	}
	i.Officer = candour.OfficerID(officer)
	key, err := tx.Key(m.Force, i.of())
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal("workforce_passkey.name/"+o.Credential, a.Name.Words())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE workforce_passkey SET name = $1 WHERE force = $2 AND credential = $3`, sealed, string(m.Force), o.Credential); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PasskeyRenamed, Subject: i.of(), On: m.Today(), Data: []candour.Field{
		{Name: "person", Value: string(m.Actor.ID)}, {Name: "passkey", Value: o.Credential}, {Name: "name", Value: a.Name.Words(), Of: i.of()},
	}}}, nil
}
