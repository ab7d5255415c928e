package view

import (
	"fmt"

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
	for _, a := range p.Shown {
		for _, o := range a.Officers {
			f, known := p.Officers[o]
			if !known || seenOn(p.People, o) {
				continue
			}
			on := OnCase{Is: "It is about", Name: f.Officer.Name, Officer: o}
			s, err := workforce.StandingOf(tx, w.Who.Force, o, w.Today)
			if err != nil {
				return err
			}
			if s.State == workforce.Suspended || s.State == workforce.Restricted || s.State == workforce.Gone {
				words := map[workforce.State]string{workforce.Suspended: "Suspended", workforce.Restricted: "Duties restricted", workforce.Gone: "Does not serve any more"}[s.State]
				if !s.Since.IsZero() {
					words += " since " + s.Since.Words()
				}
				on.Flags = append(on.Flags, Flag{words})
			}
			p.People = append(p.People, on)
		}
	}
	return v.assigned(tx, w, p)
}

// assigned are those to whom a case was given.
func (v View) assigned(tx *seal.Tx, w Viewer, p *CasePage) error {
	var all []OnCase
	err := tx.Each(`SELECT officer, from_day FROM cases_assignment WHERE force = $1 AND case_id = $2 ORDER BY from_day, officer`, []any{string(w.Who.Force), string(p.ID)}, func(scan func(...any) error) error {
		var o, from string
		err := scan(&o, &from)
		all = append(all, OnCase{Is: "Assigned to", Officer: candour.OfficerID(o), Since: cases.Day(from)})
		return err
	})
	if err != nil {
		return fmt.Errorf("reading to whom a case is assigned: %w", err)
	}
	for _, a := range all {
		o, err := workforce.Read(tx, w.Who.Force, a.Officer)
		if err != nil {
			return err
		}
		a.Name = o.Name
		p.People = append(p.People, a)
	}
	return nil
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
