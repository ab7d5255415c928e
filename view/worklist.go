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

	asked bool // authz was, already
}

// Worklist is what waits, the oldest first.
type Worklist struct {
	Due      []Work
	More     bool      // there is another page of Due
	Count    Count     // of Due, on all its pages
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
		if out.Count, err = v.countDue(tx, w, args); err != nil {
			return err
		}
		out.NoClock, out.MoreOpen, err = v.undated(tx, w, args, undatedPage)
		return err
	})
	return out, err
}

func (v View) due(tx *seal.Tx, w Viewer, args []any, page int) ([]Work, bool, error) {
	all, err := v.waitingReports(tx, w, args, (page+1)*PageSize+1)
	if err != nil {
		return nil, false, err
	}
	sent, err := v.owed(tx, w, args, (page+1)*PageSize+1)
	if err != nil {
		return nil, false, err
	}
	all = append(all, sent...)
	var known []Work
	err = tx.Each(`SELECT d.subject, d.rule, d.rule_from, d.by_day, d.effect FROM clock_due d
		WHERE d.force = $1 AND `+authz.Listed+`
		ORDER BY d.by_day, d.subject, d.rule, d.about, d.event LIMIT $6`,
		append(slices.Clone(args), (page+1)*PageSize+1), func(scan func(...any) error) error {
			var subject, rule, from, by, effect string
			if err := scan(&subject, &rule, &from, &by, &effect); err != nil {
				return err
			}
			first, err := candour.ParseDate(from)
			if err != nil {
				return err
			}
			r, err := clock.FindFor(rule, first)
			if err != nil {
				return err
			}
			day, err := candour.ParseDate(by)
			if err != nil {
				return err
			}
			kind, id, _ := strings.Cut(subject, "/")
			item := Work{Of: candour.Subject{Kind: kind, ID: id}, What: r.Title, Rule: &r, By: day}
			item.Standing = clock.Effect(effect).Label()
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
		if item.asked {
			item.Overdue = item.By.Before(w.Today)
			shown = append(shown, item)
			continue
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

// waitingReports are the first n reports that nobody has opened and that this
// person may know of, to be read by the end of the next day: a standard of our
// own, and labelled so.
//
// They are counted after asking, and more are read until there are enough: so what
// somebody may not see neither pushes anything off a page nor leaves a gap on it,
// not even where a policy refuses what the wall does not.
func (v View) waitingReports(tx *seal.Tx, w Viewer, args []any, n int) ([]Work, error) {
	var out []Work
	for day, id := "", ""; ; {
		read, wants := 0, n-len(out)
		var some []Work
		err := tx.Each(`SELECT d.report, d.sent_day FROM (
				SELECT i.force, i.report, i.sent_day, 'report/' || i.report AS subject FROM intake_waiting i) d
			WHERE d.force = $1 AND `+authz.Listed+`
			AND d.sent_day >= $6 AND (d.sent_day > $7 OR d.report > $8)
			ORDER BY d.sent_day, d.report LIMIT $9`,
			append(slices.Clone(args), day, day, id, wants), func(scan func(...any) error) error {
				if err := scan(&id, &day); err != nil {
					return err
				}
				read++
				sent, err := candour.ParseDate(day)
				some = append(some, Work{Of: candour.Subject{Kind: "report", ID: id}, What: "Read a new report and open a case", By: intake.ReadBy(sent), Standing: "local standard", asked: true})
				return err
			})
		if err != nil {
			return nil, fmt.Errorf("reading the new reports: %w", err)
		}
		for _, x := range some {
			if _, ok, err := v.Runner.May(tx, w.Who, intake.ListReport.ID, x.Of); err != nil {
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
