package view

import (
	"context"
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// CaseFilter is what a list of cases is narrowed to. The zero one is all of it.
type CaseFilter struct {
	State    string       // cases.Opened, Assessed or Closed
	From, To candour.Date // of the day on which it was opened
}

// ListedCase is a row: that a case is there, its dates and its state, and no words.
type ListedCase struct {
	ID             candour.CaseID
	State          string
	Opened, Closed candour.Date
	Imported       bool
	Readable       bool // whoever looks has said whether they know anyone in it, and may open it
}

// CasePlace is where a list of cases goes on: after this row.
type CasePlace struct {
	Day candour.Date
	ID  candour.CaseID
}

// listedCases are the cases as a list has them, with their state computed.
const listedCases = `(SELECT c.force, c.id, c.opened_day, c.closed_day, c.jurisdiction, 'case/' || c.id AS subject,
		CASE WHEN c.closed_day <> '' THEN 'closed' WHEN EXISTS (SELECT 1 FROM cases_severity s WHERE s.force = c.force AND s.case_id = c.id) THEN 'assessed' ELSE 'opened' END AS state
		FROM cases_case c) d`

// Cases are up to n cases after a place, in the order in which they were opened, whether
// there are more, and how many there are in all.
func (v View) Cases(ctx context.Context, w Viewer, f CaseFilter, after CasePlace, n int) (out []ListedCase, more bool, count Count, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out, more, count = nil, false, 0
		args, no, err := v.listing(tx, w)
		if err != nil || no {
			return err
		}
		from, to := between(f.From, f.To)
		narrow := append(slices.Clone(args), from, to, f.State, f.State)
		if out, more, err = paged(n, func(last *ListedCase) (rows []ListedCase, err error) {
			at, id := after.Day.String(), string(after.ID)
			if last != nil {
				at, id = last.Opened.String(), string(last.ID)
			}
			err = tx.Each(`SELECT d.id, d.state, d.opened_day, d.closed_day, d.jurisdiction FROM `+listedCases+` WHERE d.force = $1 AND `+authz.Listed+`
			AND d.opened_day >= $6 AND d.opened_day <= $7 AND ($8 = '' OR d.state = $9) AND d.opened_day >= $10 AND (d.opened_day > $11 OR d.id > $12)
			ORDER BY d.opened_day, d.id LIMIT $13`, append(slices.Clone(narrow), at, at, id, n+1), func(scan func(...any) error) error {
				var r ListedCase
				var id, opened, closed, jurisdiction string
				err := scan(&id, &r.State, &opened, &closed, &jurisdiction)
				r.ID, r.Opened, r.Closed, r.Imported = candour.CaseID(id), cases.Day(opened), cases.Day(closed), jurisdiction == cases.Imported
				rows = append(rows, r)
				return err
			})
			return rows, err
		}, func(r *ListedCase) (ok bool, err error) {
			if _, ok, err = v.Runner.May(tx, w.Who, cases.ListCase.ID, caseSubject(r.ID)); err == nil && ok {
				_, r.Readable, err = v.Runner.May(tx, w.Who, cases.ReadCase.ID, caseSubject(r.ID))
			}
			return ok, err
		}); err != nil {
			return fmt.Errorf("listing cases: %w", err)
		}
		count, err = counted(args, func() (m int, err error) {
			err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM `+listedCases+` WHERE d.force = $1 AND `+authz.Listed+`
				AND d.opened_day >= $6 AND d.opened_day <= $7 AND ($8 = '' OR d.state = $9) LIMIT 1001) c`, narrow, &m)
			return m, err
		})
		return err
	})
	return out, more, count, err
}

// between are two days as SQL compares them, where none stands for the first and the
// last there is.
func between(from, to candour.Date) (string, string) {
	first, last := "0001-01-01", "9999-12-31"
	if !from.IsZero() {
		first = from.String()
	}
	if !to.IsZero() {
		last = to.String()
	}
	return first, last
}
