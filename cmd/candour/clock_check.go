package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errCacheDiffers says that a list somewhere showed a day that is not the law's.
var errCacheDiffers = errors.New("the cache of due dates differs from a fresh computation; it is computed again when the rules or the calendar change, and for a case at each of its acts")

type clockCheckCmd struct{}

// Help is the example.
func (clockCheckCmd) Help() string {
	return "Computes the limits of every case afresh and compares the whole cache, from which lists are made, with them. Exit code 4 says that something differs.\n\nExample:\n  candour clock check --dir candour-data"
}

// Run checks every force in the folder. Opening it refreshes the cache where it was
// computed with other rules; what differs after that is a fault.
func (clockCheckCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	f, err := all.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	began := time.Now()
	c, err := f.runner.CheckClocks(ctx)
	if err != nil {
		return err
	}
	word := "clean"
	if len(c.Differences) > 0 {
		word = "DIFFERENT"
	}
	fmt.Fprintf(s.out, "%s: %d subjects with %d events computed afresh in %.1f s, %d limits wait\n", word, c.Subjects, c.Events, time.Since(began).Seconds(), c.Limits)
	for _, d := range c.Differences {
		fmt.Fprintln(s.out, d)
	}
	if c.More > 0 {
		fmt.Fprintf(s.out, "and %d more\n", c.More)
	}
	if len(c.Differences) > 0 {
		return errCacheDiffers
	}
	return nil
}
