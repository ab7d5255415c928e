package retention

import (
	"errors"

	"candour"
	"candour/act"
	"candour/seal"
)

func proposeErasure(of string) *act.Kind {
	k := &act.Kind{
		ID:     "propose-erasure-" + of,
		Button: "Propose to erase this " + of,
		Does:   "Proposes that the words in this " + of + " are destroyed for good. Somebody else must confirm it.",
		Of:     of,
		Emits:  []candour.EventKind{ErasureProposed},
		From:   ended[of],
		Roles:  deciders,
		Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
			left, err := notErased(tx, force, of)
			if err != nil || !left {
				return false, err
			}
			waits, err := proposed(tx, force, of)
			return !waits, err
		},
	}
	k.New = func() act.Act { return &ProposeErasure{kind: k} }
	return k
}

// ProposeErasure asks for a record to be erased. Its reasons go with the record.
type ProposeErasure struct {
	Record  string          `hidden:"yes" of:"yes"`
	Reasons candour.Marking `ask:"Why should it be erased?" hint:"For example: the person asked for it, or the time for which it may be kept is over. What you write here is erased with it." rows:"6"`

	kind *act.Kind
}

// Kind is that of the record that it is about.
func (a *ProposeErasure) Kind() *act.Kind { return a.kind }

// Of is the record.
func (a *ProposeErasure) Of() candour.Subject { return candour.Subject{Kind: a.kind.Of, ID: a.Record} }

// Check refuses a proposal without reasons.
func (a *ProposeErasure) Check() error { return mustReason(a.Reasons) }

// Apply notes the proposal. A reaction refuses it where something about the
// record is still open.
func (a *ProposeErasure) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := held(tx, m, a.Of()); err != nil {
		return nil, err
	}
	if _, err := proposer(tx, m.Force, a.Of()); err == nil {
		return nil, candour.Conflict("It is proposed already that this %s be erased. Somebody else than who proposed it can confirm it.", a.kind.Of)
	} else if !errors.Is(err, candour.ErrNotFound) {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO retention_proposal (force, subject_kind, subject_id, by_person, on_day) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), a.Of().Kind, a.Of().ID, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ErasureProposed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}
