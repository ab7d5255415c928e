package view

import (
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
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

// mayList says which lists somebody's roles open at all. What a role does not open
// is in no number, and asking row by row would take as long as there are rows.
type mayList struct{ cases, reports, officers bool }

func (v View) mayList(tx *seal.Tx, w Viewer) (may mayList, err error) {
	q, err := v.Runner.Rules.About(tx.Tx, w.Who, authz.Resource{Force: w.Who.Force, Subject: candour.Subject{Kind: "force", ID: string(w.Who.Force)}})
	if err != nil {
		return may, err
	}
	for reading, allowed := range map[string]*bool{cases.ListCase.ID: &may.cases, intake.ListReport.ID: &may.reports, workforce.ReadOfficer.ID: &may.officers} {
		d, err := q.Ask(reading)
		if err != nil {
			return may, err
		}
		*allowed = d.Allowed
	}
	return may, nil
}

// countReports counts the new reports by the same condition as the list itself: one
// on whose wall somebody stands is in no number that they see.
func (v View) countReports(tx *seal.Tx, w Viewer, f Filter, args []any) (n int, err error) {
	from, to := f.sentIn(w.Today)
	err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM `+newReports+` WHERE d.force = $1 AND `+authz.Listed+` AND d.sent_day >= $6 AND d.sent_day <= $7 LIMIT 1001) c`, append(slices.Clone(args), from, to), &n)
	if err != nil {
		return 0, fmt.Errorf("counting the new reports: %w", err)
	}
	return n, nil
}
