package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"candour/ledger"
)

type ledgerCheckCmd struct{}

// Help is the example.
func (ledgerCheckCmd) Help() string {
	return "For whoever holds the keys: computes every leaf again from its row and compares it with the log. A stranger uses 'candour verify'. Exit code 4 says that something differs.\n\nExample:\n  candour ledger check --dir candour-data"
}

// Run checks every force in the folder.
func (ledgerCheckCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	f, err := all.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	forces, err := ledger.Forces(ctx, f.db)
	if err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a short life with a small heap: collect less often
	var differs error
	for _, force := range forces {
		src, err := ledger.OpenSource(f.logDir(force), nil)
		if err != nil {
			return err
		}
		verifier, err := ledger.LoadVerifier(f.verifierFile(force))
		if err != nil {
			return err
		}
		r, err := ledger.Check(ctx, f.db, force, src, verifier)
		if err != nil && !errors.Is(err, ledger.ErrDiffers) {
			return err
		}
		printCheck(s, r)
		differs = errors.Join(differs, err, r.Err())
	}
	if len(forces) == 0 {
		fmt.Fprintln(s.out, "the journal is empty")
	}
	return differs
}

func printCheck(s streams, r ledger.CheckReport) {
	word := "clean"
	if r.Err() != nil {
		word = "DIFFERENT"
	}
	fmt.Fprintf(s.out, "%s: %s: %d rows without a gap, %d sealed fields open to what was committed to, log of %d entries, root %s\n", r.Force, word, r.Rows, r.Fields, r.Log.Size, r.Log.Root)
	if r.Lost > 0 {
		fmt.Fprintf(s.out, "%s: a declared gap: %d rows were lost before a restore; their leaves stand in the log, and what they said is gone\n", r.Force, r.Lost)
	}
	for _, e := range r.Ended {
		fmt.Fprintf(s.out, "%s: the log %s ended, because entries of it are left nowhere, and %s follows, with the same entries as far as they were left; a witness had seen %d\n", r.Force, e.Name(), e.NextName(), e.Seen)
	}
	if r.Erased+r.Shut > 0 || r.Subjects > 0 {
		fmt.Fprintf(s.out, "%s: %d subjects were erased by acts; %d rows and %d fields have no key: their leaves stand, their content cannot be judged\n", r.Force, r.Subjects, r.Erased, r.Shut)
	}
	fmt.Fprintf(s.out, "%s: %d accesses under %d roots, one a minute; %d wait for the end of their minute\n", r.Force, r.Accesses, r.Roots, r.Waiting)
	if r.Unpublished > 0 {
		fmt.Fprintf(s.out, "%s: the last %d rows are not in the log yet: they go in when the service next runs\n", r.Force, r.Unpublished)
	}
	for _, d := range r.Differences {
		fmt.Fprintf(s.out, "%s: %s\n", r.Force, d)
	}
	if r.More > 0 {
		fmt.Fprintf(s.out, "%s: and %d more\n", r.Force, r.More)
	}
}
