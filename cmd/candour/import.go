package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"candour"
	"candour/exchange"
	"candour/ledger"

	"github.com/schollz/progressbar/v3"
)

type importComplaintsCmd struct {
	From  string `arg:"" help:"Folder with officers, postings and allegations as .csv or .csv.gz." type:"existingdir" placeholder:"FOLDER"`
	Force string `help:"Code of the force to import into." default:"home" placeholder:"CODE"`
}

// Help is the example.
func (importComplaintsCmd) Help() string {
	return "Every row becomes an event of the journal, or is listed with the reason why not (exit code 3). Running it again changes nothing; a row that changed is a correction.\n\nExample:\n  candour import complaints ../shared/data/complaints --dir candour-data"
}

// Run imports, drains the log and lists what was rejected.
func (c importComplaintsCmd) Run(ctx context.Context, s streams, all *cli) error {
	return runImport(ctx, s, all, c.Force, "complaints", func(ctx context.Context, f *folder, progress func(done, total int64)) (importReport, error) {
		res, err := exchange.Complaints{DB: f.db, Runner: f.runner, Force: candour.ForceID(c.Force), Dir: c.From, Now: time.Now, Progress: progress}.Run(ctx)
		return importReport{
			rejects: res.Rejects, warnings: res.Warnings,
			counts: []countOf{{"officers", res.Officers}, {"postings", res.Postings}, {"cases", res.Cases}, {"allegations", res.Allegations}},
			says:   []string{fmt.Sprintf("allegations open: %d; closed without a finding: %d", res.Open, res.ClosedWithoutFinding)},
		}, err
	})
}

// importReport is what an import says at its end.
type importReport struct {
	counts   []countOf
	says     []string // lines below the counts
	rejects  []exchange.Reject
	warnings []exchange.Warning
	more     [][]string // lines of the list beside those: what, file, line, reason
}

type countOf struct {
	name string
	n    exchange.Count
}

// runImport is what every import does around its own work: it refuses a
// demonstration, shows how far it is, brings the log up to the journal, and lists
// what was rejected.
func runImport(ctx context.Context, s streams, all *cli, code, name string, work func(context.Context, *folder, func(done, total int64)) (importReport, error)) (err error) {
	if err := checkForce(code); err != nil {
		return err
	}
	f, err := all.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if f.witnesses, err = loadWitnesses(all.Dir, all.WitnessPolicy); err != nil {
		return err
	}
	if f.witnesses.none {
		fmt.Fprintln(s.err, noWitness)
	}
	if f.demo() {
		return candour.Conflict("this folder is a demonstration, where anybody can sign in as anybody: it takes no real records. Choose another with --dir.")
	}
	if u := f.keyUse(); u.inClear && !u.pilot {
		fmt.Fprintln(s.err, "candour: the keys of this folder lie in a file, in clear, and it is not marked as a pilot: 'candour serve' will refuse it (docs/keys.md)")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a short life with a small heap: collect less often
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(s.err), progressbar.OptionSetDescription("importing"), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
	force, began := candour.ForceID(code), time.Now()
	l, err := f.openLog(ctx, force)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	stop := f.publishMeanwhile(ctx, force, l)
	res, err := work(ctx, f, func(done, total int64) {
		bar.ChangeMax64(total)
		_ = bar.Set64(done) // a bar that cannot be drawn is no reason to stop
	})
	stop()
	_ = bar.Finish()
	if err != nil && ctx.Err() == nil {
		return err
	}
	// Also after Ctrl-C: what was committed goes into the log before we end.
	fmt.Fprintln(s.err, "writing the log")
	size, logErr := l.Publish(context.WithoutCancel(ctx), ledger.Journal{DB: f.db, Force: force})
	if err := errors.Join(err, logErr); err != nil {
		return err
	}
	list, err := writeRejects(filepath.Join(all.Dir, "rejects"), name, began, res)
	if err != nil {
		return err
	}
	printResult(s, res, time.Since(began))
	fmt.Fprintf(s.out, "log: %d entries published; verify with: candour verify %s --key %s\n", size, f.logDir(force), f.verifierFile(force))
	for _, r := range res.rejects {
		fmt.Fprintln(s.out, "rejected", r)
	}
	if n := len(res.rejects) + len(res.warnings) + len(res.more); n > 0 {
		fmt.Fprintf(s.out, "%d rejected, %d kept with a warning, listed in %s\n", len(res.rejects), len(res.warnings), list)
	}
	if len(res.rejects) > 0 {
		return errRejects
	}
	return nil
}

// publishMeanwhile brings the log up to the journal while an import goes on, so
// that little is left to wait for at its end. An error is not lost: the last
// publishing meets it again.
func (f *folder) publishMeanwhile(ctx context.Context, force candour.ForceID, l *ledger.Log) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				_, _ = l.Publish(context.WithoutCancel(ctx), ledger.Journal{DB: f.db, Force: force})
			}
		}
	}()
	return func() { cancel(); <-done }
}

func printResult(s streams, res importReport, took time.Duration) {
	for _, x := range res.counts {
		fmt.Fprintf(s.out, "%-12s %7d new, %d corrected, %d held already\n", x.name, x.n.New, x.n.Corrected, x.n.Held)
	}
	for _, line := range res.says {
		fmt.Fprintln(s.out, line)
	}
	fmt.Fprintf(s.out, "took %s\n", took.Round(100*time.Millisecond))
}

// writeRejects lists file, line and reason, never what the row held.
func writeRejects(dir, what string, now time.Time, res importReport) (name string, err error) {
	name = filepath.Join(dir, what+"-"+now.UTC().Format("20060102T150405")+".csv")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return name, fmt.Errorf("listing the rejected rows: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	rows := [][]string{{"what", "file", "line", "reason"}}
	for _, r := range res.rejects {
		rows = append(rows, []string{"rejected", r.File, strconv.Itoa(r.Line), r.Reason})
	}
	for _, r := range res.warnings {
		rows = append(rows, []string{"warning", r.File, strconv.Itoa(r.Line), r.Reason})
	}
	return name, w.WriteAll(append(rows, res.more...))
}

// checkForce refuses a code that could not stand in a path or an address.
func checkForce(code string) error {
	for _, r := range code {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return candour.Invalid("force", "a force code has small letters, digits and dashes only, such as north or home-2")
		}
	}
	if code == "" || len(code) > 32 {
		return candour.Invalid("force", "a force code has 1 to 32 letters")
	}
	return nil
}
