package main

import (
	"context"
	"fmt"
	"io"

	"candour"
	"candour/signals"
)

// signalsFrom is where a command reads: files of the caller's, or the database of the
// data folder, as far as whoever is signed in may see it.
type signalsFrom struct {
	asker
	Data string `help:"Folder with officers, allegations, postings, payouts and force_reports as .csv or .csv.gz. Without it the database is read, as far as you may see it: sign in with ‘candour login’ first." type:"existingdir" placeholder:"FOLDER" env:"-"`
	List bool   `help:"Of files: list every rejected row and every warning, not only the first ones."`
	AsOf string `required:"" help:"The day. Findings stand as they were known on it, and nothing counts that was recorded on it or later." placeholder:"DATE"`
}

// ownFiles reports whether no data folder is opened.
func (c signalsFrom) ownFiles() bool { return c.Data != "" }

// day is the day asked for.
func (c signalsFrom) day() (signals.Day, error) { return aDay("as-of", c.AsOf) }

// from reads what was known on a day, with race and sex only for the tables of who is
// listed. The second result is errRejects where rows of the files were.
func (c signalsFrom) from(ctx context.Context, g *gate, at signals.Day, groups bool) (*signals.Record, error, error) {
	if c.ownFiles() {
		return signalsData{c.Data, c.List}.read(g.talk)
	}
	r, err := g.f.view.SignalsInput(ctx, g.Viewer, at, groups)
	return r, nil, err
}

// nobody says that there is nobody to score.
func (c signalsFrom) nobody(at signals.Day) error {
	where := "officers.csv"
	if !c.ownFiles() {
		where = "what you may see"
	}
	return candour.Invalid("as-of", "nobody in %s had served for a year on %s: choose a day that it covers", where, at)
}

// keep writes a file: what is of the database not before the access to it is on record.
func (g *gate) keep(name string, write func(io.Writer) error, says string) error {
	done := func() error {
		if err := toFile(name, write); err != nil {
			return err
		}
		_, err := fmt.Fprintln(g, says)
		return err
	}
	if g.f == nil {
		return done()
	}
	g.files = append(g.files, done)
	return nil
}

// showsOfficers notes that somebody's points were given out. They are many and each is
// there once.
func (g *gate) showsOfficers(r *signals.Record, who []int32) {
	for _, o := range who {
		g.shown = append(g.shown, candour.Subject{Kind: "officer", ID: r.Officers[o].ID})
	}
}
