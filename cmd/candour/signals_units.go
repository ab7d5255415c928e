package main

import (
	"context"
	"fmt"

	"candour"
	"candour/signals"
)

type signalsUnitsCmd struct {
	signalsFrom
}

// Help is the example.
func (signalsUnitsCmd) Help() string {
	return "Counts every allegation, discrimination, bullying, and domestic or sexual ones for each unit over three years. Small units are pulled to the mean, and nothing is said of the smallest.\n\nExample:\n  candour signals units --data ../shared/data/complaints --as-of 2008-01-01"
}

// Run counts every kind.
func (c signalsUnitsCmd) Run(ctx context.Context, g *gate) error {
	at, err := c.day()
	if err != nil {
		return err
	}
	r, rejects, err := c.from(ctx, g, at, false)
	if err != nil {
		return err
	}
	for i, k := range signals.UnitKinds {
		if i > 0 {
			fmt.Fprintln(g)
		}
		u := r.UnitsOf(k, at)
		for _, x := range u.All {
			g.shows(candour.Subject{Kind: "unit", ID: x.Unit})
		}
		if err := u.WriteText(g); err != nil {
			return err
		}
	}
	return rejects
}
