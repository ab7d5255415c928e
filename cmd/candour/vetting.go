package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/vetting/linkage"
)

// matching is what the commands that match records have in common.
type matching struct {
	Model     string  `help:"A trained model, or settings with m and u, as Splink saves them." xor:"model" type:"existingfile" placeholder:"M.json"`
	Settings  string  `help:"Settings, as Splink saves them: a model is trained on these files first, and written to model.json; where every level has m and u and they say nothing of training, they are taken as a model." xor:"model" type:"existingfile" placeholder:"S.json"`
	Out       string  `required:"" help:"Folder for pairs, clusters, rejects.csv and, with --settings, model.json; made if absent." type:"path" placeholder:"DIR"`
	Threshold float64 `help:"Match probability that a pair must reach to be written; 0 writes every candidate." default:"0" placeholder:"P"`
	Cluster   float64 `help:"Match probability from which a pair joins two records in a cluster." default:"0.95" placeholder:"P"`
	Form      string  `help:"The form of pairs, links and clusters: csv, parquet or jsonl (a line of JSON each)." enum:"csv,parquet,jsonl" default:"csv" placeholder:"FORM"`
	Before    string  `help:"A clusters.csv of an earlier run: clusters keep the names that most of their records had in it." type:"existingfile" placeholder:"C.csv"`
	State     string  `help:"Keep in this file what was seen and found, and where it is there, compare only what is new or has changed in either file with everything; the output is that of a whole run. The model, trained or given, and how common values are stay as they were in the first one: take the file away to begin again." type:"path" placeholder:"FILE"`
	Labels    string  `help:"Pairs that a person looked at, as CSV with unique_id_l, unique_id_r and clerical_match_score (1 one person, 0 two), by which the page says what a threshold gives." type:"existingfile" placeholder:"L.csv"`
	MaxPairs  uint64  `help:"How many candidate pairs a rule may propose." default:"2000000000" placeholder:"N"`
	reporting

	oneToOne bool
}

type vettingDedupeCmd struct {
	Input string `required:"" help:"The records: CSV, or Parquet or lines of JSON by the end of the name." type:"existingfile" placeholder:"F.csv"`
	matching
}

type vettingLinkCmd struct {
	OneToOne bool   `help:"Every record is linked once at most: of the pairs from --cluster on the strongest are taken first. They are in links.csv, and clusters.csv joins by them alone. pairs.csv has all pairs as before."`
	Left     string `required:"" help:"The records of one side: CSV, or .parquet, or .jsonl." type:"existingfile" placeholder:"A.csv"`
	Right    string `required:"" help:"The records of the other side, likewise." type:"existingfile" placeholder:"B.csv"`
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
func (c vettingLinkCmd) Run(s streams) error {
	c.oneToOne = c.OneToOne
	return c.match(s, "link_only", c.Left, c.Right)
}

// match reads the files, scores every candidate pair and writes what was found.
func (c matching) match(s streams, linkType string, files ...string) error {
	for name, p := range map[string]float64{"threshold": c.Threshold, "cluster": c.Cluster} {
		if !(p >= 0 && p <= 1) {
			return candour.Invalid(name, "%v is no probability: give one from 0 to 1", p)
		}
	}
	if c.Truth != "" && len(files) == 1 {
		return candour.Invalid("truth", "it says which record is of whom in the workforce, and this is one file: give labelled pairs with --labels")
	}
	plan, err := c.plan(linkType)
	if err != nil {
		return err
	}
	began := time.Now()
	took := phases{to: s.err}
	in, err := readInputs(s, plan, files...)
	if err != nil {
		return err
	}
	took.lap("read", began)
	state, err := c.openState()
	if err != nil {
		return err
	}
	if state != nil && state.Kept() {
		if err := in.asBefore(state); err != nil {
			return err
		}
	} else if c.Settings != "" && plan.Model.Untrained() {
		if err := in.train(s, nil); err != nil {
			return fmt.Errorf("%s: %w", c.Settings, err)
		}
	}
	if c.Settings != "" && plan.Model.Untrained() {
		if err := os.MkdirAll(c.Out, 0o700); err != nil {
			return err
		}
		if err := toFile(filepath.Join(c.Out, "model.json"), in.plan.Model.Write); err != nil {
			return err
		}
	}
	took.lap("trained", began)
	left, right := in.sides()
	e, standing, err := in.since(state)
	if err != nil {
		return err
	}
	rejects := in.rejects
	page, err := newJudging(in.plan.Model, "A match of "+strings.Join(names(files), " and "), linkage.WeightOf(c.Cluster), linkage.WeightOf(c.Threshold), c.reporting)
	if err != nil {
		return err
	}
	if c.Labels != "" {
		labels, bad, err := in.readPairs(c.Labels)
		if err != nil {
			return err
		}
		rejects = append(rejects, bad...)
		page.labels(e, left, right, labels)
	}
	n, written, err := c.write(e, left, right, rejects, page, standing, state)
	if err != nil {
		return err
	}
	took.lap("blocked, scored, clustered and written", began)
	if state != nil {
		if err := state.Keep(); err != nil {
			return fmt.Errorf("keeping the state: %w", err)
		}
	}
	work := fmt.Sprintf("%d candidate pairs were scored, %d written", n.Scored, written)
	if standing != nil { // else somebody takes what was scored now for all that was ever compared
		work = fmt.Sprintf("%d of %d records are new or have changed since the last run, and only they were compared with everything: %s, those of earlier runs among them", standing.New[0]+standing.New[1], in.records(), work)
	}
	fmt.Fprintf(s.out, "%s, in %.2f s\n", work, time.Since(began).Seconds())
	if c.Report != "" {
		page.alone(e, left, right)
		page.Facts = in.facts(work + ".")
	}
	if err := page.write(s.out, c.Report); err != nil {
		return err
	}
	if len(rejects) > 0 {
		return errRejects
	}
	return nil
}

// before reads the clusters of an earlier run, by unique id.
func (c matching) before() (map[string]string, error) {
	if c.Before == "" {
		return nil, nil
	}
	f, err := os.Open(c.Before)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	was, err := linkage.ReadClusters(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Before, err)
	}
	return was, nil
}

// names are those of the files, without their folders.
func names(files []string) (out []string) {
	for _, f := range files {
		out = append(out, filepath.Base(f))
	}
	return out
}

// phases say on the way how long each part of a run took.
type phases struct {
	to io.Writer
	at time.Duration
}

func (p *phases) lap(what string, began time.Time) {
	now := time.Since(began)
	fmt.Fprintf(p.to, "%s in %.2f s\n", what, (now - p.at).Seconds())
	p.at = now
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
	return linkage.ReadRecords(f, name, plan, dicts)
}

// write writes the three files. They hold unique ids, never a name.
func (c matching) write(e *linkage.Engine, left, right *linkage.Table, rejects []linkage.Reject, page *judging, standing *linkage.Standing, state *linkage.State) (n linkage.Counts, written int, err error) {
	before, err := c.before()
	if err != nil {
		return n, written, err
	}
	clusters := linkage.NewClusters(left, right)
	var links []linkage.Pair
	other := left
	if right != nil {
		other = right
	}
	show := linkage.Sample[linkage.Pair]{Joins: page.Joins}
	joins := linkage.WeightOf(c.Cluster)
	err = c.formed("pairs", linkage.PairHeader, func(w io.Writer) (err error) {
		o := linkage.Options{Least: linkage.WeightOf(c.Threshold), Most: c.MaxPairs, Standing: standing}
		n, err = e.Stream(left, right, o, linkage.PairWriter(left, right), func(pairs []linkage.Pair, text []byte) error {
			written += len(pairs)
			if state != nil {
				state.Found(pairs)
			}
			for _, p := range pairs {
				switch {
				case p.Weight < joins:
				case c.oneToOne:
					links = append(links, p)
				default:
					clusters.Join(p)
				}
			}
			_, err := w.Write(text)
			if c.Report == "" && c.Truth == "" {
				return err
			}
			for _, p := range pairs {
				l, r := left.ID(int(p.L)), other.ID(int(p.R))
				err = errors.Join(err, page.pair(l, r, p.Weight))
				show.Add(p.Weight, l, r, func() linkage.Pair { return p })
			}
			return err
		})
		return err
	})
	if err != nil {
		return n, written, err
	}
	if c.oneToOne {
		links = linkage.OneToOne(left, right, links)
		for _, p := range links {
			clusters.Join(p)
		}
		err = c.formed("links", linkage.PairHeader, func(w io.Writer) error {
			_, err := w.Write(linkage.PairWriter(left, right)(nil, links))
			return err
		})
		if err != nil {
			return n, written, err
		}
	}
	page.Shown = show.Shown(func(p linkage.Pair) linkage.Explanation { return e.Explain(left, other, p.L, p.R) })
	return n, written, errors.Join(
		c.formed("clusters", "unique_id,cluster_id\n", func(w io.Writer) (err error) {
			var text []byte
			for some := range slices.Chunk(clusters.MembersAfter(before), 1<<14) {
				text = linkage.WriteMembers(text[:0], some)
				if _, err = w.Write(text); err != nil {
					break
				}
			}
			return err
		}),
		c.file("rejects.csv", rejectHeader, rejectRows(rejects)))
}

// formed writes a file of the folder in the form that was asked for.
func (c matching) formed(name, head string, rows func(io.Writer) error) error {
	form := c.Form
	if form == "" {
		form = "csv"
	}
	return c.file(name+"."+form, "", func(to io.Writer) error {
		w := linkage.As(form, to)
		_, err := io.WriteString(w, head)
		if err == nil {
			err = rows(w)
		}
		return errors.Join(err, w.Close())
	})
}

// file writes a file of the folder; what went wrong on the way is known at its end.
func (c matching) file(name, head string, rows func(io.Writer) error) (err error) {
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(c.Out, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	_, _ = w.WriteString(head) // Flush says it again
	return errors.Join(rows(w), w.Flush())
}
