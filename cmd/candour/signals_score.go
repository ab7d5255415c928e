package main

import (
	"context"
	"fmt"
	"io"

	"candour/signals"
)

type signalsScoreCmd struct {
	signalsFrom
	signalsModel
	Out   string `required:"" help:"The file to write." type:"path" placeholder:"FILE"`
	Drawn string `help:"Also write who is drawn by lot for a random review, one of a hundred, to this file. It holds no points." type:"path" placeholder:"FILE"`
	Seed  uint64 `help:"Seed of the lot. The same seed and day draw the same people." default:"1"`
}

// Help is the example.
func (signalsScoreCmd) Help() string {
	return "Writes officer,score,sustained,serious,payout,abuse: whole points, the score their sum. A score orders records for a person to review; it decides nothing and says nothing about guilt.\n\nExample:\n  candour signals score --data ../shared/data/complaints --as-of 2010-01-01 --out scores.csv\n  candour signals score --as-of 2026-01-01 --out scores.csv"
}

// Run scores and writes.
func (c signalsScoreCmd) Run(ctx context.Context, g *gate) error {
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
	who := r.Population(at)
	if len(who) == 0 {
		return c.nobody(at)
	}
	g.showsOfficers(r, who)
	scores := signals.NewScorer(r, m).All(who, at, signals.Independent)
	if err := g.keep(c.Out, func(w io.Writer) error { return signals.WriteScores(w, r, scores) }, fmt.Sprintf("%s: %d officers as of %s", c.Out, len(scores), at)); err != nil {
		return err
	}
	if c.Drawn == "" {
		return rejects
	}
	drawn := r.Drawn(who, at, c.Seed)
	if err := g.keep(c.Drawn, func(w io.Writer) error { return signals.WriteDrawn(w, r, drawn) }, fmt.Sprintf("%s: %d drawn by lot with seed %d", c.Drawn, len(drawn), c.Seed)); err != nil {
		return err
	}
	return rejects
}
