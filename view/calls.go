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

// callsAtOnce is how many stand on one page: each is to be read, in a hurry.
const callsAtOnce = 20

// Calls are a part of the calls for help that the viewer was paged for, in the order
// in which they need somebody, and whether there are more. There are none for anybody
// else, and none that somebody on its wall was paged for once: those do not count.
func (v View) Calls(ctx context.Context, w Viewer, part int) (out []Call, more bool, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		var pages []intake.Page
		out, more = nil, false
		if pages, more, err = v.callsOf(tx, w, part*callsAtOnce); err != nil {
			return err
		}
		for _, p := range pages {
			c, err := v.call(tx, w, p)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out, more, err
}

// callsOf are the pages that the viewer may see after so many of them.
func (v View) callsOf(tx *seal.Tx, w Viewer, after int) (out []intake.Page, more bool, err error) {
	for at := 0; ; at += intake.PagesAtOnce {
		some, err := intake.PagesOf(tx, w.Who.Force, w.Who.ID, w.Now.Add(-callsFor), at)
		if err != nil {
			return nil, false, err
		}
		for _, p := range some {
			_, ok, err := v.Runner.May(tx, w.Who, intake.ReadPage.ID, candour.Subject{Kind: "page", ID: p.ID})
			switch {
			case err != nil:
				return nil, false, err
			case !ok:
			case after > 0:
				after--
			case len(out) == callsAtOnce:
				return out, true, nil
			default:
				out = append(out, p)
			}
		}
		if len(some) < intake.PagesAtOnce {
			return out, false, nil
		}
	}
}

func (v View) call(tx *seal.Tx, w Viewer, p intake.Page) (c Call, err error) {
	c.Page = p
	if c.Danger, err = intake.ReadDanger(tx, w.Who.Force, p.Report); err != nil {
		return c, err
	}
	if c.Taken.IsZero() {
		err = c.waits(tx, w)
	} else {
		c.By, err = workforce.NameOf(tx, w.Who.Force, c.Danger.By)
	}
	if err != nil {
		return c, err
	}
	c.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, candour.Subject{Kind: "page", ID: p.ID})
	return c, err
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
