// Package caseload invents a force from one seed, with as many officers and
// allegations as are asked for, so that the speed of pages can be measured and a
// demonstration is not empty. It is plumbing: nothing of the product imports it.
//
// What it promises:
//
//   - Everything is written by acts. Officers who serve are enrolled, posted and
//     put under a manager as anybody is; those who left, and nearly all the closed
//     cases of fifteen years, come by the acts of an import, as they would in a
//     force that began with Candour 500 days ago. What came since then, and every
//     open case of it, was sent, opened, linked, described, assessed and decided by
//     the people of the cast, each on the day on which it was due: so clocks run,
//     walls stand, and the journal goes forward in time.
//   - The same numbers, seed and day give the same rows, keys, words and leaves.
//     Only nonces differ. More allegations leave the officers as they are.
//   - It holds in memory some bytes for each officer and for each case that does
//     not come by import, and the cases that somebody is still to do something in;
//     all others are made one after another.
//
// What it never does: hold a name of anybody. Names are syllables, and accounts
// are sentences of a small grammar, each of which says that it is invented.
//
// Everything in it follows from the seed, the data keys too. So whoever has the
// seed can open all of it, and it must never be in one folder with real records:
// cmd refuses that.
package caseload

import (
	"context"
	"fmt"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
)

// How far back the world goes, and for how long the force has had Candour.
const (
	years = 15
	since = 500 // days before On: from then on cases are handled here
)

// rowsATransaction is about how many rows one transaction writes, as an import.
const rowsATransaction = 500

// Limits on what can be asked for. With more than perOfficer allegations for each
// officer, the one with 200 concerns would not stand out any more.
const (
	fewestOfficers = 20
	mostOfficers   = 1_000_000
	perOfficer     = 20
)

// Size is what a caseload is computed from. The same Size is the same caseload.
type Size struct {
	Officers    int
	Allegations int
	Seed        int64
	On          candour.Date // nothing in it is later

	// Imported is how many in a hundred of the cases that would be handled here come
	// by import all the same, as they do in a force that has just begun: a case that is
	// handled costs thirty times one that is brought in.
	Imported int
}

// Check refuses numbers that make no world.
func (s Size) Check() error {
	switch {
	case s.Officers < fewestOfficers || s.Officers > mostOfficers:
		return candour.Invalid("officers", "give a number of officers from %d to %d: with fewer there are no units and managers", fewestOfficers, mostOfficers)
	case s.Allegations < 1:
		return candour.Invalid("allegations", "give a number of allegations of 1 or more")
	case s.Allegations > perOfficer*s.Officers:
		return candour.Invalid("allegations", "%d officers can have at most %d allegations here, %d for each: give more officers or fewer allegations", s.Officers, perOfficer*s.Officers, perOfficer)
	case s.Seed < 0:
		return candour.Invalid("seed", "a seed is a number of 0 or more")
	case s.Imported < 0 || s.Imported > 100:
		return candour.Invalid("imported", "give how many in a hundred come by import, from 0 to 100")
	case s.On.IsZero():
		return candour.Invalid("on", "give the day that the caseload is seen from")
	}
	return nil
}

// Cast are those who do what is done. They are on file already, and in units of
// their own, so that no wall keeps them from anything in the caseload.
type Cast struct {
	Program, Triage, Assessor, Authority authz.Actor
	Chief                                candour.OfficerID // over the superintendents
}

// Caseload is one run.
type Caseload struct {
	Size
	Runner *act.Runner
	Force  candour.ForceID
	Cast   Cast

	// Found puts the cast on file, as the first acts of all.
	Found []Acts

	// Progress is told after each transaction how much is done; nil where nobody
	// watches. It is called by the goroutine of Run.
	Progress func(done, total int64)

	*drawn
	done, total int64
	made        uint64    // transactions so far: each has random bytes of its own
	last        time.Time // of the latest one: the journal goes forward in time
	out         Result
}

// Acts are some acts of one person.
type Acts struct {
	Who  authz.Actor
	Acts []act.Act
}

// Result is what was made.
type Result struct {
	Units, Postings    int
	Cases, Allegations int
	Open               int // cases
	Imported           int // cases, of which some are open and have no clock
	Handled            int // cases that were handled here from the report on
	Stages             map[Stage]int
	HeldBecause        string // of the first case that was held: what is owed there

	OfficersTook, ImportTook, HandledTook time.Duration
}

// Run makes the caseload. It ends between two transactions where the context does,
// and what it made by then stands; it cannot go on from there.
func (c *Caseload) Run(ctx context.Context, now func() time.Time) (Result, error) {
	if err := c.Check(); err != nil {
		return Result{}, err
	}
	c.drawn = draw(c.Size)
	c.total = int64(c.Officers + c.Allegations)
	c.out = Result{Units: c.units, Postings: c.postings, Stages: map[Stage]int{}}
	for _, step := range c.Found {
		if err := c.do(ctx, step.Who, noon(c.began()), step.Acts, 0); err != nil {
			return c.out, fmt.Errorf("putting the cast on file: %w", err)
		}
	}
	began := now()
	if err := c.enrolAll(ctx); err != nil {
		return c.out, fmt.Errorf("putting the officers on file: %w", err)
	}
	c.out.OfficersTook = now().Sub(began)
	began = now()
	here, err := c.importAll(ctx)
	if err != nil {
		return c.out, fmt.Errorf("bringing in the history: %w", err)
	}
	c.out.ImportTook = now().Sub(began)
	began = now()
	if err := c.handleAll(ctx, here); err != nil {
		return c.out, fmt.Errorf("handling the cases since: %w", err)
	}
	c.out.HandledTook = now().Sub(began)
	return c.out, nil
}

// do runs some acts of one person in one transaction, with random bytes that
// follow from the seed and from how many transactions came before. of is how many
// officers and allegations are done by it.
func (c *Caseload) do(ctx context.Context, who authz.Actor, at time.Time, acts []act.Act, of int) error {
	_, err := c.happen(ctx, who, at, acts, of)
	return err
}

func (c *Caseload) happen(ctx context.Context, who authz.Actor, at time.Time, acts []act.Act, of int) ([]candour.Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(acts) == 0 {
		return nil, nil
	}
	if at.Before(c.last) {
		at = c.last
	}
	c.last = at
	m := act.By(who, at)
	m.Rand = c.secret("transaction", c.made)
	c.made++
	// The context ends a run between transactions, not inside one.
	events, err := c.Runner.Run(context.WithoutCancel(ctx), m, acts...)
	if err != nil {
		return nil, err
	}
	c.done += int64(of)
	if c.Progress != nil {
		c.Progress(c.done, c.total)
	}
	return events, nil
}

// batch collects acts of the program until they fill a transaction.
type batch struct {
	c    *Caseload
	acts []act.Act
	rows int
	of   int
}

// add puts acts that belong together into one transaction.
func (b *batch) add(ctx context.Context, rows, of int, acts ...act.Act) error {
	b.acts, b.rows, b.of = append(b.acts, acts...), b.rows+rows, b.of+of
	if b.rows < rowsATransaction {
		return nil
	}
	return b.flush(ctx)
}

func (b *batch) flush(ctx context.Context) error {
	err := b.c.do(ctx, b.c.Cast.Program, noon(b.c.began()), b.acts, b.of)
	b.acts, b.rows, b.of = b.acts[:0], 0, 0
	return err
}

// began is the first day with Candour.
func (s Size) began() candour.Date { return s.On.AddDays(-since) }

// first is the day before which nothing is known.
func (s Size) first() candour.Date { return s.On.AddDays(-365 * years) }

// noon is an instant of a civil day at which it is that day in London, whatever
// the season.
func noon(d candour.Date) time.Time { return d.Time().Add(12 * time.Hour) }
