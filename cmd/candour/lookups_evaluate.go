package main

import (
	"io"
	"os"
	"path/filepath"

	"candour"
	"candour/lookups"
)

type lookupsEvaluateCmd struct {
	Labels string `required:"" help:"The labels that generate wrote." type:"existingfile" placeholder:"FILE"`
	Out    string `required:"" help:"The folder that screen wrote." type:"existingdir" placeholder:"FOLDER"`
}

// Help is the example.
func (lookupsEvaluateCmd) Help() string {
	return "Prints for each planted scenario how many were found, for each rule what it found and how often falsely, and for innocents how many accesses are explained and how many cases there are.\n\nExample:\n  candour lookups evaluate --labels world/labels.csv --out found"
}

// Run evaluates.
func (c lookupsEvaluateCmd) Run(s streams) error {
	var in []io.Reader
	for _, name := range []string{c.Labels, filepath.Join(c.Out, "cases.jsonl"), filepath.Join(c.Out, "unexplained.csv"), filepath.Join(c.Out, "summary.json")} {
		f, err := os.Open(name)
		if err != nil {
			return candour.Invalid("out", "%s cannot be opened (%v): name the folder that ‘candour lookups screen’ wrote", name, err)
		}
		defer f.Close()
		in = append(in, f)
	}
	e, err := lookups.Evaluate(in[0], in[1], in[2], in[3])
	if err != nil {
		return err
	}
	return e.WriteText(s.out)
}
