package view

import (
	"cmp"
	"context"
	"fmt"
	"math"
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
	More      bool                   // there are earlier ones, which were not read here
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
		var read OfficerFile
		err := tx.Together(func() (err error) {
			if read, err = v.officer(tx, w, id, "", every); err != nil {
				return err
			}
			return v.where(tx, w, &read)
		}, func() error {
			return v.work(tx, w, id, &f)
		}, func() error {
			return v.decided(tx, w, id, &f)
		})
		f.Officer, f.Concerns, f.More, f.AskThere, f.Managers, f.Units = read.Officer, read.Concerns, read.More, read.AskThere, read.Managers, read.Units
		return err
	})
	return f, err
}

// work adds what somebody is to the force, how they stand, which systems were asked
// to end their access, of which kinds their identifiers are, and their relationships for whoever may know them.
func (v View) work(tx *seal.Tx, w Viewer, id candour.OfficerID, f *OfficerFile) error {
	force := w.Who.Force
	return tx.Together(func() (err error) {
		f.Is, err = workforce.TypeOn(tx, force, id, w.Today)
		return err
	}, func() (err error) {
		f.Standing, err = workforce.StandingOf(tx, force, id, w.Today)
		return err
	}, func() (err error) {
		f.Binds, err = workforce.BindingOn(tx, force, id, w.Today)
		return err
	}, func() (err error) {
		f.Held, err = workforce.IdentifierKindsOf(tx, force, id)
		return err
	}, func() (err error) {
		f.Orders, err = workforce.RevocationsOf(tx, force, id, w.Now)
		return err
	}, func() error {
		_, ok, err := v.Runner.May(tx, w.Who, workforce.UnsealOfficer.ID, candour.Subject{Kind: "officer", ID: string(id)})
		if err != nil || !ok {
			return err
		}
		f.Ties, err = workforce.Relationships(tx, force, id)
		return err
	})
}

// where adds who managed somebody over time, and which of their units' pages the viewer
// may open.
func (v View) where(tx *seal.Tx, w Viewer, f *OfficerFile) error {
	f.Units = map[string]bool{}
	return tx.Together(func() error {
		return eachOf(tx, f.Postings, func(_ int, p workforce.Posting) error {
			ok, err := v.mayReadUnit(tx, w, p.Unit)
			f.Units[p.Unit] = ok
			return err
		})
	}, func() error {
		all, err := workforce.ManagersOf(tx, w.Who.Force, f.ID)
		if err != nil {
			return err
		}
		f.Managers, err = v.known(tx, w, all)
		return err
	})
}

// officer reads an officer with the latest of the concerns about them: up to so many
// from other cases than one, or all.
func (v View) officer(tx *seal.Tx, w Viewer, id candour.OfficerID, but candour.CaseID, most int) (OfficerFile, error) {
	var f OfficerFile
	err := tx.Together(func() (err error) {
		if f.Officer, err = workforce.Read(tx, w.Who.Force, id); err != nil {
			return err
		}
		f.AskThere, err = v.askThere(tx, w, f.Person)
		return err
	}, func() (err error) {
		f.Concerns, f.More, err = v.Concerns(tx, w, id, but, most)
		return err
	})
	if err != nil {
		return OfficerFile{}, err
	}
	return f, nil
}

// every is as many concerns as there are.
const every = math.MaxInt32 - 1

// Concerns are the concerns about an officer, the latest first: open, decided,
// closed without action; up to so many from other cases than one, and whether there
// are more. Disproved and not-this-person have left the list. Each is asked of authz
// by its case; those on whose wall the viewer stands are left out before, so that
// they take no time either.
//
// They lie by their days in an index with all that is shown of them, and SQLite goes
// through it until there are enough: only the wall of each is looked up elsewhere.
func (v View) Concerns(tx *seal.Tx, w Viewer, id candour.OfficerID, but candour.CaseID, most int) (all []Concern, more bool, err error) {
	args, err := authz.ListArgs(tx.Tx, w.Who)
	if err != nil {
		return nil, false, err
	}
	may, err := v.Runner.MayRow(tx, w.Who, args, cases.ListCase.ID, "case")
	if err != nil {
		return nil, false, err
	}
	if may.None() {
		return nil, false, nil
	}
	for from := (place{day: "9999-12-31"}); ; {
		read, wants := 0, min(most+1, every)
		var some []Concern
		err = tx.Each(concernRows, append(slices.Clone(args), string(id), string(but), from.day, from.day, from.c, from.c, from.allegation, string(cases.Disproved), string(cases.NotThisPerson), wants), func(scan func(...any) error) error {
			var c Concern
			var closed, decision string
			if err := scan(&from.c, &from.allegation, &c.Position, &from.day, &closed, &c.Category, &c.Source, &c.Says, &decision, &c.About); err != nil {
				return err
			}
			read++
			day, err := candour.ParseDate(from.day)
			c.Case, c.Received, c.Closed, c.Decision = candour.CaseID(from.c), day, closed != "", cases.Decision(decision)
			some = append(some, c)
			return err
		})
		if err != nil {
			return nil, false, fmt.Errorf("reading the concerns about an officer: %w", err)
		}
		ids := make([]string, len(some))
		for i, c := range some {
			ids[i] = string(c.Case)
		}
		if err := may.Ahead(ids); err != nil {
			return nil, false, err
		}
		for _, c := range some {
			switch ok, err := may.May(string(c.Case)); {
			case err != nil:
				return nil, false, err
			case ok && len(all) == most:
				return inOrder(all), true, nil
			case ok:
				all = append(all, c)
			}
		}
		if read < wants {
			return inOrder(all), false, nil
		}
	}
}

// place is the row of a concern after which a list goes on.
type place struct{ day, c, allegation string }

// concernRows are the concerns about an officer after one of them, the latest first: all
// that a row shows lies in one index. The officers of a case are counted by a column that
// no index has in order: else SQLite reads every row of the force for each.
const concernRows = `SELECT d.case_id, d.allegation, d.position, d.opened_day, d.closed_day, d.category, d.source_code, d.source_says, d.decision,
		(SELECT count(DISTINCT n.officer || '') FROM cases_accused n WHERE n.force = d.force AND n.case_id = d.case_id)
	FROM (SELECT x.force, x.officer, x.case_id, x.allegation, x.opened_day, x.position, x.closed_day, x.category, x.source_code, x.source_says, x.decision, 'case/' || x.case_id AS subject FROM cases_accused x) d
	WHERE d.force = $1 AND ` + authz.Listed + ` AND d.officer = $6 AND d.case_id <> $7 AND d.opened_day <= $8 AND (d.opened_day < $9 OR d.case_id > $10 OR d.case_id = $11 AND d.allegation > $12)
	AND d.decision <> $13 AND d.decision <> $14
	ORDER BY d.opened_day DESC, d.case_id, d.allegation LIMIT $15`

// inOrder puts the allegations of each case in the order in which they were made.
func inOrder(all []Concern) []Concern {
	slices.SortFunc(all, func(a, b Concern) int {
		return cmp.Or(b.Received.Time().Compare(a.Received.Time()), cmp.Compare(a.Case, b.Case), cmp.Compare(a.Position, b.Position))
	})
	return all
}
