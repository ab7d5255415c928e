package main

import (
	"bufio"
	"errors"
	"strings"

	"candour"
	"candour/vetting/linkage"
)

type vettingScoreCmd struct {
	vettingInputs
	Model string `required:"" help:"A trained model." type:"existingfile" placeholder:"M.json"`
	Pairs string `help:"The pairs, as CSV with unique_id_l and unique_id_r." xor:"pairs" type:"existingfile" placeholder:"P.csv"`
	Pair  string `help:"One pair: two unique ids with a comma between them." xor:"pairs" placeholder:"ID,ID"`
}

// Help is the example.
func (vettingScoreCmd) Help() string {
	return "Prints the match weight and probability of pairs that you name, whether or not a blocking rule would propose them, as unique_id_l, unique_id_r, match_weight, match_probability. A score decides nothing. Exit code 3 says that rows were rejected; each is named.\n\nExample:\n  candour vetting score --input people.csv --model model.json --pair 12,40"
}

// Run scores.
func (c vettingScoreCmd) Run(s streams) error {
	in, e, err := c.open(s, c.Model)
	if err != nil {
		return err
	}
	var pairs []linkage.Label
	switch {
	case c.Pairs != "":
		var bad []linkage.Reject
		if pairs, bad, err = in.readPairs(c.Pairs); err != nil {
			return err
		}
		in.rejects = append(in.rejects, bad...)
	default:
		l, r, ok := strings.Cut(c.Pair, ",")
		if !ok {
			return candour.Invalid("pair", "give --pairs with a file, or --pair with two unique ids and a comma between them")
		}
		p, err := in.pair(l, r)
		if err != nil {
			return err
		}
		pairs = append(pairs, p)
	}
	left, right := in.sides()
	w := bufio.NewWriter(s.out)
	_, _ = w.WriteString(linkage.PairHeader) // Flush says it again
	_, _ = w.Write(linkage.PairWriter(left, right)(nil, e.Score(left, right, pairs)))
	return errors.Join(w.Flush(), listRejects(s, in.rejects))
}

// open reads a model and the files, and makes an engine of them.
func (c vettingInputs) open(s streams, model string) (in inputs, e *linkage.Engine, err error) {
	linkType, files, err := c.files()
	if err != nil {
		return in, nil, err
	}
	plan, err := (matching{Model: model}).plan(linkType)
	if err != nil {
		return in, nil, err
	}
	if in, err = readInputs(s, plan, files...); err != nil {
		return in, nil, err
	}
	e, err = in.engine()
	return in, e, err
}

// pair finds the rows of two unique ids.
func (in inputs) pair(l, r string) (linkage.Label, error) {
	a, b := in.tables[0].Find([]byte(l)), in.other().Find([]byte(r))
	if a < 0 {
		return linkage.Label{}, candour.Invalid("pair", "no record of %s has the unique id %q", in.tables[0].Name, l)
	}
	if b < 0 {
		return linkage.Label{}, candour.Invalid("pair", "no record of %s has the unique id %q", in.other().Name, r)
	}
	return linkage.Label{L: uint32(a), R: uint32(b), Score: 1}, nil
}
