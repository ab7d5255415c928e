package view

import (
	"context"
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// Call is a call for help that somebody was paged for.
type Call struct {
	intake.Page
	intake.Danger
	By     string    // who acts, by name
	Next   time.Time // when the next one is paged, while nobody acts
	Paged  int       // how often somebody was
	Offers []act.Offer
}

// callsFor is how long a call that is over stays on the page of whoever was paged.
const callsFor = 14 * 24 * time.Hour

// Calls are the calls for help that the viewer was paged for, the newest first. There
// are none for anybody else, and none that somebody on its wall was paged for once.
func (v View) Calls(ctx context.Context, w Viewer) (out []Call, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		all, err := intake.PagesOf(tx, w.Who.Force, w.Who.ID, w.Now.Add(-callsFor))
		if err != nil {
			return err
		}
		for _, p := range all {
			of := candour.Subject{Kind: "page", ID: p.ID}
			if _, ok, err := v.Runner.May(tx, w.Who, intake.ReadPage.ID, of); err != nil {
				return err
			} else if !ok {
				continue
			}
			c := Call{Page: p}
			if c.Danger, err = intake.ReadDanger(tx, w.Who.Force, p.Report); err != nil {
				return err
			}
			if c.Taken.IsZero() {
				if err := c.waits(tx, w); err != nil {
					return err
				}
			} else if c.By, err = workforce.NameOf(tx, w.Who.Force, c.Danger.By); err != nil {
				return err
			}
			if c.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, of); err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

// waits says when the next one is paged.
func (c *Call) waits(tx *seal.Tx, w Viewer) error {
	pages, err := intake.Pages(tx, w.Who.Force, c.Page.Report)
	if err != nil {
		return err
	}
	for _, p := range pages {
		c.Next, c.Paged = p.At.Add(intake.AnswerWithin), int(p.Step)
	}
	return nil
}

// Turn is one turn on call, with a name.
type Turn struct {
	workforce.OnCall
	Name string
	Now  bool
}

// Roster is who is on call from now on, for whoever keeps the roster; else nothing,
// and may is false.
func (v View) Roster(ctx context.Context, w Viewer) (out []Turn, may bool, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		if _, may, err = v.Runner.May(tx, w.Who, workforce.Roster.ID, candour.Subject{Kind: "force", ID: string(w.Who.Force)}); err != nil || !may {
			return err
		}
		all, err := workforce.OnCallFrom(tx, w.Who.Force, w.Now)
		if err != nil {
			return err
		}
		for _, x := range all {
			t := Turn{OnCall: x, Now: !x.From.After(w.Now)}
			if t.Name, err = workforce.NameOf(tx, w.Who.Force, x.Person); err != nil {
				return err
			}
			out = append(out, t)
		}
		slices.SortStableFunc(out, func(a, b Turn) int {
			switch {
			case a.Now != b.Now && a.Now:
				return -1
			case a.Now != b.Now:
				return 1
			case a.Now: // as they are paged
				return a.OnCall.Turn.Order() - b.OnCall.Turn.Order()
			}
			return 0
		})
		return nil
	})
	return out, may, err
}
