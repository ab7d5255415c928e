package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"candour"
	"candour/vetting/linkage"
)

// vettingInputs are the records of a command that takes one file or two.
type vettingInputs struct {
	Input string `help:"The records, as CSV, .parquet or .jsonl, of which some may be of one person." xor:"left" type:"existingfile" placeholder:"F.csv"`
	Left  string `help:"The records of one side: CSV, .parquet or .jsonl." xor:"left" type:"existingfile" placeholder:"A.csv"`
	Right string `help:"The records of the other side, likewise." type:"existingfile" placeholder:"B.csv"`
}

func (c vettingInputs) files() (linkType string, files []string, err error) {
	switch {
	case c.Input != "" && c.Right == "":
		return "dedupe_only", []string{c.Input}, nil
	case c.Left != "" && c.Right != "":
		return "link_only", []string{c.Left, c.Right}, nil
	}
	return "", nil, candour.Invalid("input", "give one file with --input, or two with --left and --right")
}

// inputs are files that were read for a plan.
type inputs struct {
	plan    *linkage.Plan
	dicts   []*linkage.Dict
	tables  []*linkage.Table
	rejects []linkage.Reject
}

// readInputs reads the files and says how many records they hold.
func readInputs(s streams, plan *linkage.Plan, files ...string) (in inputs, err error) {
	in = inputs{plan: plan, dicts: plan.Dicts()}
	for _, name := range files {
		t, bad, err := readRecords(name, plan, in.dicts)
		if err != nil {
			return in, err
		}
		in.tables, in.rejects = append(in.tables, t), append(in.rejects, bad...)
		rows, values := linkage.Rejected(bad)
		fmt.Fprintf(s.err, "%s: %d records, %d rows rejected", name, t.Rows(), rows)
		if values > 0 {
			fmt.Fprintf(s.err, ", %d more have a day that no calendar has", values)
		}
		fmt.Fprintln(s.err)
	}
	return in, nil
}

// facts are what a page says of the inputs, and more.
func (in inputs) facts(more ...string) (out []string) {
	for _, t := range in.tables {
		out = append(out, fmt.Sprintf("%s: %d records.", filepath.Base(t.Name), t.Rows()))
	}
	return append(append(out, in.rejected()), more...)
}

// rejected is how many rows were, as a sentence.
func (in inputs) rejected() string {
	rows, values := linkage.Rejected(in.rejects)
	return fmt.Sprintf("%d rows were rejected; %d more have a day that no calendar has.", rows, values)
}

// sides are the tables as the engine takes them.
func (in inputs) sides() (left, right *linkage.Table) {
	if len(in.tables) == 2 {
		return in.tables[0], in.tables[1]
	}
	return in.tables[0], nil
}

// other is the table that right ids are of.
func (in inputs) other() *linkage.Table { return in.tables[len(in.tables)-1] }

func (in inputs) engine() (*linkage.Engine, error) {
	return linkage.NewEngine(in.plan, in.dicts, in.tables...)
}

// train puts the trained model in the place of the settings, and says what was done.
func (in *inputs) train(s streams, labels []linkage.Label) error {
	left, right := in.sides()
	m, said, err := linkage.Train(in.plan, in.dicts, left, right, labels, linkage.Options{})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s\n%s\n", said.Prior, said.U)
	for _, line := range said.Sessions {
		fmt.Fprintln(s.err, line)
	}
	for _, line := range said.Warnings {
		fmt.Fprintln(s.err, "note:", line)
	}
	in.plan, err = linkage.NewPlan(m)
	return err
}

const rejectHeader = "file,line,column,reason\n"

// rejectRows writes each row that was not taken in, for a file of them.
func rejectRows(rejects []linkage.Reject) func(io.Writer) error {
	return func(to io.Writer) error {
		w := csv.NewWriter(to)
		for _, r := range rejects {
			_ = w.Write([]string{r.File, strconv.Itoa(r.Line), strconv.Itoa(r.Column), r.Reason}) // Error says it again
		}
		w.Flush()
		return w.Error()
	}
}

// listRejects says each row that was not taken in, where a command has no folder to
// write them to.
func listRejects(s streams, rejects []linkage.Reject) error {
	for _, r := range rejects {
		fmt.Fprintf(s.err, "%s, line %d, column %d: %s\n", r.File, r.Line, r.Column, r.Reason)
	}
	if len(rejects) > 0 {
		return errRejects
	}
	return nil
}

// readPairs reads a file of pairs by unique id.
func (in inputs) readPairs(name string) ([]linkage.Label, []linkage.Reject, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	left, right := in.sides()
	return linkage.ReadPairs(f, name, left, right)
}
