package main

import (
	"context"
	"encoding/json"
	"time"

	"candour"
	"candour/lookups"
	"candour/view"
)

// lookupsOwnCmd asks of the accesses to this system what others are asked of theirs.
type lookupsOwnCmd struct {
	asker
	Days int `help:"How many days back." default:"365" placeholder:"N"`
}

// Help is the example.
func (lookupsOwnCmd) Help() string {
	return "Reads the journal of accesses of the data folder, looks for what explains each in the record of the work (to whom a case was given, who did something in it, triage while a report waits, the appropriate authority while a case is open, the body outside the force), and prints a case a line, as cases.jsonl. Only pages of one case or report that you may know of are read, and that you asked is recorded. A case decides nothing. Needs ‘candour login’.\n\nExample:\n  candour lookups own --dir candour-data --days 90 > own.jsonl"
}

// Run prints the cases on paper; the gate records it and lets them out.
func (c lookupsOwnCmd) Run(ctx context.Context, g *gate) error {
	if c.Days < 1 || c.Days > 3660 {
		return candour.Invalid("days", "give from 1 to 3660 days")
	}
	all, err := g.f.view.OwnAccesses(ctx, g.Viewer, g.now.AddDate(0, 0, -c.Days))
	if err != nil {
		return err
	}
	r, err := screenOwn(all)
	if err != nil {
		return err
	}
	e := json.NewEncoder(g)
	e.SetEscapeHTML(false)
	for i := range r.Cases {
		if err := e.Encode(&r.Cases[i]); err != nil {
			return err
		}
	}
	for _, x := range all.Opened { // that somebody opened it is told of each
		g.shows(x.Of)
	}
	return nil
}

// ownReasons are roles of assignments.csv for what view calls a reason.
var ownReasons = map[string]string{"assigned": "assigned", "act": "assigned", "triage": "assigned", "authority": "in-charge", "audit": "audit"}

// screenOwn judges accesses to this system.
func screenOwn(all view.OwnAccesses) (*lookups.Result, error) {
	o := lookups.NewOwn()
	for _, p := range all.Posts {
		o.Staff(string(p.Who), candour.Subject{Kind: "officer", ID: string(p.Own)}.String())
	}
	files := map[candour.Subject]bool{}
	for _, x := range all.Opened {
		o.Staff(string(x.Who), "")
		if !files[x.Of] {
			files[x.Of] = true
			o.File(x.Of.String())
		}
	}
	for _, p := range all.Posts {
		o.Post(string(p.Who), p.Unit, string(p.Manager), beginning(p.From), ending(p.To))
	}
	for _, r := range all.Reasons {
		o.Task(string(r.Who), r.Of.String(), ownReasons[r.What], r.From, r.To)
	}
	for _, r := range all.Accused {
		o.Complained(r.Of.String(), string(r.Who), r.From)
	}
	w, err := o.World()
	if err != nil {
		return nil, err
	}
	screen := lookups.NewScreen(w, lookups.Options{})
	feed, err := screen.Feed("candour")
	if err != nil {
		return nil, err
	}
	for _, x := range all.Opened {
		e := lookups.Event{ID: x.ID, At: x.At, Officer: string(x.Who), Person: x.Of.String(), Record: x.Page, Machine: x.Program}
		if err := screen.Keep(feed, &e); err != nil {
			return nil, err
		}
	}
	return screen.Finish()
}

// beginning and ending leave out the days that stand for an open end.
func beginning(day string) string {
	if day == (candour.Date{Year: 1, Month: time.January, Day: 1}).String() {
		return ""
	}
	return day
}

func ending(day string) string {
	if day == (candour.Date{Year: 9999, Month: time.December, Day: 31}).String() {
		return ""
	}
	return day
}
