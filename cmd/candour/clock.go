package main

import (
	"fmt"

	"candour"
	"candour/clock"
)

type clockListCmd struct{}

// Help is the example.
func (clockListCmd) Help() string { return "Example:\n  candour clock list" }

// Run lists every rule, one line each.
func (clockListCmd) Run(s streams) error {
	for _, r := range clock.Rules {
		if _, err := fmt.Fprintf(s.out, "%-34s %-2s  %s  [%s]\n", r.ID, r.Status, r.Title, r.Cites); err != nil {
			return err
		}
	}
	return nil
}

type clockDueCmd struct {
	Rule      string `arg:"" help:"Id of the rule, as in 'candour clock list'."`
	On        string `required:"" help:"The day that it counts from, as 2026-05-22." placeholder:"DATE"`
	Attention string `help:"The day on which the matter came to attention, where it is another one: it chooses the version of the law." placeholder:"DATE"`
}

// Help is the example.
func (clockDueCmd) Help() string {
	return "Prints the last day on which the limit is kept, then a sentence that a person can check.\n\nExample:\n  candour clock due conduct-43-1-chair-report --on 2026-05-22"
}

// Run prints the date first, then the sentence.
func (c clockDueCmd) Run(s streams) error {
	r, err := clock.Find(c.Rule)
	if err != nil {
		return err
	}
	on, err := candour.ParseDate(c.On)
	if err != nil {
		return err
	}
	attention := on
	if c.Attention != "" {
		if attention, err = candour.ParseDate(c.Attention); err != nil {
			return err
		}
	}
	d, err := r.DueFor(on, attention)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s\n%s\n", d.By, d.Sentence)
	return err
}
