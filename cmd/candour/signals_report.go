package main

import (
	"context"
	"fmt"

	"candour"
	"candour/signals"
)

type signalsReportCmd struct {
	signalsFrom
	Model   string `help:"File of a model. Where none is named, one is fitted on what the files knew before the day; on the database the one that ships is used." type:"existingfile" placeholder:"FILE"`
	Officer string `help:"Also this officer’s listing, and the groups of the day. Whoever reads the page then reads that." placeholder:"ID"`
	Out     string `required:"" help:"The page to write." type:"path" placeholder:"FILE"`
	Seed    uint64 `help:"Seed of the intervals." default:"1"`
}

// Help is the example.
func (signalsReportCmd) Help() string {
	return "Writes one page that needs nothing else: outcomes, reliability, lift, who is listed, with a table beside each picture.\n\nExample:\n  candour signals report --data ../shared/data/complaints --as-of 2008-01-01 --out signs.html"
}

// Run evaluates and writes the page.
func (c signalsReportCmd) Run(ctx context.Context, g *gate) error {
	at, err := c.day()
	if err != nil {
		return err
	}
	var m *signals.Model
	switch {
	case c.Model != "":
		m, err = signals.LoadModel(c.Model)
	case !c.ownFiles():
		m, err = signals.Shipped()
	}
	if err != nil {
		return err
	}
	// What came after the day is what its lists are checked against: so the database is
	// read as it stands now, and the day of each thing says what counts.
	r, rejects, err := c.from(ctx, g, signals.DayOf(g.Today)+1, true)
	if err != nil {
		return err
	}
	e, err := signals.Evaluate(r, at, m, c.Seed)
	if err != nil {
		return err
	}
	var l *signals.Listing
	if c.Officer != "" {
		if l, err = c.explain(r, e.Model, c.Officer, at, signals.Independent); err != nil {
			return err
		}
		g.showsListing(l)
	}
	p := signals.NewReport(r, e, l)
	for _, n := range p.Groups {
		for _, o := range n.Officers {
			g.shows(candour.Subject{Kind: "officer", ID: o})
		}
	}
	if err := g.keep(c.Out, p.WriteHTML, fmt.Sprintf("%s: as of %s", c.Out, at)); err != nil {
		return err
	}
	return rejects
}
