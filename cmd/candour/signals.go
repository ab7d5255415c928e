package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"candour"
	"candour/signals"
)

// signalsCmd is the engine of early signs, on files in the layout of the extract and on
// the database.
type signalsCmd struct {
	Fit      signalsFitCmd      `cmd:"" help:"Fit what signals are worth, from what was known before a day."`
	Score    signalsScoreCmd    `cmd:"" help:"Score everybody who served on a day."`
	Evaluate signalsEvaluateCmd `cmd:"" help:"Check lists of past days against what came after."`
	Explain  signalsExplainCmd  `cmd:"" help:"Explain one officer’s listing: signals, points, dated cases."`
	Units    signalsUnitsCmd    `cmd:"" help:"Count what is said of each unit, small ones pulled to the mean."`
	Gate     signalsGateCmd     `cmd:"" help:"Refuse a model that is not right enough or not fair enough."`
	Report   signalsReportCmd   `cmd:"" help:"Write an evaluation as a page, with charts and tables."`
	Bench    signalsBenchCmd    `cmd:"" help:"Invent officers and allegations, and say how fast they are scored."`
}

// signalsData is where the files are.
type signalsData struct {
	Data string `required:"" help:"Folder with officers, allegations, postings, payouts and force_reports as .csv or .csv.gz." type:"existingdir" placeholder:"FOLDER"`
	List bool   `help:"List every rejected row and every warning, not only the first ones."`
}

// shownRejects is how many rows are listed where nobody asked for all.
const shownRejects = 5

// read reads the files, and lists what was rejected. The second result is
// errRejects where something was, for the end of a command that has done its work.
func (d signalsData) read(s streams) (*signals.Record, error, error) {
	r, err := signals.Read(d.Data)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range signals.Files {
		fmt.Fprintf(s.err, "%s: %d rows taken\n", f, r.Rows[f])
	}
	d.list(s, "rejected", r.Rejects)
	d.list(s, "taken with a warning", r.Warnings)
	if len(r.Rejects) > 0 {
		return r.Record, errRejects, nil
	}
	return r.Record, nil, nil
}

func (d signalsData) list(s streams, what string, rows []signals.Reject) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(s.err, "%s: %d rows\n", what, len(rows))
	for i, x := range rows {
		if i == shownRejects && !d.List {
			fmt.Fprintf(s.err, "  and %d more; --list lists them all\n", len(rows)-i)
			break
		}
		fmt.Fprintf(s.err, "  %s\n", x)
	}
}

// signalsModel is the model that a command uses.
type signalsModel struct {
	Model string `help:"File of a model; the one that ships where none is named." type:"existingfile" placeholder:"FILE"`
}

func (m signalsModel) load() (*signals.Model, error) {
	if m.Model == "" {
		return signals.Shipped()
	}
	return signals.LoadModel(m.Model)
}

// aDay reads a day of a flag, which must be one.
func aDay(flag, s string) (signals.Day, error) {
	d, err := signals.ParseDay(s)
	if err == nil && d == signals.NoDay {
		err = candour.Invalid(flag, "--%s needs a day, as 2008-01-01", flag)
	}
	return d, err
}

func someDays(flag, s string) ([]signals.Day, error) {
	var all []signals.Day
	for x := range strings.SplitSeq(s, ",") {
		d, err := aDay(flag, strings.TrimSpace(x))
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// toFile writes a file whole or not at all: what breaks off leaves the old one.
func toFile(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".writing-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
