package view

import (
	"context"
	"maps"
	"slices"

	"candour"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// Found is one officer that a search found.
type Found struct {
	workforce.Officer
	Unit string // where they are posted now, or were last
}

// mostFound is how many of a kind a search shows.
const mostFound = 20

// FindOfficers finds officers by collar number or by all words of a name. Each
// is asked of authz, within the case for whose sake somebody looks, if there is one;
// at most 20 are shown, and more says that there are others.
func (v View) FindOfficers(ctx context.Context, w Viewer, query string, in candour.Subject) (out []Found, more bool, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out, more = nil, false
		if in.Kind == "case" { // a form of a hidden case is refused before it comes here
			if _, ok, err := v.Runner.May(tx, w.Who, cases.ReadCase.ID, in); err != nil {
				return err
			} else if !ok {
				in = candour.Subject{}
			}
		}
		ids, err := workforce.Find(tx, w.Who.Force, query, 200)
		if err != nil {
			return err
		}
		out, more, err = v.found(tx, w, ids, in)
		return err
	})
	return out, more, err
}

// found are the first 20 of some officers whom the person may know.
func (v View) found(tx *seal.Tx, w Viewer, ids []candour.OfficerID, in candour.Subject) (out []Found, more bool, err error) {
	for _, id := range ids {
		ok, err := v.mayKnow(tx, w, id, in)
		if err != nil {
			return nil, false, err
		}
		if !ok {
			continue
		}
		if len(out) == mostFound {
			return out, true, nil
		}
		o, err := workforce.Read(tx, w.Who.Force, id)
		if err != nil {
			return nil, false, err
		}
		f := Found{Officer: o}
		if len(o.Postings) > 0 {
			f.Unit = o.Postings[0].Unit
		}
		out = append(out, f)
	}
	return out, false, nil
}

// AccusedOf are the officers whom a case is about, or candour.ErrNotFound: an act
// about one of them offers these and no search.
func (v View) AccusedOf(ctx context.Context, w Viewer, c candour.CaseID) (out []Found, err error) {
	err = v.Runner.Read(ctx, w.Who, cases.ReadCase, caseSubject(c), func(tx *seal.Tx) error {
		out = nil
		accused, err := cases.Accused(tx, w.Who.Force, c)
		if err != nil {
			return err
		}
		for _, id := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(accused))...)))) {
			ok, err := v.mayKnow(tx, w, id, caseSubject(c))
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			o, err := inCase(tx, w.Who.Force, c, id)
			if err != nil {
				return err
			}
			f := Found{Officer: o}
			if len(o.Postings) > 0 {
				f.Unit = o.Postings[0].Unit
			}
			out = append(out, f)
		}
		return nil
	})
	return out, err
}
