package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/seal"
	"candour/workforce"
)

// Work is one thing that waits for somebody.
type Work struct {
	Of       candour.Subject
	What     string
	Rule     *clock.Rule // nil where no statute sets the limit
	By       candour.Date
	Why      string // what that day is counted from
	Received candour.Date
	Overdue  bool
	Standing string // "local standard", "guidance, not verified", or empty for a duty

	asked bool // authz was, already
}

// Worklist is what waits, the oldest first.
type Worklist struct {
	Due      []Work
	More     bool      // there is another page of Due
	Count    Count     // of Due, on all its pages
	NoClock  []Undated // open cases of another system, for which no clock is known; only where nothing is narrowed
	MoreOpen bool
	Units    []workforce.Unit // by which the person may narrow it: none where they may not know who an officer is, or there are too many to choose from
}

// Undated is an open case without a known clock.
type Undated struct {
	Case     candour.CaseID
	Received candour.Date
}

// PageSize is how many rows of a list one page shows.
const PageSize = 50

// mostUnits is how many units a form offers. In a larger force the page of a unit
// leads to its worklist.
const mostUnits = 500

// Worklist reads one page of what waits and a filter leaves. A row is shown if authz
// allows the person to read what it is about, and not otherwise; pages are counted
// over the rows that may be shown.
func (v View) Worklist(ctx context.Context, w Viewer, f Filter, page, undatedPage int) (out Worklist, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		args, err := authz.ListArgs(tx.Tx, w.Who)
		if err != nil {
			return err
		}
		may, err := v.mayList(tx, w)
		if err != nil {
			return err
		}
		out = Worklist{}
		if !may.officers {
			f.Unit = "" // it would tell where somebody is whom they may not know
		} else if out.Units, err = workforce.Units(tx, w.Who.Force, w.Today, mostUnits+1); err != nil {
			return err
		}
		if len(out.Units) > mostUnits {
			out.Units = nil
		}
		if err := v.due(tx, w, f, args, may, page, &out); err != nil || f.Narrows() {
			return err
		}
		out.NoClock, out.MoreOpen, err = v.undated(tx, w, args, undatedPage)
		return err
	})
	return out, err
}

// due fills one page of what waits, and counts all of it.
func (v View) due(tx *seal.Tx, w Viewer, f Filter, args []any, may mayList, page int, out *Worklist) error {
	end := (page+1)*PageSize + 1
	var all []Work
	var err error
	if f.reports() {
		if all, err = v.waitingReports(tx, w, f, args, end); err != nil {
			return err
		}
	}
	if f.owings() {
		owed, err := v.owed(tx, w, f, args, end)
		if err != nil {
			return err
		}
		all = append(all, owed...)
	}
	total, counted := 0, !authz.Wider(args)
	if f.limits() {
		limits, n, err := v.limits(tx, w, f, args, may.cases && counted, end)
		if err != nil {
			return err
		}
		all, total = append(all, limits...), n
	}
	if counted && f.reports() && may.reports && total <= exactTo { // beyond that it makes no other number
		n, err := v.countReports(tx, w, f, args)
		if err != nil {
			return err
		}
		total += n
	}
	if counted && f.owings() && total <= exactTo {
		n, err := countOwed(tx, w, f, args, may)
		if err != nil {
			return err
		}
		total += n
	}
	slices.SortStableFunc(all, f.Sort.compare)
	out.Due, out.More, err = v.allowed(tx, w, args, all[min(page*PageSize, len(all)):])
	if out.Count = Count(min(total, exactTo+1)); !counted && (page > 0 || len(out.Due) > 0) {
		out.Count = Uncounted
	}
	return err
}

// compare is the order of a list, over limits and reports.
func (s Sort) compare(a, b Work) int {
	x, y := a.By, b.By
	if s.received() {
		x, y = a.Received, b.Received
	}
	c := cmp.Or(x.Time().Compare(y.Time()), cmp.Compare(a.Of.String(), b.Of.String()))
	if s.back() {
		return -c
	}
	return c
}

// allowed are the first PageSize of some work that authz allows, and whether there
// is more.
func (v View) allowed(tx *seal.Tx, w Viewer, args []any, all []Work) (shown []Work, more bool, err error) {
	shown = make([]Work, 0, PageSize)
	may, err := v.Runner.MayRow(tx, w.Who, args, cases.ListCase.ID, "case")
	if err != nil {
		return nil, false, err
	}
	var limits []string
	for _, item := range all {
		if !item.asked {
			limits = append(limits, item.Of.ID)
		}
	}
	if err := may.Ahead(limits); err != nil {
		return nil, false, err
	}
	for _, item := range all {
		if len(shown) == PageSize {
			return shown, true, nil
		}
		if !item.asked { // a limit, of a case
			if ok, err := may.May(item.Of.ID); err != nil {
				return nil, false, err
			} else if !ok {
				continue
			}
		}
		item.Overdue = item.By.Before(w.Today)
		shown = append(shown, item)
	}
	return shown, false, nil
}

func (v View) undated(tx *seal.Tx, w Viewer, args []any, page int) ([]Undated, bool, error) {
	may, err := v.Runner.MayRow(tx, w.Who, args, cases.ListCase.ID, "case")
	if err != nil || may.None() {
		return nil, false, err
	}
	var out []Undated
	var ids []string
	err = tx.Each(`SELECT d.id, d.opened_day FROM (
			SELECT c.force, c.id, c.opened_day, 'case/' || c.id AS subject FROM cases_case c WHERE c.closed_day = '' AND c.jurisdiction = 'imported') d
		WHERE d.force = $1 AND `+authz.Listed+`
		ORDER BY d.opened_day, d.id LIMIT $6 OFFSET $7`,
		append(slices.Clone(args), PageSize+1, page*PageSize), func(scan func(...any) error) error {
			var id, received string
			if err := scan(&id, &received); err != nil {
				return err
			}
			day, err := candour.ParseDate(received)
			out, ids = append(out, Undated{candour.CaseID(id), day}), append(ids, id)
			return err
		})
	if err != nil {
		return nil, false, fmt.Errorf("reading the open cases without a clock: %w", err)
	}
	more := len(out) > PageSize
	shown := make([]Undated, 0, PageSize)
	if err := may.Ahead(ids); err != nil {
		return nil, false, err
	}
	for _, u := range out[:min(len(out), PageSize)] {
		if ok, err := may.May(string(u.Case)); err != nil {
			return nil, false, err
		} else if ok {
			shown = append(shown, u)
		}
	}
	return shown, more, nil
}
