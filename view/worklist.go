package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/intake"
	"candour/seal"
)

// Work is one thing that waits for somebody.
type Work struct {
	Of       candour.Subject
	What     string
	Rule     *clock.Rule // nil where no statute sets the limit
	By       candour.Date
	Overdue  bool
	Standing string // "local standard", "guidance, not verified", or empty for a duty
}

// Worklist is what waits, what is overdue first.
type Worklist struct {
	Due      []Work
	More     bool      // there is another page of Due
	NoClock  []Undated // open cases of another system, for which no clock is known
	MoreOpen bool
}

// Undated is an open case without a known clock.
type Undated struct {
	Case     candour.CaseID
	Received candour.Date
}

// PageSize is how many rows of a list one page shows.
const PageSize = 50

// Worklist reads one page of what waits. A row is shown if authz allows the
// person to read what it is about, and not otherwise; pages are counted over the
// rows that may be shown.
func (v View) Worklist(ctx context.Context, w Viewer, page, undatedPage int) (out Worklist, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		args, err := authz.ListArgs(tx.Tx, w.Who)
		if err != nil {
			return err
		}
		out = Worklist{}
		if out.Due, out.More, err = v.due(tx, w, args, page); err != nil {
			return err
		}
		out.NoClock, out.MoreOpen, err = v.undated(tx, w, args, undatedPage)
		return err
	})
	return out, err
}

func (v View) due(tx *seal.Tx, w Viewer, args []any, page int) ([]Work, bool, error) {
	all, err := v.waitingReports(tx, w, args)
	if err != nil {
		return nil, false, err
	}
	var known []Work
	err = tx.Each(`SELECT d.subject, d.rule, d.by_day FROM clock_due d
		WHERE d.force = $1 AND `+authz.Listed+`
		ORDER BY d.by_day, d.subject, d.rule LIMIT $6`,
		append(slices.Clone(args), (page+1)*PageSize+1), func(scan func(...any) error) error {
			var subject, rule, by string
			if err := scan(&subject, &rule, &by); err != nil {
				return err
			}
			r, err := clock.Find(rule)
			if err != nil {
				return err
			}
			day, err := candour.ParseDate(by)
			if err != nil {
				return err
			}
			kind, id, _ := strings.Cut(subject, "/")
			item := Work{Of: candour.Subject{Kind: kind, ID: id}, What: r.Title, Rule: &r, By: day}
			if r.Expected() {
				item.Standing = "guidance, not verified"
			}
			known = append(known, item)
			return nil
		})
	if err != nil {
		return nil, false, fmt.Errorf("reading what is due: %w", err)
	}
	all = append(all, known...)
	slices.SortStableFunc(all, func(a, b Work) int {
		return cmp.Or(a.By.Time().Compare(b.By.Time()), cmp.Compare(a.Of.String(), b.Of.String()))
	})
	shown := make([]Work, 0, PageSize)
	for _, item := range all[min(page*PageSize, len(all)):] {
		if len(shown) == PageSize {
			return shown, true, nil
		}
		reading := cases.ListCase
		if item.Of.Kind == "report" {
			reading = intake.ListReport
		}
		if _, ok, err := v.Runner.May(tx, w.Who, reading.ID, item.Of); err != nil {
			return nil, false, err
		} else if ok {
			item.Overdue = item.By.Before(w.Today)
			shown = append(shown, item)
		}
	}
	return shown, false, nil
}

// waitingReports are the reports that nobody has opened, to be read by the end
// of the next day: a standard of our own, and labelled so. Those on whose wall the
// viewer stands are left out before they are counted and before authz is asked:
// else they would take the places of others, and time.
func (v View) waitingReports(tx *seal.Tx, w Viewer, args []any) ([]Work, error) {
	var out []Work
	err := tx.Each(`SELECT d.id, d.sent_day FROM (
			SELECT r.force, r.id, r.sent_day, 'report/' || r.id AS subject FROM intake_report r
			WHERE NOT EXISTS (SELECT 1 FROM intake_opened o WHERE o.force = r.force AND o.report = r.id)) d
		WHERE d.force = $1 AND `+authz.Listed+`
		ORDER BY d.sent_day, d.id LIMIT 1000`, args, func(scan func(...any) error) error {
		var id, sent string
		if err := scan(&id, &sent); err != nil {
			return err
		}
		day, err := candour.ParseDate(sent)
		if err != nil {
			return err
		}
		out = append(out, Work{Of: candour.Subject{Kind: "report", ID: id}, What: "Read a new report and open a case", By: intake.ReadBy(day), Standing: "local standard"})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the new reports: %w", err)
	}
	// Asked here and not after sorting, so that reports which this person may not
	// see neither push anything off a page nor leave a gap on it.
	return slices.DeleteFunc(out, func(x Work) bool {
		_, ok, askErr := v.Runner.May(tx, w.Who, intake.ListReport.ID, x.Of)
		if askErr != nil {
			err = askErr
		}
		return !ok
	}), err
}

func (v View) undated(tx *seal.Tx, w Viewer, args []any, page int) ([]Undated, bool, error) {
	var out []Undated
	err := tx.Each(`SELECT d.id, d.opened_day FROM (
			SELECT c.force, c.id, c.opened_day, 'case/' || c.id AS subject FROM cases_case c WHERE c.closed_day = '' AND c.jurisdiction = 'imported') d
		WHERE d.force = $1 AND `+authz.Listed+`
		ORDER BY d.opened_day, d.id LIMIT $6 OFFSET $7`,
		append(slices.Clone(args), PageSize+1, page*PageSize), func(scan func(...any) error) error {
			var id, received string
			if err := scan(&id, &received); err != nil {
				return err
			}
			day, err := candour.ParseDate(received)
			out = append(out, Undated{candour.CaseID(id), day})
			return err
		})
	if err != nil {
		return nil, false, fmt.Errorf("reading the open cases without a clock: %w", err)
	}
	more := len(out) > PageSize
	shown := make([]Undated, 0, PageSize)
	for _, u := range out[:min(len(out), PageSize)] {
		if _, ok, err := v.Runner.May(tx, w.Who, cases.ListCase.ID, caseSubject(u.Case)); err != nil {
			return nil, false, err
		} else if ok {
			shown = append(shown, u)
		}
	}
	return shown, more, nil
}
