package view

import (
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/intake"
	"candour/seal"
)

// newReports are the reports that nobody has opened, as a list reads them.
const newReports = `(SELECT i.force, i.report, i.sent_day, 'report/' || i.report AS subject FROM intake_waiting i) d`

// sentIn are the first and the last day on which a report was sent that a filter
// leaves.
func (f Filter) sentIn(today candour.Date) (from, to string) {
	return f.countedIn(today, 1) // it is to be read by the next day
}

// countedIn are the first and the last day of counting that a filter leaves of what is
// due so many days after it.
func (f Filter) countedIn(today candour.Date, after int) (from, to string) {
	from, to = "0001-01-01", "9999-12-31"
	first, last := f.days(today)
	if !first.IsZero() {
		from = first.AddDays(-after).String()
	}
	if !last.IsZero() {
		to = last.AddDays(-after).String()
	}
	if !f.From.IsZero() {
		from = max(from, f.From.String())
	}
	if !f.To.IsZero() {
		to = min(to, f.To.String())
	}
	return from, to
}

// waitingReports are the first n reports that nobody has opened and that this
// person may know of, to be read by the end of the next day: a standard of our
// own, and labelled so.
//
// They are counted after asking, and more are read until there are enough: so what
// somebody may not see neither pushes anything off a page nor leaves a gap on it,
// not even where a policy refuses what the wall does not.
func (v View) waitingReports(tx *seal.Tx, w Viewer, f Filter, args []any, n int) ([]Work, error) {
	may, err := v.Runner.MayRow(tx, w.Who, args, intake.ListReport.ID, "report")
	if err != nil || may.None() {
		return nil, err
	}
	var out []Work
	from, to := f.sentIn(w.Today)
	for day, id, wants := "", "", n; ; wants = min(2*wants, most(n)) {
		read := 0
		var some []Work
		row := func(scan func(...any) error) error {
			if err := scan(&id, &day); err != nil {
				return err
			}
			read++
			sent, err := candour.ParseDate(day)
			some = append(some, Work{
				Of: candour.Subject{Kind: "report", ID: id}, What: newReport, By: intake.ReadBy(sent), Received: sent,
				Why: "Counted from " + sent.Words() + " (report sent)", Standing: "local standard", asked: true,
			})
			return err
		}
		if f.Sort.back() {
			if day == "" {
				day = "9999-12-31"
			}
			err = tx.Each(`SELECT d.report, d.sent_day FROM `+newReports+` WHERE d.force = $1 AND `+authz.Listed+` AND d.sent_day >= $6 AND d.sent_day <= $7 AND d.sent_day <= $8 AND (d.sent_day < $9 OR d.report < $10)
			ORDER BY d.sent_day DESC, d.report DESC LIMIT $11`, append(slices.Clone(args), from, to, day, day, id, wants), row)
		} else {
			err = tx.Each(`SELECT d.report, d.sent_day FROM `+newReports+` WHERE d.force = $1 AND `+authz.Listed+` AND d.sent_day >= $6 AND d.sent_day <= $7 AND d.sent_day >= $8 AND (d.sent_day > $9 OR d.report > $10)
			ORDER BY d.sent_day, d.report LIMIT $11`, append(slices.Clone(args), from, to, day, day, id, wants), row)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the new reports: %w", err)
		}
		if err := may.Ahead(idsOf(some)); err != nil {
			return nil, err
		}
		for _, x := range some {
			if ok, err := may.May(x.Of.ID); err != nil {
				return nil, err
			} else if ok && len(out) < n {
				out = append(out, x)
			}
		}
		if read < wants || len(out) == n {
			return out, nil
		}
	}
}

// most is up to how many rows are read at once of a list of which somebody sees n:
// twice as many each time, where hardly any is theirs.
func most(n int) int { return max(n, 1000) }

func idsOf(all []Work) (ids []string) {
	for _, x := range all {
		ids = append(ids, x.Of.ID)
	}
	return ids
}
