package retention

import (
	"errors"

	"candour"
	"candour/act"
	"candour/seal"
)

func declineErasure(of string) *act.Kind {
	k := &act.Kind{
		ID:     "decline-erasure-" + of,
		Button: "Do not erase it",
		Does:   "Ends the proposal to erase this " + of + ", which stays as it is.",
		Of:     of,
		Emits:  []candour.EventKind{ErasureDeclined},
		Roles:  deciders,
		Fits:   proposed,
	}
	k.New = func() act.Act { return &DeclineErasure{kind: k} }
	return k
}

// DeclineErasure ends a proposal. Whoever proposed it may also take it back.
type DeclineErasure struct {
	Record  string          `hidden:"yes" of:"yes"`
	Reasons candour.Marking `ask:"Why should it be kept?" rows:"6"`

	kind *act.Kind
}

// Kind is that of the record that it is about.
func (a *DeclineErasure) Kind() *act.Kind { return a.kind }

// Of is the record.
func (a *DeclineErasure) Of() candour.Subject { return candour.Subject{Kind: a.kind.Of, ID: a.Record} }

// Check refuses to decline without reasons.
func (a *DeclineErasure) Check() error { return mustReason(a.Reasons) }

// Apply ends the proposal.
func (a *DeclineErasure) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if _, err := proposer(tx, m.Force, a.Of()); errors.Is(err, candour.ErrNotFound) {
		return nil, candour.Conflict("Nobody has proposed to erase this %s, so there is nothing to decline.", a.kind.Of)
	} else if err != nil {
		return nil, err
	}
	if err := endProposal(tx, m.Force, a.Of()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ErasureDeclined, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}
