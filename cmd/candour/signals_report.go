package main

import (
	"fmt"
	"io"

	"candour/signals"
)

type signalsReportCmd struct {
	signalsData
	Model   string `help:"File of a model. Where none is named, one is fitted on what was known before the day." type:"existingfile" placeholder:"FILE"`
	AsOf    string `required:"" help:"The day." placeholder:"DATE"`
	Officer string `help:"Also this officer’s listing, and the groups of the day. Whoever reads the page then reads that." placeholder:"ID"`
	Out     string `required:"" help:"The page to write." type:"path" placeholder:"FILE"`
	Seed    uint64 `help:"Seed of the intervals." default:"1"`
}

// Help is the example.
func (signalsReportCmd) Help() string {
	return "Writes one page that needs nothing else: outcomes, reliability, lift, who is listed, with a table beside each picture.\n\nExample:\n  candour signals report --data ../shared/data/complaints --as-of 2008-01-01 --out signs.html"
}

// Run evaluates and writes the page.
func (c signalsReportCmd) Run(s streams) error {
	at, err := aDay("as-of", c.AsOf)
	if err != nil {
		return err
	}
	var m *signals.Model
	if c.Model != "" {
		if m, err = signals.LoadModel(c.Model); err != nil {
			return err
		}
	}
	r, rejects, err := c.read(s)
	if err != nil {
		return err
	}
	e, err := signals.Evaluate(r, at, m, c.Seed)
	if err != nil {
		return err
	}
	var l *signals.Listing
	if c.Officer != "" {
		if l, err = signals.Explain(r, e.Model, c.Officer, at, signals.Independent); err != nil {
			return err
		}
	}
	if err := toFile(c.Out, func(w io.Writer) error { return signals.NewReport(r, e, l).WriteHTML(w) }); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: as of %s\n", c.Out, at)
	return rejects
}
