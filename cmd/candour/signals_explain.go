package main

import (
	"context"
	"strings"

	"candour"
	"candour/signals"
)

type signalsExplainCmd struct {
	Officer string `arg:"" help:"Id of the officer, as in officers.csv or on file."`
	signalsFrom
	signalsModel
	Line bool `help:"As the officer and their supervisors may see it: without what is not disclosed to them."`
}

// Help is the example.
func (signalsExplainCmd) Help() string {
	return "Prints each signal with its points and the dated cases that it comes from, what else it may be, what the listing hangs on, and what became of 100 people listed like this.\n\nExample:\n  candour signals explain 1234 --data ../shared/data/complaints --as-of 2008-01-01"
}

// Run explains.
func (c signalsExplainCmd) Run(ctx context.Context, g *gate) error {
	at, err := c.day()
	if err != nil {
		return err
	}
	m, err := c.load()
	if err != nil {
		return err
	}
	r, rejects, err := c.from(ctx, g, at, false)
	if err != nil {
		return err
	}
	who := signals.Independent
	if c.Line {
		who = signals.Line
	}
	l, err := c.explain(r, m, c.Officer, at, who)
	if err != nil {
		return err
	}
	g.showsListing(l)
	if err := l.WriteText(g); err != nil {
		return err
	}
	return rejects
}

// explain explains somebody. In the database whoever is not there is as whoever may not
// be seen.
func (c signalsFrom) explain(r *signals.Record, m *signals.Model, id string, at signals.Day, who signals.Audience) (*signals.Listing, error) {
	if _, there := r.Place(id); !there && !c.ownFiles() {
		return nil, candour.ErrNotFound
	}
	return signals.Explain(r, m, id, at, who)
}

// showsListing notes whose listing, and which cases, stand on the paper.
func (g *gate) showsListing(l *signals.Listing) {
	g.shows(candour.Subject{Kind: "officer", ID: l.Officer})
	for _, rows := range [][]signals.ListingRow{l.Rows, l.Unscored} {
		for _, row := range rows {
			for _, t := range row.Traces {
				if id, _, _ := strings.Cut(t.Case, "/"); id != "" {
					g.shows(candour.Subject{Kind: "case", ID: id})
				}
			}
		}
	}
}
