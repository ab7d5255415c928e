package workforce

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens when the second of two people agrees.
const (
	RoleGiven candour.EventKind = "role-given"
	KeyGiven  candour.EventKind = "operator-key-given"

	AccountBound candour.EventKind = "account-bound"

	ServiceGiven candour.EventKind = "service-given"
)

// ApproveGrantKind gives what was proposed. It is the only way in which anybody
// gets a role, a key or a passkey once a force has its first people.
var ApproveGrantKind = act.Kind{
	ID:     "approve-grant",
	Button: "Approve",
	Does:   "Gives the person what was proposed. You cannot approve what you proposed yourself, what is for you, or what your own line asks for.",
	Of:     "grant",
	Emits:  []candour.EventKind{RoleGiven, KeyGiven, AccountBound, ServiceGiven, PasskeyInvited, ForceStaffed, WallChanged},
	From:   []string{Proposed},
	Roles:  []authz.Role{authz.Approver},
	New:    func() act.Act { return new(ApproveGrant) },
}

// ApproveGrant approves one proposal.
type ApproveGrant struct {
	Grant   string          `hidden:"yes"`
	Reasons candour.Marking `ask:"How did you satisfy yourself that this is right?" rows:"4"`

	half Half // where it is an invitation to register a passkey
}

// With is the act with the half of a code that is shown to who does it.
func (a *ApproveGrant) With(h Half) *ApproveGrant {
	a.half = h
	return a
}

// Kind is ApproveGrantKind.
func (*ApproveGrant) Kind() *act.Kind { return &ApproveGrantKind }

// Of is the proposal.
func (a *ApproveGrant) Of() candour.Subject { return grantSubject(a.Grant) }

// Check refuses an approval without reasons.
func (a *ApproveGrant) Check() error { return reasoned(a.Reasons) }

// Apply gives it.
func (a *ApproveGrant) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	g, err := grantRow(tx, m.Force, a.Grant)
	if err != nil {
		return nil, err
	}
	if err := independent(tx, m, g); err != nil {
		return nil, err
	}
	if g.Door != "" && a.half == "" {
		return nil, byCommand
	}
	if err := answer(tx, m, a.Grant, Given, a.Reasons); err != nil {
		return nil, err
	}
	of := a.Of()
	e := candour.Event{Kind: RoleGiven, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "officer", Value: string(g.Officer)}, {Name: "person", Value: string(g.Person)}, {Name: "proposed by", Value: string(g.By)},
	}}
	switch {
	case g.Role != "":
		if err := authz.Grant(tx.Tx, m.Force, g.Person, g.Role, m.Today()); err != nil {
			return nil, err
		}
		e.Data = append(e.Data, candour.Field{Name: "role", Value: string(g.Role)})
	case g.Key != "":
		if err := putKey(tx, m, g.Person, g.Key); err != nil {
			return nil, err
		}
		e.Kind = KeyGiven
		e.Data = append(e.Data, candour.Field{Name: "key", Value: g.Key})
	case g.Issuer != "":
		if err := bindAccount(tx, m, g); err != nil {
			return nil, err
		}
		e.Kind = AccountBound
		e.Data = append(e.Data, candour.Field{Name: "issuer", Value: g.Issuer})
	case g.Service != nil:
		if err := giveService(tx, m, g); err != nil {
			return nil, err
		}
		e.Kind = ServiceGiven
	default:
		half, err := halfOf(tx, m.Force, a.Grant)
		if err != nil {
			return nil, err
		}
		if err := Invite(tx, m, Invitation{ID: a.Grant, Door: g.Door, Officer: g.Officer, Person: g.Person, one: half, other: a.half}); err != nil {
			return nil, err
		}
		e.Kind = PasskeyInvited
		e.Data = append(e.Data, candour.Field{Name: "door", Value: string(g.Door)})
	}
	e.Data = append(e.Data, candour.Field{Name: "reasons", Value: a.Reasons.Words(), Of: of})
	first, err := staffed(tx, m)
	if err != nil {
		return nil, err
	}
	walls, err := moved(tx, m, g.Person, g.Role)
	return slices.Concat([]candour.Event{e}, first, walls), err
}

// independent refuses an approval that is not the word of a second person, free
// to say no. The attacker is somebody who wants a role, or a puppet with one:
//
//   - they propose it and approve it themselves, or approve what is for them;
//   - they order somebody below them to approve what they propose, or to propose
//     what they approve, or they are ordered to by somebody above: so proposer and
//     approver are in one line neither today nor on the day it was proposed, since
//     a line can be moved for an afternoon;
//   - they order two people below them, each of another line, to sign for them:
//     so whoever would get it is over neither of the two, on either day;
//   - they leave a proposal lying until the one who would have refused is away, or
//     until the reason for it is gone: so it is good for 30 days;
//   - they proposed it before they lost the role to propose: so that role is
//     looked at again.
//
// Two independent people who agree to do wrong are not stopped; both names stand
// in the journal.
func independent(tx *seal.Tx, m act.Made, g Grant) error {
	switch {
	case m.Actor.ID == g.By:
		return candour.Conflict("You proposed this yourself. Somebody else, who is in no line of management with you, has to approve it.")
	case m.Actor.ID == g.Person:
		return candour.Conflict("This is for you. Somebody else has to approve it.")
	case m.Today().After(g.Day.AddDays(answerWithin)):
		return candour.Conflict("This was proposed more than %d days ago. Refuse it, and have it proposed again if it is still needed.", answerWithin)
	}
	for _, on := range []candour.Date{m.Today(), g.Day} {
		if same, err := authz.SameLine(tx.Tx, m.Force, g.By, m.Actor.ID, on); err != nil {
			return err
		} else if same {
			return candour.Conflict("You and the person who proposed this are in one line of management. Somebody outside that line has to approve it.")
		}
		for _, signer := range []candour.PersonID{m.Actor.ID, g.By} {
			if over, err := authz.Over(tx.Tx, m.Force, g.Person, signer, on); err != nil {
				return err
			} else if over {
				return candour.Conflict("The person who would get this is over one of the two who sign for it. It needs two people whom that person cannot tell what to sign.")
			}
		}
	}
	if still, err := holds(tx, m.Force, g.By, proposers...); err != nil {
		return err
	} else if !still {
		return candour.Conflict("The person who proposed this holds no role any more in which they could. Refuse it, and have it proposed by somebody else.")
	}
	return nil
}
