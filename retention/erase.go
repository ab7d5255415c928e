package retention

import (
	"errors"
	"fmt"

	"candour"
	"candour/act"
	"candour/ledger"
	"candour/seal"
)

func erase(of string) *act.Kind {
	k := &act.Kind{
		ID:     "erase-" + of,
		Button: "Erase this " + of + " for good",
		Does:   "Confirms what somebody else proposed: the words in this " + of + " are destroyed, everywhere, and cannot be brought back.",
		Of:     of,
		Emits:  []candour.EventKind{Erased},
		From:   ended[of],
		Roles:  deciders,
		Fits:   proposed,
	}
	k.New = func() act.Act { return &Erase{kind: k} }
	return k
}

// Erase destroys the key of a record, and with it the words that are sealed under
// it in every table and in the journal. Reactions remove the index tokens by
// which it was found.
type Erase struct {
	Record  string          `hidden:"yes" of:"yes"`
	Reasons candour.Marking `ask:"What are your reasons?" hint:"They stay on record when it is gone: do not name or describe anybody." rows:"6"`
	Needed  bool            `ask:"You have read it: may anybody still need anything of it?" hint:"It cannot be brought back. If the answer is yes, it is not erased."`

	kind *act.Kind
}

// Kind is that of the record that it is about.
func (a *Erase) Kind() *act.Kind { return a.kind }

// Of is the record.
func (a *Erase) Of() candour.Subject { return candour.Subject{Kind: a.kind.Of, ID: a.Record} }

// Check refuses an erasure without reasons, or of what may be needed.
func (a *Erase) Check() error {
	if a.Needed {
		return candour.Invalid("needed", "It is not erased, because something of it may still be needed. Place a legal hold on it, or decline.")
	}
	return mustReason(a.Reasons)
}

// Apply destroys the key. Reactions refuse where something is still open, and
// undo it all.
func (a *Erase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := held(tx, m, a.Of()); err != nil {
		return nil, err
	}
	who, err := proposer(tx, m.Force, a.Of())
	switch {
	case errors.Is(err, candour.ErrNotFound):
		return nil, candour.Conflict("Nobody has proposed to erase this %s. Propose it first; somebody else then confirms it.", a.kind.Of)
	case err != nil:
		return nil, err
	case who == m.Actor.ID:
		return nil, candour.Conflict("You proposed this erasure yourself, so you cannot confirm it. Ask somebody else who may decide it.")
	}
	what, err := ledger.ErasedFields(tx, m.Force, a.Of())
	if err != nil {
		return nil, err
	}
	if err := endProposal(tx, m.Force, a.Of()); err != nil {
		return nil, err
	}
	if err := tx.Erase(m.Force, a.Of(), m.Today()); err != nil {
		return nil, fmt.Errorf("destroying the key of a %s: %w", a.kind.Of, err)
	}
	force := candour.Subject{Kind: "force", ID: string(m.Force)}
	return []candour.Event{{Kind: Erased, Subject: force, On: m.Today(), Data: append(what,
		candour.Field{Name: "proposed-by", Value: string(who)},
		candour.Field{Name: "final-on", Value: FinalOn(m.Today()).String()},
		candour.Field{Name: "reasons", Value: a.Reasons.Words(), Of: force},
	)}}, nil
}

// What gives the record that an event of erasure is about.
func What(e candour.Event) candour.Subject { return ledger.ErasedOf(e) }
