package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// GrantRefused is what happens when the second of two people does not agree.
const GrantRefused candour.EventKind = "grant-refused"

// RefuseGrantKind ends a proposal; one person is enough to say no.
var RefuseGrantKind = act.Kind{
	ID:     "refuse-grant",
	Button: "Refuse",
	Does:   "Ends the proposal: the person gets nothing.",
	Of:     "grant",
	Emits:  []candour.EventKind{GrantRefused},
	From:   []string{Proposed},
	Roles:  []authz.Role{authz.Approver},
	New:    func() act.Act { return new(RefuseGrant) },
}

// RefuseGrant refuses one proposal.
type RefuseGrant struct {
	Grant   string          `hidden:"yes"`
	Reasons candour.Marking `ask:"Why not?" rows:"4"`
}

// Kind is RefuseGrantKind.
func (*RefuseGrant) Kind() *act.Kind { return &RefuseGrantKind }

// Of is the proposal.
func (a *RefuseGrant) Of() candour.Subject { return grantSubject(a.Grant) }

// Check refuses a refusal without reasons.
func (a *RefuseGrant) Check() error { return reasoned(a.Reasons) }

// Apply ends it.
func (a *RefuseGrant) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := answer(tx, m, a.Grant, Refused, a.Reasons); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: GrantRefused, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()}}}}, nil
}
