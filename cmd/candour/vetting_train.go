package main

import (
	"fmt"
	"strings"

	"candour/vetting/linkage"
)

type vettingTrainCmd struct {
	vettingInputs
	Settings string  `required:"" help:"What is compared and how, as Splink saves it; its “training” says how to train." type:"existingfile" placeholder:"S.json"`
	Labels   string  `help:"Pairs that a person looked at, as CSV with unique_id_l, unique_id_r and clerical_match_score (1 one person, 0 two): m is learnt from them." type:"existingfile" placeholder:"L.csv"`
	Seed     *uint64 `help:"Of the random pairs, in place of that of the settings." placeholder:"N"`
	Report   string  `help:"Also write a page about the model: its charts, the threshold by the labels, records that nobody can find. It needs nothing else." type:"path" placeholder:"FILE.html"`
	Out      string  `required:"" help:"The trained model." type:"path" placeholder:"M.json"`
}

// Help is the example.
func (vettingTrainCmd) Help() string {
	return "Trains a model for ‘dedupe’, ‘link’ and ‘wash’: u from random pairs, m by EM or from labels, and how rare a match is. The same files and seed give the same model. Exit code 3 says that rows were rejected; each is named.\n\nExample:\n  candour vetting train --input people.csv --settings settings.json --out model.json"
}

// Run trains.
func (c vettingTrainCmd) Run(s streams) error {
	linkType, files, err := c.files()
	if err != nil {
		return err
	}
	plan, err := (matching{Settings: c.Settings}).plan(linkType)
	if err != nil {
		return err
	}
	if c.Seed != nil {
		how := linkage.Training{}
		if plan.Model.Training != nil {
			how = *plan.Model.Training
		}
		how.Seed = *c.Seed
		plan.Model.Training = &how
	}
	in, err := readInputs(s, plan, files...)
	if err != nil {
		return err
	}
	var labels []linkage.Label
	if c.Labels != "" {
		var bad []linkage.Reject
		if labels, bad, err = in.readPairs(c.Labels); err != nil {
			return err
		}
		in.rejects = append(in.rejects, bad...)
	}
	if err := in.train(s, labels); err != nil {
		return fmt.Errorf("%s: %w", c.Settings, err)
	}
	if err := toFile(c.Out, in.plan.Model.Write); err != nil {
		return err
	}
	fmt.Fprint(s.out, in.plan.Model.Summary())
	if err := c.report(s, in, files, labels); err != nil {
		return err
	}
	return listRejects(s, in.rejects)
}

// report writes the page about the model.
func (c vettingTrainCmd) report(s streams, in inputs, files []string, labels []linkage.Label) error {
	if c.Report == "" {
		return nil
	}
	e, err := in.engine()
	if err != nil {
		return err
	}
	page, err := newJudging(in.plan.Model, "A model trained on "+strings.Join(names(files), " and "), linkage.WeightOf(0.95), linkage.Every(), reporting{})
	if err != nil {
		return err
	}
	left, right := in.sides()
	if len(labels) > 0 {
		page.labels(e, left, right, labels)
	}
	page.alone(e, left, right)
	page.Facts = in.facts()
	return page.write(s.out, c.Report)
}
