package view

import (
	"context"
	"slices"

	"candour"
	"candour/cases"
	"candour/seal"
)

// Allegation opens one allegation of a case, with the officers it is about, or
// candour.ErrNotFound: whoever decides on it must have it before their eyes. Of
// the page it fills only the case, Shown, Described, Disputed, Records and Officers.
func (v View) Allegation(ctx context.Context, w Viewer, c candour.CaseID, id candour.AllegationID) (p CasePage, err error) {
	err = v.Runner.Read(ctx, w.Who, cases.ReadCase, caseSubject(c), func(tx *seal.Tx) error {
		p = CasePage{Officers: map[candour.OfficerID]OfficerFile{}}
		if p.Case, err = cases.Read(tx, w.Who.Force, c); err != nil {
			return err
		}
		if p.Described, err = cases.Described(tx, w.Who.Force, c); err != nil {
			return err
		}
		if p.Disputed, err = cases.Disputes(tx, w.Who.Force, c); err != nil {
			return err
		}
		if p.Records, err = v.records(tx, w, p.Report); err != nil {
			return err
		}
		i := slices.IndexFunc(p.Allegations, func(a cases.Allegation) bool { return a.ID == id })
		if i < 0 {
			return candour.ErrNotFound
		}
		p.Shown = p.Allegations[i : i+1]
		for _, o := range p.Shown[0].Officers {
			ok, err := v.mayKnow(tx, w, o, caseSubject(c))
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			officer, err := inCase(tx, w.Who.Force, c, o)
			if err != nil {
				return err
			}
			p.Officers[o] = OfficerFile{Officer: officer, Elsewhere: true}
		}
		return nil
	})
	return p, err
}
