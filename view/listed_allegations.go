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

// AllegationFilter is what a list of allegations is narrowed to.
type AllegationFilter struct {
	Case    candour.CaseID // empty: of all cases
	Decided string         // "yes", "no", or empty: either
}

// ListedAllegation is a row: that there is one, and whether it is decided. What was
// decided is told to whoever may open the case.
type ListedAllegation struct {
	ID       candour.AllegationID
	Case     candour.CaseID
	Position int
	Category string // A to L of the national taxonomy, or empty
	Decided  bool
}

// AllegationPlace is where a list of allegations goes on: after this row.
type AllegationPlace struct {
	Case     candour.CaseID
	Position int
	ID       candour.AllegationID
}

// listedAllegations are the allegations as a list has them.
const listedAllegations = `(SELECT a.force, a.id, a.case_id, a.position, 'case/' || a.case_id AS subject, COALESCE(x.category, a.category) AS category,
		CASE WHEN EXISTS (SELECT 1 FROM cases_decision e WHERE e.force = a.force AND e.case_id = a.case_id AND e.allegation = a.id) THEN 'yes' ELSE 'no' END AS decided
		FROM cases_allegation a LEFT JOIN cases_description x ON x.force = a.force AND x.case_id = a.case_id AND x.allegation = a.id) d`

// Allegations are up to n allegations after a place, case by case, whether there are
// more, and how many there are in all.
func (v View) Allegations(ctx context.Context, w Viewer, f AllegationFilter, after AllegationPlace, n int) (out []ListedAllegation, more bool, count Count, err error) {
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
		narrow := append(slices.Clone(args), string(f.Case), string(f.Case), f.Decided, f.Decided)
		if out, more, err = paged(n, func(last *ListedAllegation) (rows []ListedAllegation, err error) {
			at := after
			if last != nil {
				at = AllegationPlace{last.Case, last.Position, last.ID}
			}
			err = tx.Each(`SELECT d.id, d.case_id, d.position, d.category, d.decided FROM `+listedAllegations+` WHERE d.force = $1 AND `+authz.Listed+`
			AND ($6 = '' OR d.case_id = $7) AND ($8 = '' OR d.decided = $9)
			AND d.case_id >= $10 AND (d.case_id > $11 OR d.position > $12 OR d.position = $13 AND d.id > $14)
			ORDER BY d.case_id, d.position, d.id LIMIT $15`,
				append(slices.Clone(narrow), string(at.Case), string(at.Case), at.Position, at.Position, string(at.ID), n+1), func(scan func(...any) error) error {
					var r ListedAllegation
					var id, c, decided string
					err := scan(&id, &c, &r.Position, &r.Category, &decided)
					r.ID, r.Case, r.Decided = candour.AllegationID(id), candour.CaseID(c), decided == "yes"
					rows = append(rows, r)
					return err
				})
			return rows, err
		}, func(r *ListedAllegation) (bool, error) { return may.May(string(r.Case)) }); err != nil {
			return fmt.Errorf("listing allegations: %w", err)
		}
		count, err = counted(args, func() (m int, err error) {
			err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM `+listedAllegations+` WHERE d.force = $1 AND `+authz.Listed+`
				AND ($6 = '' OR d.case_id = $7) AND ($8 = '' OR d.decided = $9) LIMIT 1001) c`, narrow, &m)
			return m, err
		})
		return err
	})
	return out, more, count, err
}
