package view

import (
	"fmt"
	"slices"
	"time"

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

// A list with so many rows more than are counted has more than that for a while,
// whatever is closed meanwhile: it is not counted again so long.
const (
	spare   = 250
	tooMany = 5 * time.Minute
)

// many names what a process keeps of a list too long to be counted: for whom, as the
// wall and their roles were.
type many struct {
	who                     authz.Actor
	force, triage, outsider any
}

// countDue counts what waits for somebody, to exactTo and a little more. It looks at
// the wall for each: of a long list that is most of the time of a page, so that it is
// too long is remembered for some minutes. A number that is shown is always new.
func countDue(tx *seal.Tx, w Viewer, args []any) (n int, err error) {
	name := many{w.Who, args[0], args[1], args[4]}
	if at, ok := tx.Lasting().Load(name); ok && w.Now.Sub(at.(time.Time)).Abs() < tooMany {
		return exactTo + 1, nil
	}
	tx.Lasting().Delete(name)
	err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM clock_due d WHERE d.force = $1 AND `+authz.Listed+` LIMIT $6) c`, append(slices.Clone(args), exactTo+spare), &n)
	if err != nil {
		return 0, fmt.Errorf("counting what is due: %w", err)
	}
	if n == exactTo+spare && !w.Now.IsZero() {
		tx.Lasting().Store(name, w.Now)
	}
	return n, nil
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
	if !authz.Untriaged(args) {
		return 0, nil
	}
	from, to := f.sentIn(w.Today)
	err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM `+newReports+` WHERE d.force = $1 AND `+authz.Listed+` AND d.sent_day >= $6 AND d.sent_day <= $7 LIMIT 1001) c`, append(slices.Clone(args), from, to), &n)
	if err != nil {
		return 0, fmt.Errorf("counting the new reports: %w", err)
	}
	return n, nil
}
