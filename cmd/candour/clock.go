package main

import (
	"cmp"
	"fmt"

	"candour"
	"candour/clock"
)

type clockListCmd struct{}

// Help is the example.
func (clockListCmd) Help() string {
	return "Each with its id, how well its number is known (V: read in the law, V2: in a secondary source, U: not verified), and whether it is a local standard.\n\nExample:\n  candour clock list"
}

// Run lists every rule that is in force, one line each.
func (clockListCmd) Run(s streams) error {
	for _, r := range clock.Rules {
		if !r.Until.IsZero() {
			continue // an older version; its id stands once
		}
		local := "law"
		if r.Local {
			local = "local"
		}
		if _, err := fmt.Fprintf(s.out, "%-38s %-2s  %-5s  %s  [%s]\n", r.ID, r.Status, local, r.Title, r.Cites); err != nil {
			return err
		}
	}
	return nil
}

type clockDueCmd struct {
	Rule      string `arg:"" help:"Id of the rule, as in 'candour clock list'."`
	On        string `required:"" help:"The day that it counts from, as 2026-05-22; for a limit before a hearing, the day of the hearing." placeholder:"DATE"`
	Attention string `help:"The day on which the matter came to attention, where it is another one: it chooses the version of the law." placeholder:"DATE"`
}

// Help is the example.
func (clockDueCmd) Help() string {
	return "Prints the last day on which the limit is kept; for a window the first and then the last; 'none' where the law has no number of days. Then a sentence that a person can check.\n\nExample:\n  candour clock due conduct-43-1-chair-report --on 2026-05-22"
}

// Run prints the date first, then the sentence.
func (c clockDueCmd) Run(s streams) error {
	if _, err := clock.Find(c.Rule); err != nil {
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
	r, err := clock.FindFor(c.Rule, attention)
	if err != nil {
		return err
	}
	d, err := r.DueFor(on, attention)
	if err != nil {
		return err
	}
	if !d.Earliest.IsZero() {
		if _, err := fmt.Fprintln(s.out, d.Earliest); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(s.out, "%s\n%s\n", cmp.Or(d.By.String(), "none"), d.Sentence())
	return err
}
