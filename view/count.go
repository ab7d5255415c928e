package view

import (
	"fmt"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// Count is how many rows a list has for whoever looks: exact to 1,000, because
// counting on would read the table of a whole nation for a number that nobody
// uses. Uncounted where SQL cannot narrow to what the person may see.
type Count int

const (
	exactTo         = 1000
	Uncounted Count = -1
)

// Words is "213", "more than 1,000", or nothing.
func (c Count) Words() string {
	switch {
	case c == Uncounted:
		return ""
	case c > exactTo:
		return "more than 1,000"
	}
	if c == exactTo {
		return "1,000"
	}
	return fmt.Sprint(int(c))
}

// countDue counts what waits, by the same condition as the list itself: a row on
// whose wall somebody stands is in no number that they see.
func (v View) countDue(tx *seal.Tx, w Viewer, args []any) (Count, error) {
	q, err := v.Runner.Rules.About(tx.Tx, w.Who, authz.Resource{Force: w.Who.Force, Subject: candour.Subject{Kind: "force", ID: string(w.Who.Force)}})
	if err != nil {
		return 0, err
	}
	var total, n int
	if d, err := q.Ask(cases.ListCase.ID); err != nil {
		return 0, err
	} else if d.Allowed {
		if err := tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM clock_due d WHERE d.force = $1 AND `+authz.Listed+` LIMIT 1001) c`, args, &n); err != nil {
			return 0, fmt.Errorf("counting what is due: %w", err)
		}
		total += n
		if n, err = countOwedOnCases(tx, args); err != nil {
			return 0, err
		}
		total += n
	}
	if d, err := q.Ask(intake.ListReport.ID); err != nil {
		return 0, err
	} else if d.Allowed {
		if err := tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM (SELECT i.force, 'report/' || i.report AS subject FROM intake_waiting i) d WHERE d.force = $1 AND `+authz.Listed+` LIMIT 1001) c`, args, &n); err != nil {
			return 0, fmt.Errorf("counting the new reports: %w", err)
		}
		total += n
		if n, err = countOwedOnReports(tx, args); err != nil {
			return 0, err
		}
		total += n
	}
	if total > 0 && authz.Wider(args) {
		return Uncounted, nil
	}
	return Count(min(total, exactTo+1)), nil
}
