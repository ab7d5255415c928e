package act

import (
	"context"
	"fmt"
	"slices"

	"candour"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
	"candour/store"
)

// rowsAtOnce is how much of the journal is in memory while every clock is computed.
const rowsAtOnce = 20_000

// RefreshClocks computes the whole cache of due dates again where the rules or
// the calendar are not those it was computed with: a new rule may run on matters
// of years ago, so nothing less would do.
func (r *Runner) RefreshClocks(ctx context.Context) error {
	var stale bool
	err := r.DB.DB.Read(ctx, func(tx *store.Tx) (err error) {
		stale, err = clock.Stale(tx)
		return err
	})
	if err != nil || !stale {
		return err
	}
	forces, err := ledger.Forces(ctx, r.DB)
	if err != nil {
		return err
	}
	return r.DB.WithTx(ctx, func(tx *seal.Tx) error {
		if err := clock.Empty(tx.Tx); err != nil {
			return err
		}
		for _, force := range forces {
			err := ledger.EachHappened(tx, force, rowsAtOnce, clock.Moves, func(of candour.Subject, events []candour.Event) error {
				return clock.Cache(tx.Tx, force, of, events)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ClocksChecked is the cache of due dates beside a fresh computation.
type ClocksChecked struct {
	Subjects, Events, Limits int
	Differences              []string // the first few, by subject and rule
	More                     int      // and so many more subjects that differ
}

// mostDifferences is how many subjects are named: a cache that is wrong in all is
// one fault and not a hundred thousand.
const mostDifferences = 20

// CheckClocks computes the limits of every subject afresh and compares the whole
// cache with them, row by row.
func (r *Runner) CheckClocks(ctx context.Context) (c ClocksChecked, err error) {
	forces, err := ledger.Forces(ctx, r.DB)
	if err != nil {
		return c, err
	}
	err = r.DB.Read(ctx, func(tx *seal.Tx) error {
		c = ClocksChecked{}
		for _, force := range forces {
			cached, err := clock.Cached(tx.Tx, force)
			if err != nil {
				return err
			}
			facets, err := clock.CachedFacets(tx.Tx, force)
			if err != nil {
				return err
			}
			err = ledger.EachHappened(tx, force, rowsAtOnce, clock.Moves, func(of candour.Subject, events []candour.Event) error {
				fresh, narrows := clock.Listing(events)
				c.Subjects, c.Events, c.Limits = c.Subjects+1, c.Events+len(events), c.Limits+len(fresh)
				if had := cached[of.String()]; !clock.SameRows(had, fresh) {
					c.differ(fmt.Sprintf("%s, %s: the cache holds %s, and computed afresh it is %s", force, of, listed(had), listed(fresh)))
				}
				if had := facets[of.String()]; !slices.Equal(had, narrows) {
					c.differ(fmt.Sprintf("%s, %s: what lists are narrowed by is not what happened", force, of))
				}
				delete(cached, of.String())
				delete(facets, of.String())
				return nil
			})
			if err != nil {
				return err
			}
			for of, had := range cached {
				c.differ(fmt.Sprintf("%s, %s: the cache holds %s, and nothing happened to it", force, of, listed(had)))
			}
			for of := range facets {
				c.differ(fmt.Sprintf("%s, %s: lists are narrowed by it, and nothing happened to it", force, of))
			}
		}
		return nil
	})
	return c, err
}

func (c *ClocksChecked) differ(how string) {
	if len(c.Differences) == mostDifferences {
		c.More++
		return
	}
	c.Differences = append(c.Differences, how)
}

// listed names limits by rule and day: whose they are stands nowhere in it.
func listed(rows []clock.Row) string {
	if len(rows) == 0 {
		return "nothing"
	}
	says := ""
	for i, r := range rows {
		if i > 0 {
			says += ", "
		}
		says += r.Rule + " " + r.By.String()
	}
	return says
}
