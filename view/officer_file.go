package view

import (
	"context"
	"fmt"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// Concern is one allegation about an officer, closed without action included.
// It never holds the words: whoever needs them opens the case.
type Concern struct {
	Case     candour.CaseID
	Position int
	Received candour.Date
	Category string
	Source   string // an import's own code, word for word
	Says     string // an import's own finding, word for word
	Decision cases.Decision
	Closed   bool
	About    int // officers named in the same case
}

// OfficerFile is an officer and every concern about them that the viewer may see.
type OfficerFile struct {
	workforce.Officer
	Is        workforce.PersonType // on the day of whoever looks
	Standing  workforce.Standing   // likewise; never because of which matter
	Binds     workforce.Binding    // likewise
	Held      []candour.IdentifierID
	Ties      []workforce.Relationship // for whoever may know them
	Concerns  []Concern
	AskThere  []candour.ForceID      // other forces that hold a concern about this human being, and have not released it
	Managers  []UnitManager          // over time, the latest first; those whom the viewer may know
	Units     map[string]bool        // those of the postings whose page the viewer may open
	Elsewhere bool                   // the concerns were not read here: they stand in the officer's own file
	Orders    []workforce.Revocation // what other systems were asked, and have answered or not
	Holds     []Hold
	Offers    []act.Offer
}

// OfficerFile opens the file of one officer, or candour.ErrNotFound.
func (v View) OfficerFile(ctx context.Context, w Viewer, id candour.OfficerID) (f OfficerFile, err error) {
	err = v.Runner.Read(ctx, w.Who, workforce.ReadOfficer, candour.Subject{Kind: "officer", ID: string(id)}, func(tx *seal.Tx) error {
		if f, err = v.officer(tx, w, id); err != nil {
			return err
		}
		if err := v.work(tx, w, &f); err != nil {
			return err
		}
		return v.decided(tx, w, &f)
	})
	return f, err
}

// work adds what somebody is to the force, how they stand, which systems were asked
// to end their access, of which kinds their identifiers are, and their relationships for whoever may know them.
func (v View) work(tx *seal.Tx, w Viewer, f *OfficerFile) (err error) {
	force, id := w.Who.Force, f.ID
	if f.Is, err = workforce.TypeOn(tx, force, id, w.Today); err != nil {
		return err
	}
	if f.Standing, err = workforce.StandingOf(tx, force, id, w.Today); err != nil {
		return err
	}
	if f.Binds, err = workforce.BindingOn(tx, force, id, w.Today); err != nil {
		return err
	}
	if f.Held, err = workforce.IdentifierKindsOf(tx, force, id); err != nil {
		return err
	}
	if f.Orders, err = workforce.RevocationsOf(tx, force, id, w.Now); err != nil {
		return err
	}
	if err := v.where(tx, w, f); err != nil {
		return err
	}
	_, ok, err := v.Runner.May(tx, w.Who, workforce.UnsealOfficer.ID, candour.Subject{Kind: "officer", ID: string(id)})
	if err != nil || !ok {
		return err
	}
	f.Ties, err = workforce.Relationships(tx, force, id)
	return err
}

// where adds who managed somebody over time, and which of their units' pages the viewer
// may open.
func (v View) where(tx *seal.Tx, w Viewer, f *OfficerFile) error {
	f.Units = map[string]bool{}
	for _, p := range f.Postings {
		if _, asked := f.Units[p.Unit]; asked {
			continue
		}
		ok, err := v.mayReadUnit(tx, w, p.Unit)
		if err != nil {
			return err
		}
		f.Units[p.Unit] = ok
	}
	all, err := workforce.ManagersOf(tx, w.Who.Force, f.ID)
	if err != nil {
		return err
	}
	f.Managers, err = v.known(tx, w, all)
	return err
}

func (v View) officer(tx *seal.Tx, w Viewer, id candour.OfficerID) (OfficerFile, error) {
	o, err := workforce.Read(tx, w.Who.Force, id)
	if err != nil {
		return OfficerFile{}, err
	}
	list, err := v.Concerns(tx, w, id)
	if err != nil {
		return OfficerFile{}, err
	}
	there, err := v.askThere(tx, w, o.Person)
	return OfficerFile{Officer: o, Concerns: list, AskThere: there}, err
}

// Concerns are the concerns about an officer, the latest first: open, decided,
// closed without action. Disproved and not-this-person have left the list. Each
// is asked of authz by its case; those on whose wall the viewer stands are left out
// before, so that they take no time either.
func (v View) Concerns(tx *seal.Tx, w Viewer, id candour.OfficerID) ([]Concern, error) {
	args, err := authz.ListArgs(tx.Tx, w.Who)
	if err != nil {
		return nil, err
	}
	var all []Concern
	err = tx.Each(`SELECT a.case_id, a.position, c.opened_day, c.closed_day, a.category, a.source_code, a.source_says, COALESCE(e.decision, '')
		FROM (SELECT x.force, x.officer, x.case_id, x.allegation, 'case/' || x.case_id AS subject FROM cases_accused x) d
		JOIN cases_allegation a ON a.force = d.force AND a.id = d.allegation
		JOIN cases_case c ON c.force = d.force AND c.id = d.case_id
		LEFT JOIN cases_decision e ON e.force = d.force AND e.case_id = d.case_id AND e.allegation = d.allegation
		WHERE d.force = $1 AND `+authz.Listed+` AND d.officer = $6
		ORDER BY c.opened_day DESC, a.case_id, a.position`, append(args, string(id)), func(scan func(...any) error) error {
		var c Concern
		var caseID, opened, closed, decision string
		if err := scan(&caseID, &c.Position, &opened, &closed, &c.Category, &c.Source, &c.Says, &decision); err != nil {
			return err
		}
		day, err := candour.ParseDate(opened)
		c.Case, c.Received, c.Closed, c.Decision = candour.CaseID(caseID), day, closed != "", cases.Decision(decision)
		all = append(all, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the concerns about an officer: %w", err)
	}
	about := map[candour.CaseID]int{} // officers named in a case that may be read; 0: may not
	for i := range all {
		c := &all[i]
		n, asked := about[c.Case]
		if !asked {
			_, ok, err := v.Runner.May(tx, w.Who, cases.ListCase.ID, caseSubject(c.Case))
			if err != nil {
				return nil, err
			}
			if ok {
				if n, err = named(tx, w.Who.Force, c.Case); err != nil {
					return nil, err
				}
			}
			about[c.Case] = n
		}
		c.About = n
	}
	return slices.DeleteFunc(all, func(c Concern) bool {
		return c.About == 0 || c.Decision == cases.Disproved || c.Decision == cases.NotThisPerson
	}), nil
}

// named counts the officers of a case. It is a query of its own, because counting
// them inside the one above made SQLite read every row of the force for each.
func named(tx *seal.Tx, force candour.ForceID, id candour.CaseID) (int, error) {
	accused, err := cases.Accused(tx, force, id)
	officers := map[candour.OfficerID]bool{}
	for _, list := range accused {
		for _, o := range list {
			officers[o] = true
		}
	}
	return len(officers), err
}
