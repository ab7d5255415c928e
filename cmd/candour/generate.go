package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/caseload"
	"candour/ledger"

	"github.com/schollz/progressbar/v3"
)

// generatedMark says what was generated into a folder, and whether it is whole.
const generatedMark = "generated"

// generated is what that file holds.
type generated struct {
	Officers    int    `json:"officers"`
	Allegations int    `json:"allegations"`
	Seed        int64  `json:"seed"`
	On          string `json:"on"`
	Imported    int    `json:"imported,omitempty"`
	Whole       bool   `json:"whole"`
}

// caseloadForce is the force of the demonstration that everybody generated works
// for; its people do what is done.
const caseloadForce candour.ForceID = "north"

type generateCaseloadCmd struct {
	Officers    int    `required:"" help:"How many officers." placeholder:"N"`
	Allegations int    `required:"" help:"How many allegations." placeholder:"M"`
	Seed        int64  `help:"The same seed, numbers and day make the same world." default:"1" placeholder:"S"`
	On          string `help:"The day that it is seen from, such as 2026-05-22: nothing in it is later. Today where none is given." placeholder:"DAY"`
	Imported    int    `help:"How many in a hundred of the cases that would be handled here come by import all the same, which is thirty times as fast and leaves fewer with a clock." default:"0" placeholder:"PERCENT"`
}

// Help is the example.
func (generateCaseloadCmd) Help() string {
	return "Everybody in it is invented, and everything follows from the seed. It goes into a new folder or a demonstration, never beside real records, and the folder is a demonstration from then on: serve it with ‘candour demo’ and sign in as the people of the North force.\n\nExample:\n  candour generate caseload --officers 2000 --allegations 20000 --seed 1 --dir candour-generated\n  candour demo --dir candour-generated"
}

// Run generates, drains the log and says how fast it went.
func (c generateCaseloadCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	size, err := c.size(candour.On(time.Now()))
	if err != nil {
		return err
	}
	seed, err := markGenerated(all.Dir, size.Seed)
	if err != nil {
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
	l, err := f.openLog(ctx, caseloadForce)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if err := writeGenerated(all.Dir, size, false); err != nil { // after it is known that nobody serves it
		return err
	}
	fmt.Fprintf(s.out, "%d officers and %d allegations, seen from %s, seed %d\n", size.Officers, size.Allegations, size.On, size.Seed)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a short life with a small heap: collect less often
	bar := progressbar.NewOptions64(int64(size.Officers+size.Allegations), progressbar.OptionSetWriter(s.err), progressbar.OptionSetDescription("generating"), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
	load, err := f.caseload(ctx, seed, size)
	if err != nil {
		return err
	}
	load.Progress = func(done, _ int64) { _ = bar.Set64(done) } // a bar that cannot be drawn is no reason to stop
	began := time.Now()
	stop := f.publishMeanwhile(ctx, caseloadForce, l)
	r, err := load.Run(ctx, time.Now)
	stop()
	_ = bar.Finish()
	if err != nil && ctx.Err() == nil {
		return err
	}
	// Also after Ctrl-C: what was committed goes into the log before we end.
	fmt.Fprintln(s.err, "writing the log")
	n, logErr := l.Publish(context.WithoutCancel(ctx), ledger.Journal{DB: f.db, Force: caseloadForce})
	if err := errors.Join(err, logErr); err != nil {
		return err
	}
	if err := writeGenerated(all.Dir, size, true); err != nil {
		return err
	}
	printCaseload(s, size, r, time.Since(began))
	fmt.Fprintf(s.out, "log: %d entries published\nsee it with: candour demo --dir %s\n", n, all.Dir)
	return nil
}

// size reads the flags. today is the last day that it may be seen from.
func (c generateCaseloadCmd) size(today candour.Date) (caseload.Size, error) {
	s := caseload.Size{Officers: c.Officers, Allegations: c.Allegations, Seed: c.Seed, On: today, Imported: c.Imported}
	if c.On != "" {
		var err error
		if s.On, err = candour.ParseDate(c.On); err != nil {
			return s, candour.Invalid("on", "%q is not a day: write it as 2026-05-22", c.On)
		}
		if s.On.After(today) {
			return s, candour.Invalid("on", "%s has not come yet: give today or an earlier day", s.On.Words())
		}
		if s.On.Year < 2022 {
			return s, candour.Invalid("on", "give a day in 2022 or after: the rules that clocks run by are of February 2020, and the force has handled cases for 500 days")
		}
	}
	return s, s.Check()
}

// caseload is the run that makes it, by the people of the demonstration.
func (f *folder) caseload(ctx context.Context, seed []byte, size caseload.Size) (*caseload.Caseload, error) {
	w := &world{f: f, seed: seed}
	const force = caseloadForce
	c := &caseload.Caseload{Size: size, Runner: f.runner, Force: force, Cast: caseload.Cast{
		Program: authz.Program(force), Triage: w.person(force, "Triage T"), Assessor: w.person(force, "Assessor S"),
		Authority: w.person(force, "Authority U"), Chief: w.officer(force, "Chief H"),
	}}
	there, err := w.there(ctx, force, candour.Subject{Kind: "force", ID: string(force)})
	if !there && err == nil {
		at := size.On.AddDays(-500).Time().Add(12 * time.Hour)
		c.Found = []caseload.Acts{
			{Who: authz.Program(force), Acts: w.enrolments(force, at)},
			{Who: w.person(force, "Chief H"), Acts: []act.Act{w.alternate(force)}},
		}
	}
	return c, err
}

// markGenerated marks a new folder as a demonstration, or takes one that has no
// caseload yet, and gives the seed of its people. A folder with anything else in it is refused:
// whoever knows the seed can compute every key that is made here.
func markGenerated(dir string, number int64) (seed []byte, err error) {
	if was, err := readGenerated(dir); err != nil {
		return nil, err
	} else if was != nil && !was.Whole {
		return nil, halfMade(dir)
	} else if was != nil {
		return nil, candour.Conflict("%s holds a caseload already: %d officers and %d allegations, seen from %s, seed %d. Choose another folder with --dir.", dir, was.Officers, was.Allegations, was.On, was.Seed)
	}
	if !exists(filepath.Join(dir, demoMark)) {
		there, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("looking at the data folder: %w", err)
		}
		for _, x := range there {
			if n := x.Name(); n != "candour.toml" && n != policyFile {
				return nil, candour.Conflict("%s is not empty and not marked as a demonstration: what is generated never lies beside real records. Choose a new folder with --dir.", dir)
			}
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("making the data folder: %w", err)
		}
		of := sha256.Sum256(fmt.Appendf(nil, "candour demonstration/%d", number))
		mark := base32.StdEncoding.EncodeToString(of[:16]) + "\n"
		if err := os.WriteFile(filepath.Join(dir, demoMark), []byte(mark), 0o600); err != nil {
			return nil, fmt.Errorf("marking the folder: %w", err)
		}
	}
	return markDemo(dir)
}

// wholeCaseload refuses a folder into which a caseload was generated half-way:
// what is measured or shown there would be of nothing in particular.
func wholeCaseload(dir string) error {
	was, err := readGenerated(dir)
	if err == nil && was != nil && !was.Whole {
		return halfMade(dir)
	}
	return err
}

func halfMade(dir string) error {
	return candour.Conflict("%s holds a caseload that was interrupted half-way, and it cannot be gone on with. Remove the folder and generate it again, everything in it is invented.", dir)
}

func readGenerated(dir string) (*generated, error) {
	b, err := os.ReadFile(filepath.Join(dir, generatedMark))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	g := &generated{}
	if err == nil {
		err = json.Unmarshal(b, g)
	}
	if err != nil {
		return nil, fmt.Errorf("reading what was generated in %s: %w", dir, err)
	}
	return g, nil
}

// writeGenerated writes the mark whole or not at all.
func writeGenerated(dir string, size caseload.Size, whole bool) error {
	b, err := json.Marshal(generated{size.Officers, size.Allegations, size.Seed, size.On.String(), size.Imported, whole})
	if err != nil {
		return err
	}
	file := filepath.Join(dir, generatedMark)
	if err := os.WriteFile(file+".new", append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("marking the folder: %w", err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		return fmt.Errorf("marking the folder: %w", err)
	}
	return nil
}

func printCaseload(s streams, size caseload.Size, r caseload.Result, took time.Duration) {
	fmt.Fprintf(s.out, "%d units, %d postings, %d cases, of which %d are open\n", r.Units, r.Postings, r.Cases, r.Open)
	for _, x := range caseload.Stages {
		fmt.Fprintf(s.out, "  %7d %s\n", r.Stages[x], x)
	}
	if r.HeldBecause != "" {
		fmt.Fprintf(s.out, "the first that is held: %s\n", r.HeldBecause)
	}
	fast := func(what string, n int, took time.Duration) {
		fmt.Fprintf(s.out, "%s: %d in %s, %.0f a second\n", what, n, took.Round(100*time.Millisecond), float64(n)/max(took.Seconds(), 0.001))
	}
	fast("officers", size.Officers, r.OfficersTook)
	fast("cases brought by import", r.Imported, r.ImportTook)
	fast("cases handled here", r.Handled, r.HandledTook)
	fast("all allegations", size.Allegations, took)
}
