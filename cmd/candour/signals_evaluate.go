package main

import (
	"fmt"

	"candour/signals"
)

type signalsEvaluateCmd struct {
	signalsData
	Model string `help:"File of a model. Where none is named, one is fitted for each day on what was known before it, which is the fair test." type:"existingfile" placeholder:"FILE"`
	AsOf  string `required:"" help:"The day, or several with commas between." placeholder:"DATE,..."`
	Seed  uint64 `help:"Seed of the intervals." default:"1"`
}

// Help is the example.
func (signalsEvaluateCmd) Help() string {
	return "For each day and outcome: the scores that any force could have, the model beside them, intervals, and who is listed by race and sex, raw and inside units. The last lines set the model’s own column for each outcome beside the floor, and name each day on which it is not above it.\n\nExample:\n  candour signals evaluate --data ../shared/data/complaints --as-of 2008-01-01"
}

// Run evaluates each day in turn.
func (c signalsEvaluateCmd) Run(s streams) error {
	days, err := someDays("as-of", c.AsOf)
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
	var all []*signals.Evaluation
	for i, at := range days {
		e, err := signals.Evaluate(r, at, m, c.Seed)
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(s.out)
		}
		if err := e.WriteText(s.out); err != nil {
			return err
		}
		all = append(all, e)
	}
	fmt.Fprintln(s.out)
	if err := signals.WriteAgainstFloor(s.out, all); err != nil {
		return err
	}
	return rejects
}
