package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"candour"
	"candour/lookups"
)

type lookupsScreenCmd struct {
	lookupsInput
	Context string   `required:"" help:"Folder with the tables of the context." type:"existingdir" placeholder:"FOLDER"`
	Out     string   `required:"" help:"Folder to write to; made if absent." type:"path" placeholder:"FOLDER"`
	Memory  int      `help:"How many million accesses memory may hold, 64 MB each; the rest lies in the folder that is written to." default:"4" placeholder:"MILLIONS"`
	Parts   int      `name:"partitions" help:"Divide accesses by person into so many parts, as on so many machines; the cases are the same." default:"1" placeholder:"N"`
	Events  []string `arg:"" help:"Files of accesses, or - for what comes in." placeholder:"EVENTS"`
}

// Help is the example.
func (lookupsScreenCmd) Help() string {
	return "Writes report.html, cases.jsonl, summary.json, unexplained.csv, and aside.txt with every line that could not be read. A case is for a person to review: it decides nothing and says nothing about guilt.\n\nExample:\n  candour lookups screen --context world --out found world/events.parquet\n  candour lookups screen --context world --out found --mapping plates.toml plates.csv"
}

// Run screens.
func (c lookupsScreenCmd) Run(s streams) (err error) {
	if c.Memory < 1 {
		return candour.Invalid("memory", "give a million accesses at least")
	}
	if c.Parts < 1 || c.Parts > 64 {
		return candour.Invalid("partitions", "give from 1 to 64 parts")
	}
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return err
	}
	began := time.Now()
	w, rejects, err := lookupsContext(s, c.Context)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "context read in %.1f s\n", time.Since(began).Seconds())
	began = time.Now()
	var parts []*lookups.Screen
	for i := range c.Parts {
		dir := filepath.Join(c.Out, fmt.Sprintf(".part-%02d", i))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		screen := lookups.NewScreen(w, lookups.Options{Dir: dir, Rows: max(c.Memory<<20/c.Parts, 1<<16)})
		defer func() { err = errors.Join(err, screen.Close(), os.Remove(dir)) }()
		parts = append(parts, screen)
	}
	if err := c.read(s, parts); err != nil {
		return err
	}
	took := time.Since(began)
	r, err := lookups.Together(w, parts...)
	if err != nil {
		return err
	}
	if err := writeScreened(c.Out, parts, r); err != nil {
		return err
	}
	n := r.Summary.Events + r.Summary.Duplicates
	fmt.Fprintf(s.err, "%d accesses read and judged in %.1f s, %.0f a second; with cases and files %.1f s, %.0f a second\n", n, took.Seconds(), float64(n)/took.Seconds(), time.Since(began).Seconds(), float64(n)/time.Since(began).Seconds())
	printScreened(s, r, c.Out)
	if rejects+r.Summary.Broken > 0 {
		return errRejects
	}
	return nil
}

// read reads all files. What cannot be read is kept in aside.txt as it came.
func (c lookupsScreenCmd) read(s streams, parts []*lookups.Screen) error {
	return linesTo(filepath.Join(c.Out, "aside.txt"), func(aside *bufio.Writer) error {
		for _, name := range c.Events {
			r, feed, done, err := c.open(s, name)
			if err != nil {
				return err
			}
			var n uint8
			for _, p := range parts { // each is told of all sources in one order
				if n, err = p.Feed(feed); err != nil {
					return err
				}
			}
			err = inBatches(r, parts, n, func(b *lookups.Broken) error {
				parts[0].SetAside(lookups.Reject{File: name, Line: b.Line, Says: b.Says})
				_, err := fmt.Fprintf(aside, "%s:%d: %s\n%s\n", name, b.Line, b.Says, strings.ToValidUTF8(b.Raw, "\ufffd"))
				return err
			})
			if e := done(); err == nil {
				err = e
			}
			if err != nil {
				return fmt.Errorf("reading %s: %w", name, err)
			}
		}
		return nil
	})
}

func writeScreened(dir string, parts []*lookups.Screen, r *lookups.Result) error {
	if err := linesTo(filepath.Join(dir, "cases.jsonl"), func(w *bufio.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for i := range r.Cases {
			if err := e.Encode(&r.Cases[i]); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if err := linesTo(filepath.Join(dir, "unexplained.csv"), func(w *bufio.Writer) error {
		c := csv.NewWriter(w)
		_ = c.Write([]string{"event", "officer", "person", "rules"})
		for _, p := range parts {
			if err := p.Unexplained(func(event, officer, person string, rules []string) error {
				return c.Write([]string{event, officer, person, strings.Join(rules, " ")})
			}); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	}); err != nil {
		return err
	}
	if err := linesTo(filepath.Join(dir, "report.html"), func(w *bufio.Writer) error { return lookups.NewReport(r).WriteHTML(w) }); err != nil {
		return err
	}
	return linesTo(filepath.Join(dir, "summary.json"), func(w *bufio.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(&r.Summary)
	})
}

func printScreened(s streams, r *lookups.Result, dir string) {
	x := &r.Summary
	fmt.Fprintf(s.out, "accesses: %d, sent twice: %d, lines not read: %d\n", x.Events, x.Duplicates, x.Broken)
	fmt.Fprintf(s.out, "read by programs, apart: %d; without a person: %d\n", x.Machine, x.NoPerson)
	fmt.Fprintf(s.out, "of %d accesses by people, explained: %d, %.2f of 100; of %d first ones %.2f of 100\n", x.Human, x.Explained, 100*x.Share, x.First, 100*x.FirstShare)
	fmt.Fprintf(s.out, "overdue from sources: %d; changes of what sources tell: %d; accounts that read like a program: %d\n", len(x.Overdue), len(x.Changes), len(x.Apart))
	fmt.Fprintf(s.out, "cases to review: %d, in %s\n", x.Cases, filepath.Join(dir, "cases.jsonl"))
}
