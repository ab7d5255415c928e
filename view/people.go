package view

import (
	"fmt"
	"slices"

	"candour"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// Flag is a word of caution beside somebody on the page of a case: what must be known
// before anybody writes to them, rings them or goes there.
type Flag struct {
	Words string
}

// OnCase is one person of a case and what they are in it.
type OnCase struct {
	Is      string // "The person who reported"
	Name    candour.Marking
	Officer candour.OfficerID // empty: not one of those who work here, or not to be known
	Since   candour.Date
	Flags   []Flag
}

// people are those of a case: who reported, whom it is about, who works on it. The
// person who reported stands there without a name, which the case does not need.
func (v View) people(tx *seal.Tx, w Viewer, p *CasePage) error {
	if p.Report != "" {
		p.People = append(p.People, OnCase{Is: "The person who reported", Since: p.OpenedOn})
	}
	var about []OnCase
	for _, a := range p.Shown {
		for _, o := range a.Officers {
			if f, known := p.Officers[o]; known && !seenOn(about, o) {
				about = append(about, OnCase{Is: "It is about", Name: f.Officer.Name, Officer: o})
			}
		}
	}
	var given []OnCase
	err := tx.Together(func() error {
		return eachOf(tx, about, func(i int, on OnCase) (err error) {
			about[i].Flags, err = flags(tx, w, on.Officer)
			return err
		})
	}, func() (err error) {
		given, err = assigned(tx, w, p.ID)
		return err
	})
	p.People = slices.Concat(p.People, about, given)
	return err
}

// flags are the words of caution beside an officer.
func flags(tx *seal.Tx, w Viewer, o candour.OfficerID) ([]Flag, error) {
	s, err := workforce.StandingOf(tx, w.Who.Force, o, w.Today)
	words := map[workforce.State]string{workforce.Suspended: "Suspended", workforce.Restricted: "Duties restricted", workforce.Gone: "Does not serve any more"}[s.State]
	if err != nil || words == "" {
		return nil, err
	}
	if !s.Since.IsZero() {
		words += " since " + s.Since.Words()
	}
	return []Flag{{words}}, nil
}

// assigned are those to whom a case was given.
func assigned(tx *seal.Tx, w Viewer, id candour.CaseID) (all []OnCase, err error) {
	err = tx.Each(`SELECT officer, from_day FROM cases_assignment WHERE force = $1 AND case_id = $2 ORDER BY from_day, officer`, []any{string(w.Who.Force), string(id)}, func(scan func(...any) error) error {
		var o, from string
		err := scan(&o, &from)
		all = append(all, OnCase{Is: "Assigned to", Officer: candour.OfficerID(o), Since: cases.Day(from)})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading to whom a case is assigned: %w", err)
	}
	err = eachOf(tx, all, func(i int, a OnCase) error {
		o, err := workforce.Read(tx, w.Who.Force, a.Officer)
		all[i].Name = o.Name
		return err
	})
	return all, err
}

func seenOn(list []OnCase, o candour.OfficerID) bool {
	for _, x := range list {
		if x.Officer == o {
			return true
		}
	}
	return false
}

// said is what the person sent, for whoever may read their report: it stands beside
// what was recorded of it.
func (v View) said(tx *seal.Tx, w Viewer, p *CasePage) error {
	if p.Report == "" {
		return nil
	}
	_, ok, err := v.Runner.May(tx, w.Who, intake.ReadTold.ID, mailboxOf(p.Report))
	if err != nil || !ok {
		return err
	}
	r, err := intake.Read(tx, w.Who.Force, p.Report)
	if err != nil {
		return err
	}
	p.Said = map[candour.AllegationID]intake.Said{}
	for _, a := range r.Allegations {
		p.Said[a.ID] = a.Said
	}
	return nil
}
