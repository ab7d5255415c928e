package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"candour"
	"candour/vetting/linkage"
)

// matching is what the commands that match records have in common.
type matching struct {
	Model     string  `help:"A trained model, or settings with m and u, as Splink saves them." xor:"model" type:"existingfile" placeholder:"M.json"`
	Settings  string  `help:"The same as --model: what has no m and u is scored by Splink’s defaults." xor:"model" type:"existingfile" placeholder:"S.json"`
	Out       string  `required:"" help:"Folder for pairs.csv, clusters.csv and rejects.csv; made if absent." type:"path" placeholder:"DIR"`
	Threshold float64 `help:"Match probability that a pair must reach to be written; 0 writes every candidate." default:"0" placeholder:"P"`
	Cluster   float64 `help:"Match probability from which a pair joins two records in a cluster." default:"0.95" placeholder:"P"`
	MaxPairs  uint64  `help:"How many candidate pairs a rule may propose." default:"2000000000" placeholder:"N"`
}

type vettingDedupeCmd struct {
	Input string `required:"" help:"The records, as CSV." type:"existingfile" placeholder:"F.csv"`
	matching
}

type vettingLinkCmd struct {
	Left  string `required:"" help:"The records of one side, as CSV." type:"existingfile" placeholder:"A.csv"`
	Right string `required:"" help:"The records of the other side, as CSV." type:"existingfile" placeholder:"B.csv"`
	matching
}

// Help is the example.
func (vettingDedupeCmd) Help() string {
	return "Finds records of one file that may be of one person. A score decides nothing: somebody looks at both records before anything follows. Exit code 3 says that rows were rejected; they are in rejects.csv with line and reason.\n\nExample:\n  candour vetting dedupe --input people.csv --model model.json --out found"
}

// Help is the example.
func (vettingLinkCmd) Help() string {
	return "Finds records of two files that may be of one person. A score decides nothing: somebody looks at both records before anything follows. Exit code 3 says that rows were rejected; they are in rejects.csv with line and reason.\n\nExample:\n  candour vetting link --left workforce.csv --right records.csv --model model.json --out found"
}

// Run matches one file with itself.
func (c vettingDedupeCmd) Run(s streams) error { return c.match(s, "dedupe_only", c.Input) }

// Run matches two files.
func (c vettingLinkCmd) Run(s streams) error { return c.match(s, "link_only", c.Left, c.Right) }

// match reads the files, scores every candidate pair and writes what was found.
func (c matching) match(s streams, linkType string, files ...string) error {
	for name, p := range map[string]float64{"threshold": c.Threshold, "cluster": c.Cluster} {
		if !(p >= 0 && p <= 1) {
			return candour.Invalid(name, "%v is no probability: give one from 0 to 1", p)
		}
	}
	plan, err := c.plan(linkType)
	if err != nil {
		return err
	}
	began := time.Now()
	dicts := plan.Dicts()
	var tables []*linkage.Table
	var rejects []linkage.Reject
	for _, name := range files {
		t, bad, err := readRecords(name, plan, dicts)
		if err != nil {
			return err
		}
		tables, rejects = append(tables, t), append(rejects, bad...)
		fmt.Fprintf(s.out, "%s: %d records, %d rows rejected\n", name, t.Rows(), len(bad))
	}
	e, err := linkage.NewEngine(plan, dicts, tables...)
	if err != nil {
		return err
	}
	left, right := tables[0], (*linkage.Table)(nil)
	if len(tables) == 2 {
		right = tables[1]
	}
	pairs, n, err := e.Match(left, right, linkage.Options{Least: linkage.WeightOf(c.Threshold), Most: c.MaxPairs})
	if err != nil {
		return err
	}
	if err := c.write(left, right, pairs, rejects); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d candidate pairs scored, %d written, in %.2f s\n", n.Scored, len(pairs), time.Since(began).Seconds())
	if len(rejects) > 0 {
		return errRejects
	}
	return nil
}

func (c matching) plan(linkType string) (*linkage.Plan, error) {
	name := c.Model + c.Settings
	if name == "" {
		return nil, candour.Invalid("model", "give the trained model with --model, or settings with --settings")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	m, err := linkage.ReadModel(f)
	if err == nil && m.LinkType != linkType {
		err = candour.Invalid("model", "it was made for %s, and this is %s", m.LinkType, linkType)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p, err := linkage.NewPlan(m)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

func readRecords(name string, plan *linkage.Plan, dicts []*linkage.Dict) (*linkage.Table, []linkage.Reject, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return linkage.ReadCSV(f, name, plan, dicts)
}

// write writes the three files. They hold unique ids, never a name.
func (c matching) write(left, right *linkage.Table, pairs []linkage.Pair, rejects []linkage.Reject) error {
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return err
	}
	other := right
	if other == nil {
		other = left
	}
	figure := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	return errors.Join(
		c.file("pairs.csv", func(w *csv.Writer) {
			_ = w.Write([]string{"unique_id_l", "unique_id_r", "match_weight", "match_probability"})
			for _, p := range pairs {
				_ = w.Write([]string{string(left.ID(int(p.L))), string(other.ID(int(p.R))), figure(p.Weight), figure(linkage.Probability(p.Weight))})
			}
		}),
		c.file("clusters.csv", func(w *csv.Writer) {
			_ = w.Write([]string{"unique_id", "cluster_id"})
			for _, m := range linkage.Clusters(left, right, pairs, linkage.WeightOf(c.Cluster)) {
				_ = w.Write([]string{string(m.Table.ID(int(m.Row))), string(m.Cluster)})
			}
		}),
		c.file("rejects.csv", func(w *csv.Writer) {
			_ = w.Write([]string{"file", "line", "column", "reason"})
			for _, r := range rejects {
				_ = w.Write([]string{r.File, strconv.Itoa(r.Line), strconv.Itoa(r.Column), r.Reason})
			}
		}))
}

// file writes a CSV file; what went wrong on the way is known at its end.
func (c matching) file(name string, rows func(*csv.Writer)) (err error) {
	f, err := os.OpenFile(filepath.Join(c.Out, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var to io.Writer = f
	buffered := bufio.NewWriterSize(to, 1<<20)
	w := csv.NewWriter(buffered)
	rows(w)
	w.Flush()
	return errors.Join(w.Error(), buffered.Flush())
}
