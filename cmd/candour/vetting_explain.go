package main

import (
	"errors"
	"fmt"
	"io"
)

type vettingExplainCmd struct {
	vettingInputs
	IDL   string `arg:"" name:"id-l" help:"Unique id of the left record."`
	IDR   string `arg:"" name:"id-r" help:"Unique id of the right record."`
	Model string `required:"" help:"A trained model." type:"existingfile" placeholder:"M.json"`
	HTML  string `name:"html" help:"Also write it as a page with a chart, which needs nothing else." type:"path" placeholder:"FILE"`
}

// Help is the example.
func (vettingExplainCmd) Help() string {
	return "Prints what each field adds to the match weight of two records; the figures add up to it exactly. Whoever reads it reads both records. A score decides nothing.\n\nExample:\n  candour vetting explain 12 40 --input people.csv --model model.json --html why.html"
}

// Run explains.
func (c vettingExplainCmd) Run(s streams) error {
	in, e, err := c.open(s, c.Model)
	if err != nil {
		return err
	}
	p, err := in.pair(c.IDL, c.IDR)
	if err != nil {
		return err
	}
	x := e.Explain(in.tables[0], in.other(), p.L, p.R)
	fmt.Fprint(s.out, x.Waterfall())
	if c.HTML != "" {
		if err := toFile(c.HTML, func(w io.Writer) error { return x.WriteHTML(w) }); err != nil {
			return err
		}
	}
	return errors.Join(listRejects(s, in.rejects))
}
