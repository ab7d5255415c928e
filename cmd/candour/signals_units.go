package main

import (
	"fmt"

	"candour/signals"
)

type signalsUnitsCmd struct {
	signalsData
	AsOf string `required:"" help:"The day." placeholder:"DATE"`
}

// Help is the example.
func (signalsUnitsCmd) Help() string {
	return "Counts every allegation, discrimination, bullying, and domestic or sexual ones for each unit over three years. Small units are pulled to the mean, and nothing is said of the smallest.\n\nExample:\n  candour signals units --data ../shared/data/complaints --as-of 2008-01-01"
}

// Run counts every kind.
func (c signalsUnitsCmd) Run(s streams) error {
	at, err := aDay("as-of", c.AsOf)
	if err != nil {
		return err
	}
	r, rejects, err := c.read(s)
	if err != nil {
		return err
	}
	for i, k := range signals.UnitKinds {
		if i > 0 {
			fmt.Fprintln(s.out)
		}
		if err := r.UnitsOf(k, at).WriteText(s.out); err != nil {
			return err
		}
	}
	return rejects
}
