package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RoleWithdrawn is what happens when somebody loses a role.
const RoleWithdrawn candour.EventKind = "role-withdrawn"

// WithdrawRoleKind takes a role away, at once. One person is enough: what is
// taken by mistake is given back by two.
var WithdrawRoleKind = act.Kind{
	ID:     "withdraw-role",
	Button: "Withdraw a role",
	Does:   "Takes a role away from a person, at once.",
	Of:     "officer",
	Emits:  []candour.EventKind{RoleWithdrawn, WallChanged},
	Roles:  proposers,
	New:    func() act.Act { return new(WithdrawRole) },
}

// WithdrawRole takes one role from one person.
type WithdrawRole struct {
	Officer candour.OfficerID `hidden:"yes"`
	Role    StaffRole         `ask:"Which role?"`
	Reasons candour.Marking   `ask:"Why?" rows:"4"`
}

// Kind is WithdrawRoleKind.
func (*WithdrawRole) Kind() *act.Kind { return &WithdrawRoleKind }

// Of is the employment of whoever holds it.
func (a *WithdrawRole) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses a withdrawal without reasons.
func (a *WithdrawRole) Check() error { return reasoned(a.Reasons) }

// Apply takes it away. The last two approvers who are in no line with one another
// stay: with one alone nobody could ever be given anything again, and whoever
// wanted the force back at its founding would begin by taking theirs.
func (a *WithdrawRole) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	role := authz.Role(a.Role)
	if has, err := held(tx, m.Force, p, role); err != nil {
		return nil, err
	} else if !has {
		return nil, candour.Conflict("This person does not hold this role. There is nothing to withdraw.")
	}
	if role == authz.Approver {
		if left, err := twoApprovers(tx, m.Force, p, m.Today()); err != nil {
			return nil, err
		} else if !left {
			return nil, candour.Conflict("Without this person the force would not have two approvers who are in no line with one another. Have another approver given the role first; alone, this one can give nobody anything meanwhile.")
		}
	}
	if err := authz.Revoke(tx.Tx, m.Force, p, role, m.Today()); err != nil {
		return nil, err
	}
	walls, err := moved(tx, m, p, role)
	return append([]candour.Event{{Kind: RoleWithdrawn, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "person", Value: string(p)}, {Name: "role", Value: string(role)}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, walls...), err
}
