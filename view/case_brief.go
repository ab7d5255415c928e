package view

import (
	"context"
	"slices"

	"candour"
	"candour/cases"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
)

// CaseBrief is a case without a word that anybody said: its state, its allegations and
// what was decided on each.
type CaseBrief struct {
	cases.Case
	Described map[candour.AllegationID]cases.Description
	Version   string // changes with whatever happens to it
}

// CaseBrief opens that much of a case, or candour.ErrNotFound. Whom it is about is left
// out where the viewer may not know them.
func (v View) CaseBrief(ctx context.Context, w Viewer, id candour.CaseID) (b CaseBrief, err error) {
	err = v.Runner.Read(ctx, w.Who, cases.ReadCase, caseSubject(id), func(tx *seal.Tx) error {
		b, err = v.brief(tx, w, id)
		return err
	})
	return b, err
}

// AllegationBrief opens the case of an allegation, if the viewer may open it, and says
// which allegation of it that is; else candour.ErrNotFound.
func (v View) AllegationBrief(ctx context.Context, w Viewer, id candour.AllegationID) (b CaseBrief, at int, err error) {
	err = v.Runner.Read(ctx, w.Who, cases.ReadCase, candour.Subject{Kind: "allegation", ID: string(id)}, func(tx *seal.Tx) error {
		stands, _, err := v.Runner.May(tx, w.Who, cases.ReadCase.ID, candour.Subject{Kind: "allegation", ID: string(id)})
		if err != nil || len(stands.Within) == 0 {
			return err
		}
		if b, err = v.brief(tx, w, candour.CaseID(stands.Within[0].ID)); err != nil {
			return err
		}
		at = slices.IndexFunc(b.Allegations, func(a cases.Allegation) bool { return a.ID == id })
		if at < 0 {
			return candour.ErrNotFound
		}
		return nil
	})
	return b, at, err
}

func (v View) brief(tx *seal.Tx, w Viewer, id candour.CaseID) (b CaseBrief, err error) {
	if b.Case, err = cases.Read(tx, w.Who.Force, id); err != nil {
		return b, err
	}
	b.Reasons = candour.Marking{}
	may := map[candour.OfficerID]bool{}
	for i := range b.Allegations {
		a := &b.Allegations[i]
		a.Words, a.Reasons = candour.Marking{}, candour.Marking{}
		var known []candour.OfficerID
		for _, o := range a.Officers {
			ok, asked := may[o]
			if !asked {
				if ok, err = v.mayKnow(tx, w, o, caseSubject(id)); err != nil {
					return b, err
				}
				may[o] = ok
			}
			if ok {
				known = append(known, o)
			}
		}
		a.Officers = known
	}
	if b.Described, err = cases.Described(tx, w.Who.Force, id); err != nil {
		return b, err
	}
	b.Version, err = Version(tx, w.Who.Force, id)
	return b, err
}

// CaseClocks computes the limits of a case afresh, those that run and those that were
// met, for whoever may open it, or candour.ErrNotFound. failed is a limit that could not
// be computed, as a sentence; the others stand beside it.
func (v View) CaseClocks(ctx context.Context, w Viewer, id candour.CaseID) (due []clock.Due, failed, err error) {
	of := caseSubject(id)
	err = v.Runner.Read(ctx, w.Who, cases.ReadCase, of, func(tx *seal.Tx) error {
		events, err := ledger.EventsOf(tx, w.Who.Force, of)
		if err != nil {
			return err
		}
		due, failed = clock.Compute(events)
		return nil
	})
	return due, failed, err
}
