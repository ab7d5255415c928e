package main

import (
	"fmt"
	"io"

	"candour/signals"
)

type signalsScoreCmd struct {
	signalsAsOf
	Out string `required:"" help:"The file to write." type:"path" placeholder:"FILE"`
}

// Help is the example.
func (signalsScoreCmd) Help() string {
	return "Writes officer,score,sustained,serious,payout,abuse: whole points, the score their sum. A score orders records for a person to review; it decides nothing and says nothing about guilt.\n\nExample:\n  candour signals score --data ../shared/data/complaints --as-of 2010-01-01 --out scores.csv"
}

// Run scores and writes.
func (c signalsScoreCmd) Run(s streams) error {
	r, m, at, rejects, err := c.open(s)
	if err != nil {
		return err
	}
	scores := signals.NewScorer(r, m).All(r.Population(at), at, signals.Independent)
	if err := toFile(c.Out, func(w io.Writer) error { return signals.WriteScores(w, r, scores) }); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d officers as of %s\n", c.Out, len(scores), at)
	return rejects
}
