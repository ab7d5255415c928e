package workforce

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// GrantProposed is what happens when the first of two people asks for a role for
// somebody.
const GrantProposed candour.EventKind = "grant-proposed"

// ProposeGrantKind asks for a role for somebody. It gives nothing.
var ProposeGrantKind = act.Kind{
	ID:     "propose-grant",
	Button: "Propose a role",
	Does:   "Proposes that a person be given a role. It is given when somebody else, who is in no line of management with you, approves it.",
	Of:     "officer",
	Emits:  []candour.EventKind{GrantProposed},
	Roles:  proposers,
	New:    func() act.Act { return new(ProposeGrant) },
}

// ProposeGrant asks for one role for one person.
type ProposeGrant struct {
	Officer candour.OfficerID `hidden:"yes"`
	Role    StaffRole         `ask:"Which role?"`
	Reasons candour.Marking   `ask:"Why does this person need it?" hint:"Whoever approves it reads this." rows:"4"`
}

// Kind is ProposeGrantKind.
func (*ProposeGrant) Kind() *act.Kind { return &ProposeGrantKind }

// Of is the employment of whoever would get it.
func (a *ProposeGrant) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses a proposal without reasons: nobody could approve it.
func (a *ProposeGrant) Check() error { return reasoned(a.Reasons) }

// Apply proposes.
func (a *ProposeGrant) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	roles, err := authz.Held(tx.Tx, act.Staff(m.Force, p))
	if err != nil {
		return nil, err
	}
	if slices.Contains(roles, authz.Role(a.Role)) {
		return nil, candour.Conflict("This person holds this role already. There is nothing to propose.")
	}
	e, err := propose(tx, m, a.Officer, authz.Role(a.Role), "", a.Reasons)
	if err != nil {
		return nil, err
	}
	e.Kind = GrantProposed
	return []candour.Event{e}, nil
}

func reasoned(words candour.Marking) error {
	if words.Empty() {
		return candour.Invalid("reasons", "Give your reasons: whoever comes after you must be able to judge them.")
	}
	return nil
}
