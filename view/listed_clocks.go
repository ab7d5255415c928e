package view

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/seal"
)

// ClockFilter is what a list of limits that run is narrowed to.
type ClockFilter struct {
	Rule     string
	From, To candour.Date // of the last day
}

// ClockPlace is where a list of limits goes on: after this row.
type ClockPlace struct {
	By                    candour.Date
	Case                  candour.CaseID
	Rule, About, Triggers string
}

// ListedClock is one limit that runs on a case, with the law and the counting.
type ListedClock struct {
	Place ClockPlace
	Case  candour.CaseID
	Rule  clock.Rule
	By    candour.Date
	Why   string // what that day is counted from
	Label string // "local standard", "guidance, not verified", or empty for a duty
}

// Clocks are up to n limits after a place, by their last days, whether there are more,
// and how many there are in all. It reads the cache that lists read; the clocks of one
// case are computed afresh.
func (v View) Clocks(ctx context.Context, w Viewer, f ClockFilter, after ClockPlace, n int) (out []ListedClock, more bool, count Count, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out, more, count = nil, false, 0
		args, no, err := v.listing(tx, w)
		if err != nil || no {
			return err
		}
		may, err := v.Runner.MayRow(tx, w.Who, args, cases.ListCase.ID, "case")
		if err != nil {
			return err
		}
		from, to := between(f.From, f.To)
		narrow := append(slices.Clone(args), from, to, f.Rule, f.Rule)
		if out, more, err = paged(n, func(last *ListedClock) (rows []ListedClock, err error) {
			at := after
			if last != nil {
				at = last.Place
			}
			by, subject := at.By.String(), caseSubject(at.Case).String()
			err = tx.Each(`SELECT d.subject, d.rule, d.about, d.event, d.rule_from, d.by_day, d.effect, d.started_day, d.began, d.moved FROM clock_due d WHERE d.force = $1 AND `+authz.Listed+`
			AND d.subject >= 'case/' AND d.subject < 'case0' AND d.by_day >= $6 AND d.by_day <= $7 AND ($8 = '' OR d.rule = $9)
			AND d.by_day >= $10 AND (d.by_day > $11 OR d.subject > $12 OR d.subject = $13 AND (d.rule > $14 OR d.rule = $15 AND (d.about > $16 OR d.about = $17 AND d.event > $18)))
			ORDER BY d.by_day, d.subject, d.rule, d.about, d.event LIMIT $19`,
				append(slices.Clone(narrow), by, by, subject, subject, at.Rule, at.Rule, at.About, at.About, at.Triggers, n+1), func(scan func(...any) error) error {
					var r clock.Row
					var of, by, started string
					if err := scan(&of, &r.Rule, &r.About, &r.Event, &r.From, &by, &r.Effect, &started, &r.Began, &r.Moved); err != nil {
						return err
					}
					r.By, r.Started = cases.Day(by), cases.Day(started)
					item, err := workOf(of, r)
					if err != nil {
						return err
					}
					c := candour.CaseID(strings.TrimPrefix(of, "case/"))
					rows = append(rows, ListedClock{ClockPlace{r.By, c, r.Rule, r.About, r.Event}, c, *item.Rule, r.By, item.Why, item.Standing})
					return nil
				})
			return rows, err
		}, func(r *ListedClock) (bool, error) { return may.May(string(r.Case)) }); err != nil {
			return fmt.Errorf("listing what is due: %w", err)
		}
		count, err = counted(args, func() (m int, err error) {
			err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM clock_due d WHERE d.force = $1 AND `+authz.Listed+`
				AND d.subject >= 'case/' AND d.subject < 'case0' AND d.by_day >= $6 AND d.by_day <= $7 AND ($8 = '' OR d.rule = $9) LIMIT 1001) c`, narrow, &m)
			return m, err
		})
		return err
	})
	return out, more, count, err
}
