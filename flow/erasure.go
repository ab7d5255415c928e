package flow

import (
	"errors"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/intake"
	"candour/ledger"
	"candour/retention"
	"candour/seal"
	"candour/workforce"
)

// erasure keeps what is still needed from being erased, when it is proposed and
// again when it is confirmed; and takes away by what the erased one was found.
var erasure = []act.Reaction{
	{
		ID: "refuse-what-is-needed",
		On: retention.ErasureProposed,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			return nil, needed(tx, m, e.Subject)
		},
	},
	{
		ID: "keep-names-with-their-cases",
		On: retention.ErasureProposed,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			if e.Subject.Kind != "officer" {
				return nil, nil
			}
			return nil, keepNames(tx, m, candour.OfficerID(e.Subject.ID))
		},
	},
	{
		ID: "refuse-what-is-still-needed",
		On: retention.Erased,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			if retention.WasAgain(e) { // it was asked when two people decided it
				return nil, nil
			}
			return nil, needed(tx, m, retention.What(e))
		},
	},
	{
		ID:    "erase-again",
		On:    ledger.ErasedSince,
		Emits: []candour.EventKind{retention.Erased},
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			of := ledger.ErasedOf(e)
			if of.Kind == "officer" {
				if lives, err := tx.Lives(m.Force, of); err != nil || !lives {
					return nil, err
				}
				if err := keepNames(tx, m, candour.OfficerID(of.ID)); err != nil {
					return nil, err
				}
			}
			return retention.Again(tx, m, of)
		},
	},
	{
		ID: "forget-by-what-it-was-found",
		On: retention.Erased,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			switch of := retention.What(e); of.Kind {
			case "report":
				return nil, intake.Forget(tx.Tx, m.Force, candour.ReportID(of.ID))
			case "officer":
				return nil, workforce.Forget(tx.Tx, m.Force, candour.OfficerID(of.ID))
			}
			return nil, nil
		},
	},
}

// keepNames gives each case about an officer what they are called, where it does
// not have it since they were linked: it may be older than that, or an import.
func keepNames(tx *seal.Tx, m act.Made, id candour.OfficerID) error {
	all, err := cases.About(tx, m.Force, id)
	if err != nil {
		return err
	}
	for _, c := range all {
		if err := keepName(tx, m, c, id); err != nil {
			return err
		}
	}
	return nil
}

// keepName does so for one case, unless the file is erased already.
func keepName(tx *seal.Tx, m act.Made, c candour.CaseID, id candour.OfficerID) error {
	if _, err := tx.ErasedOn(m.Force, candour.Subject{Kind: "officer", ID: string(id)}); !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	o, err := workforce.Read(tx, m.Force, id)
	if err != nil {
		return err
	}
	return cases.KeepName(tx, m.Force, c, id, o.Name, o.Number)
}

// needed refuses where somebody still has something to decide about a record, or
// where a hold stands on what belongs to it.
func needed(tx *seal.Tx, m act.Made, of candour.Subject) error {
	var about []candour.CaseID
	var err error
	switch of.Kind {
	case "report":
		about, err = cases.Of(tx, m.Force, candour.ReportID(of.ID))
		if err == nil && len(about) == 0 {
			return candour.Conflict("Nobody has opened this report into a case yet, so nothing in it is decided. Open it first.")
		}
	case "case":
		about = []candour.CaseID{candour.CaseID(of.ID)}
		var report candour.ReportID
		if report, err = cases.ReportOf(tx, m.Force, about[0]); err == nil && report != "" {
			err = retention.Held(tx, m.Force, candour.Subject{Kind: "report", ID: string(report)}, m.Today())
		}
	case "officer":
		// Whether a case about them is open is not asked: the answer would tell whoever
		// stands on its wall. The case keeps what they are called.
		var serves bool
		if serves, err = workforce.Serves(tx.Tx, m.Force, candour.OfficerID(of.ID)); err == nil && serves {
			return candour.Conflict("This person works for the force still, so their file is needed. It can be erased once they have left.")
		}
	}
	if err != nil {
		return err
	}
	for _, c := range about {
		if err := cases.Done(tx, m.Force, c); err != nil {
			return err
		}
		if err := retention.Held(tx, m.Force, candour.Subject{Kind: "case", ID: string(c)}, m.Today()); err != nil {
			return err
		}
	}
	return nil
}
