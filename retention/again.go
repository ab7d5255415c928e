package retention

import (
	"fmt"

	"candour"
	"candour/act"
	"candour/ledger"
	"candour/seal"
)

// Again erases a record once more, in a database that was put back from before its
// erasure: two people decided it then, and neither a hold of that earlier day nor a
// decision that was open then stands against it now. It gives what happened, or
// nothing where the database has no key of it.
func Again(tx *seal.Tx, m act.Made, of candour.Subject) ([]candour.Event, error) {
	lives, err := tx.Lives(m.Force, of)
	if err != nil || !lives {
		return nil, err
	}
	what, err := ledger.ErasedFields(tx, m.Force, of)
	if err != nil {
		return nil, err
	}
	if err := endProposal(tx, m.Force, of); err != nil {
		return nil, err
	}
	if err := tx.Erase(m.Force, of, m.Today()); err != nil {
		return nil, fmt.Errorf("destroying the key of a %s again: %w", of.Kind, err)
	}
	return []candour.Event{{Kind: Erased, Subject: candour.Subject{Kind: "force", ID: string(m.Force)}, On: m.Today(), Data: append(what,
		candour.Field{Name: "final-on", Value: FinalOn(m.Today()).String()},
		candour.Field{Name: again, Value: "yes"},
	)}}, nil
}

// again marks an erasure that was decided before a restore.
const again = "again"

// WasAgain reports whether an event of erasure repeats one that a restore had undone.
func WasAgain(e candour.Event) bool { return e.Value(again) == "yes" }
