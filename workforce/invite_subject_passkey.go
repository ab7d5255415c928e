package workforce

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// InviteSubjectPasskeyKind asks that somebody may register a passkey at the subject
// door, where a person sees what was disclosed to them. It is open to whoever is
// suspended or has left, because an answer may be due while they are away. It says
// nothing about whether there is anything to see: somebody may be invited about whom
// nobody ever said anything, and whoever invites does not know.
var InviteSubjectPasskeyKind = act.Kind{
	ID:     "invite-subject-passkey",
	Button: "Invite to register a passkey at the subject door",
	Does:   "Proposes that a person may register a passkey for the door at which people see what was disclosed to them about themselves, also while they are suspended and after they have left. It opens no desk. You get one of two codes for them; the other is for whoever approves it, who is in no line of management with you.",
	Of:     "officer",
	Emits:  []candour.EventKind{PasskeyProposed},
	Roles:  proposers,
}

// InviteSubjectPasskey asks for one passkey for one person.
type InviteSubjectPasskey struct {
	Officer candour.OfficerID `hidden:"yes"`
	Reasons candour.Marking   `ask:"Why does this person need it?" hint:"Say also how you will give them your code: in person, to somebody whom you know by sight. Whoever approves it reads this." rows:"4"`

	half Half
}

// With is the act with the half of a code that is shown to who does it.
func (a *InviteSubjectPasskey) With(h Half) *InviteSubjectPasskey {
	a.half = h
	return a
}

// Kind is InviteSubjectPasskeyKind.
func (*InviteSubjectPasskey) Kind() *act.Kind { return &InviteSubjectPasskeyKind }

// Of is an employment of whoever would sign in with it, also one that has ended.
func (a *InviteSubjectPasskey) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses an invitation without a code: nobody could use it.
func (a *InviteSubjectPasskey) Check() error {
	if a.half == "" {
		return byCommand
	}
	return reasoned(a.Reasons)
}

// Apply proposes.
func (a *InviteSubjectPasskey) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	officer, err := Read(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	e, err := proposeTo(tx, m, officer, "", "", a.Reasons)
	if err != nil {
		return nil, err
	}
	return proposed(tx, m, e, SubjectDoor, a.half)
}
