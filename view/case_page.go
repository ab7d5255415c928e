package view

import (
	"context"
	"slices"

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
		var reporter candour.PersonID
		err := tx.Together(func() (err error) {
			if p.Case, err = cases.Read(tx, w.Who.Force, id); err != nil {
				return err
			}
			if whole {
				size = len(p.Allegations)
			}
			from := min(part*size, len(p.Allegations))
			p.Shown = p.Allegations[from:min(from+size, len(p.Allegations))]
			p.More = from+len(p.Shown) < len(p.Allegations)
			return v.around(tx, w, &p, concerns, &reporter)
		}, func() (err error) {
			p.Described, err = cases.Described(tx, w.Who.Force, id)
			return err
		}, func() (err error) {
			p.Disputed, err = cases.Disputes(tx, w.Who.Force, id)
			return err
		}, func() (err error) {
			p.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, of)
			p.Groups = grouped(p.Offers)
			return err
		}, func() (err error) {
			p.Things, err = v.things(tx, w, id)
			return err
		}, func() (err error) {
			p.Holds, err = holds(tx, w, of)
			return err
		}, func() error {
			events, err := ledger.EventsOf(tx, w.Who.Force, of)
			if err != nil {
				return err
			}
			p.Due, p.DueError = clock.Compute(events)
			p.Timeline, err = byName(tx, w.Who.Force, events)
			return err
		})
		for i, e := range p.Timeline {
			if p.Report != "" && e.By == reporter {
				p.Timeline[i].Name = "the person who reported"
			}
		}
		return err
	})
	return p, err
}

// around adds what hangs on the report that a case came from, on its allegations and on
// the people in it, and tells who reported.
func (v View) around(tx *seal.Tx, w Viewer, p *CasePage, concerns int, reporter *candour.PersonID) error {
	offers := make([][]act.Offer, len(p.Shown))
	err := tx.Together(func() (err error) {
		p.Contact, err = v.contact(tx, w, p.Report)
		return err
	}, func() error {
		return v.exchanged(tx, w, p)
	}, func() error {
		return eachOf(tx, p.Shown, func(i int, a cases.Allegation) (err error) {
			offers[i], err = v.Runner.Offers(tx, w.Who, v.Acts, candour.Subject{Kind: "allegation", ID: string(a.ID)})
			return err
		})
	}, func() error {
		if err := v.linked(tx, w, p, concerns); err != nil {
			return err
		}
		return v.people(tx, w, p)
	}, func() error {
		return v.said(tx, w, p)
	}, func() error {
		if p.Report == "" {
			return nil
		}
		stands, err := intake.Noun.Stand(tx, w.Who.Force, string(p.Report))
		*reporter = stands.Reporter
		return err
	})
	for i, a := range p.Shown {
		p.Each[a.ID] = offers[i]
	}
	return err
}

// eachOf does the same reading for each of some, together.
func eachOf[X any](tx *seal.Tx, all []X, f func(i int, x X) error) error {
	ask := make([]func() error, len(all))
	for i, x := range all {
		ask[i] = func() error { return f(i, x) }
	}
	return tx.Together(ask...)
}

// exchanged adds what was written back and forth with the person who reported, what
// they say of the record, and what they are owed for it.
func (v View) exchanged(tx *seal.Tx, w Viewer, p *CasePage) error {
	if p.Report == "" {
		return nil
	}
	return tx.Together(func() (err error) {
		p.Mailbox, err = v.mailbox(tx, w, p.Report)
		return err
	}, func() (err error) {
		p.Records, err = v.records(tx, w, p.Report)
		return err
	}, func() (err error) {
		p.Owed, err = intake.OwedOn(tx, w.Who.Force, p.Report)
		return err
	})
}

// linked adds the officers of the allegations that are shown, the first with so many of
// the concerns from other cases.
func (v View) linked(tx *seal.Tx, w Viewer, p *CasePage, concerns int) error {
	var all []candour.OfficerID
	for _, a := range p.Shown {
		for _, o := range a.Officers {
			if !slices.Contains(all, o) {
				all = append(all, o)
			}
		}
	}
	known := make([]bool, len(all))
	if err := eachOf(tx, all, func(i int, o candour.OfficerID) (err error) {
		known[i], err = v.mayKnow(tx, w, o, caseSubject(p.ID))
		return err
	}); err != nil {
		return err
	}
	var mine []candour.OfficerID
	for i, o := range all {
		if known[i] {
			mine = append(mine, o)
		}
	}
	files := make([]OfficerFile, len(mine))
	if err := eachOf(tx, mine, func(i int, o candour.OfficerID) (err error) {
		f := &files[i]
		if i >= mostFiles {
			f.Elsewhere = true
			f.Officer, err = inCase(tx, w.Who.Force, p.ID, o)
			return err
		}
		if *f, err = v.officer(tx, w, o, p.ID, concerns); err != nil {
			return err
		}
		f.Officer, err = asCaseKnows(tx, w.Who.Force, p.ID, f.Officer)
		return err
	}); err != nil {
		return err
	}
	for i, o := range mine {
		p.Officers[o] = files[i]
	}
	return nil
}

func byName(tx *seal.Tx, force candour.ForceID, events []candour.Event) ([]Happened, error) {
	var who []candour.PersonID
	for _, e := range events {
		if !slices.Contains(who, e.By) {
			who = append(who, e.By)
		}
	}
	names := make([]string, len(who))
	if err := eachOf(tx, who, func(i int, p candour.PersonID) (err error) {
		names[i], err = workforce.NameOf(tx, force, p)
		return err
	}); err != nil {
		return nil, err
	}
	var out []Happened
	for _, e := range events {
		out = append(out, Happened{e, names[slices.Index(who, e.By)]})
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
