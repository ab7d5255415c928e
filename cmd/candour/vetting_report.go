package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"candour/vetting/linkage"
	"candour/vetting/report"
	"candour/vetting/wash"
)

// reporting are the flags of commands that write a page about a match.
type reporting struct {
	Report string `help:"Also write a page about the match: the model in charts, the threshold against precision and recall, records that nobody can find, some pairs explained. It needs nothing else, and holds what the records hold of those pairs." type:"path" placeholder:"FILE.html"`
	Truth  string `help:"A folder that ‘candour vetting generate’ wrote, whose workforce and records these are: prints precision, recall and false matches by way of naming, and has them on the page." type:"existingdir" placeholder:"DIR"`
}

// truth reads it, nil where there is none.
func (c reporting) truth() (*wash.Truth, error) {
	if c.Truth == "" {
		return nil, nil
	}
	var in [2]io.Reader
	for i, name := range []string{"origins.csv", "truth.csv"} {
		f, err := os.Open(filepath.Join(c.Truth, name))
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }() // nothing was written
		in[i] = f
	}
	return wash.ReadTruth(in[0], in[1])
}

// judging gathers what a page says of pairs while they go by.
type judging struct {
	*report.Report
	truth  *wash.Truth
	scored []report.Judged
}

func newJudging(m *linkage.Model, title string, joins, least float64, c reporting) (*judging, error) {
	t, err := c.truth()
	return &judging{Report: &report.Report{Title: title, Model: m, Joins: joins, Least: least}, truth: t}, err
}

// pair takes a pair that was written.
func (j *judging) pair(l, r []byte, weight float64) error {
	j.Pairs.Add(weight)
	if j.truth == nil {
		return nil
	}
	j.scored = append(j.scored, report.Judged{Weight: weight, One: j.truth.Same(string(l), string(r))})
	if weight < j.Joins {
		return nil
	}
	return j.truth.Hit(string(l), string(r))
}

// labels judges by pairs that a person looked at, whether or not a rule proposes them.
func (j *judging) labels(e *linkage.Engine, left, right *linkage.Table, labels []linkage.Label) {
	ones := 0
	var scored []report.Judged
	for i, p := range e.Score(left, right, labels) {
		one := labels[i].Score >= 0.5
		scored = append(scored, report.Judged{Weight: p.Weight, One: one})
		if one {
			ones++
		}
	}
	j.Cuts = report.Cuts(scored, ones)
	j.Judged = fmt.Sprintf("Judged by %d pairs that a person labelled, %d of them of one person, whether or not a blocking rule proposes them.", len(labels), ones)
}

// write ends the page, and prints what the truth says.
func (j *judging) write(to io.Writer, file string) error {
	if j.truth != nil {
		j.Groups = j.truth.Groups()
		j.Cuts = report.Cuts(j.scored, j.truth.Records())
		j.Judged = fmt.Sprintf("Judged by the truth of an invented world, in which %d records are of somebody in the workforce, over the %d pairs that were written.", j.truth.Records(), len(j.scored))
		if _, err := io.WriteString(to, wash.FairnessTable(j.Groups)); err != nil {
			return err
		}
	}
	if file == "" {
		return nil
	}
	return toFile(file, j.Report.Write)
}

// alone counts records that nobody can find.
func (j *judging) alone(e *linkage.Engine, tables ...*linkage.Table) {
	for _, t := range tables {
		if t == nil {
			continue
		}
		some := report.Unlinkable(e, t)
		if j.Alone == nil {
			j.Alone = make([]report.Alone, len(some))
		}
		j.People += t.Rows()
		for i, a := range some {
			j.Alone[i].Weight = a.Weight
			j.Alone[i].N += a.N
			j.Alone[i].Share = float64(j.Alone[i].N) / float64(max(1, j.People))
		}
	}
}
