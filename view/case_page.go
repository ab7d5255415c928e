package view

import (
	"context"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/clock"
	"candour/intake"
	"candour/ledger"
	"candour/seal"
	"candour/workforce"
)

// CasePage is all that the page of a case shows. A case with more allegations
// than PageSize is shown in parts: Part is the one that is shown, from 0.
type CasePage struct {
	cases.Case
	Shown     []cases.Allegation
	Described map[candour.AllegationID]cases.Description
	Said      map[candour.AllegationID]intake.Said // for whoever may read the report
	People    []OnCase
	Part      int
	More      bool
	Officers  map[candour.OfficerID]OfficerFile // of the part that is shown; the first few with the latest of their earlier concerns
	Due       []clock.Due
	DueError  error // a limit that could not be computed, as a sentence
	Timeline  []Happened
	Holds     []Hold
	Offers    []act.Offer
	Each      map[candour.AllegationID][]act.Offer
	Things    []Thing
	Disputed  []cases.Dispute // by the officers, of what was disclosed to them
	Groups    []Group         // of Offers
	Mailbox   Mailbox
	Records   map[candour.AllegationID][]Record // what the person was asked to confirm, and said
	Owed      []intake.Owed                     // to the person, for what they sent
	Contact   *Contact
}

// Happened is one event of the timeline, with the name of who did it.
type Happened struct {
	candour.Event
	Name string
}

// mostFiles is for how many officers of a case the earlier concerns stand on its
// page. A case about a whole unit would otherwise be a page of hundreds of lists;
// the others' are one click away, in their files.
const mostFiles = 10

// LatestConcerns is how many earlier concerns about one officer stand on the page of a
// case unless more are asked for.
const LatestConcerns = 20

// CasePage opens a part of a case with the latest of the earlier concerns about its
// officers, or candour.ErrNotFound.
func (v View) CasePage(ctx context.Context, w Viewer, id candour.CaseID, part int) (CasePage, error) {
	return v.openCase(ctx, w, id, part, PageSize, LatestConcerns)
}

// CaseWithConcerns is CasePage with every earlier concern about its officers.
func (v View) CaseWithConcerns(ctx context.Context, w Viewer, id candour.CaseID, part int) (CasePage, error) {
	return v.openCase(ctx, w, id, part, PageSize, every)
}

// CaseInFull opens all of a case at once, for a copy on paper, or
// candour.ErrNotFound. Nothing can be done on paper, so no act is asked about.
func (v View) CaseInFull(ctx context.Context, w Viewer, id candour.CaseID) (CasePage, error) {
	return v.openCase(ctx, w, id, 0, 0, every)
}

// openCase opens a part of a case with so many allegations; 0: all, and nothing that
// can be done. With each officer are so many earlier concerns.
func (v View) openCase(ctx context.Context, w Viewer, id candour.CaseID, part, size, concerns int) (p CasePage, err error) {
	of := caseSubject(id)
	whole := size == 0
	if whole {
		v.Acts = nil
	}
	err = v.Runner.Read(ctx, w.Who, cases.ReadCase, of, func(tx *seal.Tx) error {
		p = CasePage{Part: part, Officers: map[candour.OfficerID]OfficerFile{}, Each: map[candour.AllegationID][]act.Offer{}}
		if p.Case, err = cases.Read(tx, w.Who.Force, id); err != nil {
			return err
		}
		if p.Described, err = cases.Described(tx, w.Who.Force, id); err != nil {
			return err
		}
		if p.Disputed, err = cases.Disputes(tx, w.Who.Force, id); err != nil {
			return err
		}
		if p.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, of); err != nil {
			return err
		}
		p.Groups = grouped(p.Offers)
		if p.Things, err = v.things(tx, w, id); err != nil {
			return err
		}
		if p.Holds, err = holds(tx, w, of); err != nil {
			return err
		}
		if p.Contact, err = v.contact(tx, w, p.Report); err != nil {
			return err
		}
		if err := v.exchanged(tx, w, &p); err != nil {
			return err
		}
		if whole {
			size = len(p.Allegations)
		}
		from := min(part*size, len(p.Allegations))
		p.Shown = p.Allegations[from:min(from+size, len(p.Allegations))]
		p.More = from+len(p.Shown) < len(p.Allegations)
		for _, a := range p.Shown {
			if p.Each[a.ID], err = v.Runner.Offers(tx, w.Who, v.Acts, candour.Subject{Kind: "allegation", ID: string(a.ID)}); err != nil {
				return err
			}
			for _, o := range a.Officers {
				if err := v.linked(tx, w, id, o, concerns, p.Officers); err != nil {
					return err
				}
			}
		}
		if err := v.said(tx, w, &p); err != nil {
			return err
		}
		if err := v.people(tx, w, &p); err != nil {
			return err
		}
		events, err := ledger.EventsOf(tx, w.Who.Force, of)
		if err != nil {
			return err
		}
		p.Due, p.DueError = clock.Compute(events)
		p.Timeline, err = byName(tx, w.Who.Force, events)
		if err != nil || p.Report == "" {
			return err
		}
		stands, err := intake.Noun.Stand(tx, w.Who.Force, string(p.Report))
		for i, e := range p.Timeline {
			if e.By == stands.Reporter {
				p.Timeline[i].Name = "the person who reported"
			}
		}
		return err
	})
	return p, err
}

// exchanged adds what was written back and forth with the person who reported, what
// they say of the record, and what they are owed for it.
func (v View) exchanged(tx *seal.Tx, w Viewer, p *CasePage) (err error) {
	if p.Report == "" {
		return nil
	}
	if p.Mailbox, err = v.mailbox(tx, w, p.Report); err != nil {
		return err
	}
	if p.Records, err = v.records(tx, w, p.Report); err != nil {
		return err
	}
	p.Owed, err = intake.OwedOn(tx, w.Who.Force, p.Report)
	return err
}

// linked adds an officer with so many of the concerns from other cases.
func (v View) linked(tx *seal.Tx, w Viewer, this candour.CaseID, o candour.OfficerID, concerns int, into map[candour.OfficerID]OfficerFile) error {
	if _, done := into[o]; done {
		return nil
	}
	if ok, err := v.mayKnow(tx, w, o, caseSubject(this)); err != nil || !ok {
		return err
	}
	if len(into) >= mostFiles {
		officer, err := inCase(tx, w.Who.Force, this, o)
		into[o] = OfficerFile{Officer: officer, Elsewhere: true}
		return err
	}
	f, err := v.officer(tx, w, o, this, concerns)
	if err != nil {
		return err
	}
	if f.Officer, err = asCaseKnows(tx, w.Who.Force, this, f.Officer); err != nil {
		return err
	}
	into[o] = f
	return nil
}

func byName(tx *seal.Tx, force candour.ForceID, events []candour.Event) ([]Happened, error) {
	names := map[candour.PersonID]string{}
	var out []Happened
	for _, e := range events {
		if _, ok := names[e.By]; !ok {
			n, err := workforce.NameOf(tx, force, e.By)
			if err != nil {
				return nil, err
			}
			names[e.By] = n
		}
		out = append(out, Happened{e, names[e.By]})
	}
	return out, nil
}

// ReportPage is all that the page of a report shows.
type ReportPage struct {
	intake.Report
	Holds   []Hold
	Offers  []act.Offer
	Mailbox Mailbox
	Owed    []intake.Owed
	Contact *Contact
}

// ReportPage opens a report, or candour.ErrNotFound.
func (v View) ReportPage(ctx context.Context, w Viewer, id candour.ReportID) (p ReportPage, err error) {
	of := candour.Subject{Kind: "report", ID: string(id)}
	err = v.Runner.Read(ctx, w.Who, intake.ReadReport, of, func(tx *seal.Tx) error {
		if p.Report, err = intake.Read(tx, w.Who.Force, id); err != nil {
			return err
		}
		if p.Holds, err = holds(tx, w, of); err != nil {
			return err
		}
		if p.Contact, err = v.contact(tx, w, p.ID); err != nil {
			return err
		}
		if p.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, of); err != nil {
			return err
		}
		if p.Mailbox, err = v.mailbox(tx, w, id); err != nil {
			return err
		}
		p.Owed, err = intake.OwedOn(tx, w.Who.Force, id)
		return err
	})
	return p, err
}
