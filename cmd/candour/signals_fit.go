package main

import (
	"fmt"
	"io"

	"candour/signals"
)

type signalsFitCmd struct {
	signalsData
	Until string `required:"" help:"Nothing from this day on is looked at." placeholder:"DATE"`
	Out   string `required:"" help:"The file to write." type:"path" placeholder:"FILE"`
}

// Help is the example.
func (signalsFitCmd) Help() string {
	return "Writes tables of whole points, and no person's data. The same files and day give the same bytes. Exit code 3 says that rows were rejected and the rest was used.\n\nExample:\n  candour signals fit --data ../shared/data/complaints --until 2012-01-01 --out model.json"
}

// Run fits and writes.
func (c signalsFitCmd) Run(s streams) error {
	until, err := aDay("until", c.Until)
	if err != nil {
		return err
	}
	r, rejects, err := c.read(s)
	if err != nil {
		return err
	}
	m, err := signals.Fit(r, until)
	if err != nil {
		return err
	}
	b, err := m.Bytes()
	if err != nil {
		return err
	}
	if err := toFile(c.Out, func(w io.Writer) error { _, err := w.Write(b); return err }); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: fitted on %d days, the last %s\n", c.Out, len(m.Cuts), m.Cuts[len(m.Cuts)-1])
	return rejects
}
