package workforce

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// What happens when somebody is to get a passkey: the first of two people asks for
// it, and the second agrees.
const (
	PasskeyProposed candour.EventKind = "passkey-proposed"
	PasskeyInvited  candour.EventKind = "passkey-invited"
)

// InvitePasskeyKind asks that somebody may register a passkey. A passkey is who one
// is at the desk, so that it takes two people as a key does: whoever proposes gets
// one code and whoever approves another, and the person needs both. Neither of the
// two can register one in the person's name alone. It is done at the command line,
// which shows the code once and keeps it nowhere.
var InvitePasskeyKind = act.Kind{
	ID:     "invite-passkey",
	Button: "Invite to register a passkey",
	Does:   "Proposes that a person may register a passkey, with which they sign in at the desk. You get one of two codes for them; the other is for whoever approves it, who is in no line of management with you.",
	Of:     "officer",
	Emits:  []candour.EventKind{PasskeyProposed},
	Roles:  proposers,
}

// InvitePasskey asks for one passkey for one person.
type InvitePasskey struct {
	Officer candour.OfficerID `hidden:"yes"`
	Reasons candour.Marking   `ask:"Why does this person need it?" hint:"Say also how you will give them your code: in person, to somebody whom you know by sight. Whoever approves it reads this." rows:"4"`

	half Half
}

// With is the act with the half of a code that is shown to who does it.
func (a *InvitePasskey) With(h Half) *InvitePasskey {
	a.half = h
	return a
}

// Kind is InvitePasskeyKind.
func (*InvitePasskey) Kind() *act.Kind { return &InvitePasskeyKind }

// Of is the employment of whoever would sign in with it.
func (a *InvitePasskey) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses an invitation without a code: nobody could use it.
func (a *InvitePasskey) Check() error {
	if a.half == "" {
		return byCommand
	}
	return reasoned(a.Reasons)
}

var byCommand = candour.Conflict("An invitation to register a passkey is proposed and approved at the command line, which shows a code to each of the two: use ‘candour staff do’.")

// Apply proposes.
func (a *InvitePasskey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	e, err := propose(tx, m, a.Officer, "", "", a.Reasons)
	if err != nil {
		return nil, err
	}
	return proposed(tx, m, e, DeskDoor, a.half)
}

// proposed keeps the half of whoever proposed an invitation.
func proposed(tx *seal.Tx, m act.Made, e candour.Event, d Door, half Half) ([]candour.Event, error) {
	_, err := tx.Exec(`INSERT INTO workforce_passkey_half (force, grant_id, half, door) VALUES ($1, $2, $3, $4)`, string(m.Force), e.Subject.ID, string(half), string(d))
	e.Kind = PasskeyProposed
	e.Data = append(e.Data, candour.Field{Name: "door", Value: string(d)})
	return []candour.Event{e}, err
}
