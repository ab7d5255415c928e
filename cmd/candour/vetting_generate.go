package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	inventedpeople "candour/vetting/invented"
)

type vettingGenerateCmd struct {
	Workforce int     `required:"" help:"How many people work for the force." placeholder:"N"`
	Records   int     `required:"" help:"How many rows the file of records has." placeholder:"N"`
	Known     float64 `help:"Part of the workforce that some record is of." default:"0.02" placeholder:"PART"`
	Errors    float64 `help:"How much goes wrong between the files: 1 as it does, 0 nothing." default:"1" placeholder:"X"`
	Seed      uint64  `help:"The same seed and numbers make the same files." default:"1" placeholder:"S"`
	Out       string  `required:"" help:"Folder to write to; made if absent." type:"path" placeholder:"FOLDER"`
}

// Help is the example.
func (vettingGenerateCmd) Help() string {
	return "Writes workforce.csv, records.csv, truth.csv (which record is of whom, and what was done to it) and origins.csv (which way of naming). Everybody in it is invented.\n\nExample:\n  candour vetting generate --workforce 3000 --records 30000 --out world"
}

// Run generates.
func (c vettingGenerateCmd) Run(s streams) (err error) {
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return err
	}
	var ends []func() error
	open := func(name string) io.Writer {
		f, e := os.OpenFile(filepath.Join(c.Out, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		err = errors.Join(err, e)
		w := bufio.NewWriterSize(f, 1<<18)
		ends = append(ends, func() error { return errors.Join(w.Flush(), f.Close()) })
		return w
	}
	out := inventedpeople.Out{Workforce: open("workforce.csv"), Records: open("records.csv"), Truth: open("truth.csv"), Origins: open("origins.csv")}
	if err != nil {
		return err
	}
	n, err := inventedpeople.Make(inventedpeople.Size{Workforce: c.Workforce, Records: c.Records, Known: c.Known, Errors: c.Errors, Seed: c.Seed}, out)
	for _, end := range ends {
		err = errors.Join(err, end())
	}
	if err == nil {
		fmt.Fprintf(s.out, "%d people, %d records, of which %d are of somebody in the workforce, seed %d, in %s\n", n.Workforce, n.Records, n.True, c.Seed, c.Out)
	}
	return err
}
