package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"candour"
	"candour/vetting/linkage"
	"candour/vetting/wash"
)

type vettingWashCmd struct {
	Workforce  string   `required:"" help:"The people who work for the force, as CSV, or .parquet, or .jsonl." type:"existingfile" placeholder:"A.csv"`
	Records    string   `required:"" help:"The records they are set against, as CSV, or .parquet, or .jsonl; read once and not kept." type:"existingfile" placeholder:"B.csv"`
	Model      string   `help:"A trained model, as Splink saves it; without one, the model that ships." xor:"model" type:"existingfile" placeholder:"M.json"`
	Settings   string   `help:"The same as --model: what has no m and u is scored by Splink’s defaults." xor:"model" type:"existingfile" placeholder:"S.json"`
	Screening  bool     `help:"The workforce file is a list of people with full_name and date_of_birth, of which parts may be missing: takes the model that ships for that." xor:"model"`
	Population int      `help:"How many people both files are drawn from; with --model, instead of its own prior. The model that ships takes 67000000." placeholder:"N"`
	Threshold  *float64 `help:"Match probability that a pair must reach to be written; 0 writes every candidate, which a model of your own does unless told otherwise. The model that ships takes 0.5." placeholder:"P"`
	Cluster    float64  `help:"Match probability from which a pair is a hit, and joins two records in a cluster." default:"0.95" placeholder:"P"`
	Part       string   `help:"Look only at part K of N of the records, for N machines that have both files: together they find what one finds. Clusters reach over parts and are not written." placeholder:"K/N"`
	Form       string   `help:"The form of pairs and clusters: csv, parquet or jsonl (a line of JSON each)." enum:"csv,parquet,jsonl" default:"csv" placeholder:"FORM"`
	State      string   `help:"Keep in this file what was seen, and where it is there, look only at what is new or has changed on either side; the output is that of a whole run. How common names are stays as it was in the first one: take the file away to count again." type:"path" placeholder:"FILE"`
	Out        string   `required:"" help:"Folder for pairs, clusters, hits.jsonl, hits.txt and rejects.csv; made if absent." type:"path" placeholder:"DIR"`
	reporting
}

// Help is the example.
func (vettingWashCmd) Help() string {
	return "Sets a workforce against records of convictions, arrests, reports or intelligence, which are read once. A hit decides nothing: somebody reads both records, and many people stand in them as victims or witnesses, who are owed support. hits.jsonl and hits.txt hold for every hit both records, the model’s mark and what each field added. Exit code 3 says that rows were rejected; they are in rejects.csv with line and reason.\n\nExample:\n  candour vetting wash --workforce workforce.csv --records records.csv --out found"
}

// Run washes.
func (c vettingWashCmd) Run(s streams) error {
	began := time.Now()
	defer debug.SetGCPercent(debug.SetGCPercent(40)) // most of the heap is the index and stays
	plan, mark, err := c.plan()
	if err != nil {
		return err
	}
	o, err := c.options()
	if err != nil {
		return err
	}
	o.Model = mark
	if o.Part, o.Of, err = partOf(c.Part); err != nil {
		return err
	}
	dicts := plan.Dicts()
	workforce, rejects, err := readRecords(c.Workforce, plan, dicts)
	if err != nil {
		return err
	}
	var e *linkage.Engine
	if c.State == "" {
		e, err = linkage.NewEngine(plan, dicts, workforce)
	} else if o.State, err = wash.OpenState(c.State, mark, plan, o.Least, workforce, rand.Reader); err == nil {
		defer o.State.Drop()
		e, err = o.State.Engine(plan, dicts)
	}
	if err != nil {
		return err
	}
	records, err := os.Open(c.Records)
	if err != nil {
		return err
	}
	defer func() { _ = records.Close() }() // nothing was written
	page, err := newJudging(plan.Model, "A wash of "+strings.Join(names([]string{c.Workforce, c.Records}), " against "), o.Hit, o.Least, c.reporting)
	if err != nil {
		return err
	}
	if c.Report != "" || c.Truth != "" {
		o.Show, o.Tell = c.Report != "", page.pair
	}
	o.Passed = (&passing{to: s.err, file: records, last: began}).tell
	sum, err := c.wash(plan, e, workforce, records, o)
	if err != nil {
		return err
	}
	if o.State != nil {
		if err := o.State.Keep(); err != nil {
			return fmt.Errorf("keeping the state: %w", err)
		}
		if o.State.Kept() {
			fmt.Fprintf(s.out, "since the last wash %d people and %d records are new or have changed; only they were looked at\n", sum.NewPeople, sum.New)
		}
	}
	sum.Rejects = append(rejects, sum.Rejects...)
	if err := (matching{Out: c.Out}).file("rejects.csv", rejectHeader, rejectRows(sum.Rejects)); err != nil {
		return err
	}
	fmt.Fprint(s.out, sum)
	rows, values := linkage.Rejected(sum.Rejects)
	fmt.Fprintf(s.out, "%d rows rejected, %d more have a day that no calendar has; %.2f s\n", rows, values, time.Since(began).Seconds())
	if c.Report != "" {
		page.alone(e, workforce)
		page.Shown = sum.Shown
		page.Facts = strings.Split(strings.TrimSuffix(sum.String(), "\n"), "\n")
	}
	if err := page.write(s.out, c.Report); err != nil {
		return err
	}
	if len(sum.Rejects) > 0 {
		return errRejects
	}
	return nil
}

func (c vettingWashCmd) options() (o wash.Options, err error) {
	least := 0.0
	if c.Model+c.Settings == "" {
		least = 0.5
	}
	if c.Threshold != nil {
		least = *c.Threshold
	}
	for name, p := range map[string]float64{"threshold": least, "cluster": c.Cluster} {
		if !(p >= 0 && p <= 1) {
			return o, candour.Invalid(name, "%v is no probability: give one from 0 to 1", p)
		}
	}
	o.Least, o.Hit = linkage.WeightOf(least), linkage.WeightOf(c.Cluster)
	return o, nil
}

// partOf reads K/N; nothing is the whole.
func partOf(s string) (k, n int, err error) {
	if s == "" {
		return 0, 0, nil
	}
	a, b, _ := strings.Cut(s, "/")
	k, wrong := strconv.Atoi(a)
	n, also := strconv.Atoi(b)
	if wrong != nil || also != nil || k < 1 || k > n || n > 1<<16 {
		return 0, 0, candour.Invalid("part", "%q is no part: write 1/4 for the first of four", s)
	}
	return k, n, nil
}

// passing says on the way how far a wash is.
type passing struct {
	to   io.Writer
	file *os.File
	last time.Time
}

func (p *passing) tell(records, hits int) {
	now := time.Now()
	if now.Sub(p.last) < 2*time.Second {
		return
	}
	p.last = now
	far := ""
	// Parquet is read from anywhere: where it is read says nothing.
	if at, err := p.file.Seek(0, io.SeekCurrent); err == nil && at > 0 {
		if info, err := p.file.Stat(); err == nil && info.Size() > 0 {
			far = fmt.Sprintf(", %d%% of the file", 100*at/info.Size())
		}
	}
	fmt.Fprintf(p.to, "%d records%s, %d hits so far\n", records, far, hits)
}

// plan is the model and its mark: a digest of what it says, prior included.
func (c vettingWashCmd) plan() (p *linkage.Plan, mark string, err error) {
	name := c.Model + c.Settings
	if c.Screening {
		m, err := wash.Screening()
		if err != nil {
			return nil, "", err
		}
		if p, err = linkage.NewPlan(m); err != nil {
			return nil, "", err
		}
	} else if name == "" {
		n := c.Population
		if n == 0 {
			n = 67_000_000
		}
		m, err := wash.Prior(n)
		if err != nil {
			return nil, "", candour.Invalid("population", "%v", err)
		}
		if p, err = linkage.NewPlan(m); err != nil {
			return nil, "", err
		}
	} else if p, err = (matching{Model: name}).plan("link_only"); err != nil {
		return nil, "", err
	} else if c.Population != 0 {
		if c.Population < 1000 {
			return nil, "", candour.Invalid("population", "give how many people both files are drawn from: 1000 at least")
		}
		p.Model.Prior = 1 / float64(c.Population)
	}
	wash.Prepare(p, name != "")
	var b bytes.Buffer
	if err := p.Model.Write(&b); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return p, "sha256:" + hex.EncodeToString(sum[:]), nil
}

func (c vettingWashCmd) wash(p *linkage.Plan, e *linkage.Engine, workforce *linkage.Table, records io.Reader, o wash.Options) (sum wash.Summary, err error) {
	var ends []func() error
	open := func(name, head string) io.Writer {
		f, e := os.OpenFile(filepath.Join(c.Out, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		err = errors.Join(err, e)
		w := bufio.NewWriterSize(f, 1<<20)
		if head == "" {
			ends = append(ends, func() error { return errors.Join(w.Flush(), f.Close()) })
			return w
		}
		formed := linkage.As(c.Form, w)
		_, _ = io.WriteString(formed, head) // Close says it again
		ends = append(ends, func() error { return errors.Join(formed.Close(), w.Flush(), f.Close()) })
		return formed
	}
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return sum, err
	}
	clusters := io.Discard
	if o.Of == 0 {
		clusters = open("clusters."+c.Form, "unique_id,cluster_id\n")
	}
	out := wash.Out{Pairs: open("pairs."+c.Form, linkage.PairHeader), Clusters: clusters, Hits: open("hits.jsonl", ""), Words: open("hits.txt", "")}
	if err != nil {
		return sum, err
	}
	sum, err = wash.Run(p, e, workforce, records, c.Records, o, out)
	for _, end := range ends {
		err = errors.Join(err, end())
	}
	return sum, err
}
