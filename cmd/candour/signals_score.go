package main

import (
	"fmt"
	"io"

	"candour"
	"candour/signals"
)

type signalsScoreCmd struct {
	signalsAsOf
	Out   string `required:"" help:"The file to write." type:"path" placeholder:"FILE"`
	Drawn string `help:"Also write who is drawn by lot for a random review, one of a hundred, to this file. It holds no points." type:"path" placeholder:"FILE"`
	Seed  uint64 `help:"Seed of the lot. The same seed and day draw the same people." default:"1"`
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
	who := r.Population(at)
	if len(who) == 0 {
		return candour.Invalid("as-of", "nobody in officers.csv had served for a year on %s: choose a day that the files cover", at)
	}
	scores := signals.NewScorer(r, m).All(who, at, signals.Independent)
	if err := toFile(c.Out, func(w io.Writer) error { return signals.WriteScores(w, r, scores) }); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d officers as of %s\n", c.Out, len(scores), at)
	if c.Drawn == "" {
		return rejects
	}
	drawn := r.Drawn(who, at, c.Seed)
	if err := toFile(c.Drawn, func(w io.Writer) error { return signals.WriteDrawn(w, r, drawn) }); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d drawn by lot with seed %d\n", c.Drawn, len(drawn), c.Seed)
	return rejects
}
