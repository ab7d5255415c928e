package view

import (
	"fmt"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/seal"
	"candour/store"
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
	if !authz.Untriaged(args) {
		return nil, nil
	}
	may, err := v.Runner.MayRow(tx, w.Who, args, intake.ListReport.ID, "report")
	if err != nil || may.None() {
		return nil, err
	}
	if ids, known, err := may.Reports(); err != nil {
		return nil, err
	} else if known {
		return waitingOf(tx, w, f, args, may, ids, n)
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
			x, err := newReportOf(id, day)
			some = append(some, x)
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

// newReportOf is a report that nobody has opened as a list shows it, once authz was
// asked.
func newReportOf(id, day string) (Work, error) {
	sent, err := candour.ParseDate(day)
	return Work{
		Of: candour.Subject{Kind: "report", ID: id}, What: newReport, By: intake.ReadBy(sent), Received: sent,
		Why: "Counted from " + sent.Words() + " (report sent)", Standing: "local standard", asked: true,
	}, err
}

// atOnce is how many reports one statement looks for.
const atOnce = 20

// waitingOf are waitingReports where it is known which reports those may be.
func waitingOf(tx *seal.Tx, w Viewer, f Filter, args []any, may *act.Rows, ids []string, n int) (out []Work, err error) {
	from, to := f.sentIn(w.Today)
	for some := range slices.Chunk(ids, atOnce) {
		given := slices.Concat(args, []any{from, to}, store.Places(atOnce, some))
		err := tx.Each(`SELECT d.report, d.sent_day FROM (VALUES ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27)) s
			CROSS JOIN `+newReports+` WHERE d.force = $1 AND d.report = s.column1 AND `+authz.Listed+` AND d.sent_day >= $6 AND d.sent_day <= $7 ORDER BY d.sent_day, d.report`, given, func(scan func(...any) error) error {
			var id, day string
			if err := scan(&id, &day); err != nil {
				return err
			}
			x, err := newReportOf(id, day)
			out = append(out, x)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reading the new reports: %w", err)
		}
	}
	slices.SortFunc(out, f.Sort.compare)
	if err := may.Ahead(idsOf(out)); err != nil {
		return nil, err
	}
	var shown []Work
	for _, x := range out {
		if len(shown) == n {
			break
		}
		if ok, err := may.May(x.Of.ID); err != nil {
			return nil, err
		} else if ok {
			shown = append(shown, x)
		}
	}
	return shown, nil
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
