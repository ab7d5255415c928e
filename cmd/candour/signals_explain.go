package main

import "candour/signals"

type signalsExplainCmd struct {
	Officer string `arg:"" help:"Id of the officer, as in officers.csv."`
	signalsAsOf
	Line bool `help:"As the officer and their supervisors may see it: without what is not disclosed to them."`
}

// Help is the example.
func (signalsExplainCmd) Help() string {
	return "Prints each signal with its points and the dated cases that it comes from, what else it may be, what the listing hangs on, and what became of 100 people listed like this.\n\nExample:\n  candour signals explain 1234 --data ../shared/data/complaints --as-of 2008-01-01"
}

// Run explains.
func (c signalsExplainCmd) Run(s streams) error {
	r, m, at, rejects, err := c.open(s)
	if err != nil {
		return err
	}
	who := signals.Independent
	if c.Line {
		who = signals.Line
	}
	l, err := signals.Explain(r, m, c.Officer, at, who)
	if err != nil {
		return err
	}
	if err := l.WriteText(s.out); err != nil {
		return err
	}
	return rejects
}
