package view

import (
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// owings are what the person who reported is owed for what they sent, in the order
// in which a day with several shows them.
var owings = []intake.Owing{intake.OwedReading, intake.OwedSorting, intake.OwedRecord}

// owed are the first n things of each kind that the person who reported is owed and
// that this viewer may know of: to be done by a day of our own, and labelled so.
// They stand on the case, or on the report where there is none yet, and are counted
// after asking, as new reports are.
func (v View) owed(tx *seal.Tx, w Viewer, args []any, n int) (out []Work, err error) {
	for _, kind := range owings {
		some, err := v.owedOf(tx, w, args, kind, n)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

func (v View) owedOf(tx *seal.Tx, w Viewer, args []any, kind intake.Owing, n int) (out []Work, err error) {
	for day, id := "", ""; ; {
		read, wants := 0, n-len(out)
		var some []Work
		err := tx.Each(`SELECT d.about, d.since_day, d.case_id, d.report FROM (
				SELECT o.force, o.kind, o.about, o.since_day, o.report, COALESCE(c.case_id, '') AS case_id, COALESCE('case/' || c.case_id, 'report/' || o.report) AS subject
				FROM intake_owed o LEFT JOIN intake_opened c ON c.force = o.force AND c.report = o.report) d
			WHERE d.force = $1 AND `+authz.Listed+`
			AND d.kind = $6 AND d.since_day >= $7 AND (d.since_day > $8 OR d.about > $9)
			ORDER BY d.since_day, d.about LIMIT $10`,
			append(slices.Clone(args), string(kind), day, day, id, wants), func(scan func(...any) error) error {
				var in, report string
				if err := scan(&id, &day, &in, &report); err != nil {
					return err
				}
				read++
				since, err := candour.ParseDate(day)
				of := candour.Subject{Kind: "report", ID: report}
				if in != "" {
					of = candour.Subject{Kind: "case", ID: in}
				}
				some = append(some, Work{Of: of, What: kind.Words(), By: kind.By(since), Standing: "local standard", asked: true})
				return err
			})
		if err != nil {
			return nil, fmt.Errorf("reading what the people who reported are owed: %w", err)
		}
		for _, x := range some {
			reading := intake.ListReport
			if x.Of.Kind == "case" {
				reading = cases.ListCase
			}
			if _, ok, err := v.Runner.May(tx, w.Who, reading.ID, x.Of); err != nil {
				return nil, err
			} else if ok {
				out = append(out, x)
			}
		}
		if read < wants || len(out) == n {
			return out, nil
		}
	}
}

// countOwedOnCases and countOwedOnReports count them by the same condition as the list.
func countOwedOnCases(tx *seal.Tx, args []any) (n int, err error) {
	if err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM (
		SELECT o.force, 'case/' || c.case_id AS subject FROM intake_owed o JOIN intake_opened c ON c.force = o.force AND c.report = o.report) d
		WHERE d.force = $1 AND `+authz.Listed+` LIMIT 1001) x`, args, &n); err != nil {
		return 0, fmt.Errorf("counting what is owed on cases: %w", err)
	}
	return n, nil
}

func countOwedOnReports(tx *seal.Tx, args []any) (n int, err error) {
	if err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM (
		SELECT o.force, 'report/' || o.report AS subject FROM intake_owed o
		WHERE NOT EXISTS (SELECT 1 FROM intake_opened c WHERE c.force = o.force AND c.report = o.report)) d
		WHERE d.force = $1 AND `+authz.Listed+` LIMIT 1001) x`, args, &n); err != nil {
		return 0, fmt.Errorf("counting what is owed on reports: %w", err)
	}
	return n, nil
}
