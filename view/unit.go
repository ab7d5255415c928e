package view

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// Unit is a unit: who is and was there, who manages them, and what was said of people
// that is dated to a day on which they were posted there. It counts what the viewer
// may see and nothing else.
type Unit struct {
	workforce.Unit
	People           int // posted there today
	Now, Before      []InUnit
	MoreNow          bool
	MoreBefore       bool
	Managers         []UnitManager
	Counted          bool // false for those whose lists a policy narrows beyond the wall: they get no numbers
	First, Last      int  // the years that are counted here
	Years            []UnitYear
	Undated          UnitYear // of which nobody knows when it was; counted at every unit of that person
	Earlier, Current int      // how many years back the page before goes, and this one
}

// InUnit is one person's time in a unit.
type InUnit struct {
	workforce.Officer
	From, To candour.Date
}

// UnitManager is somebody who manages, or managed, people there.
type UnitManager struct {
	workforce.Officer
	workforce.Manager
}

// UnitYear is what was counted in a year: all, and of each of ConcernKinds.
type UnitYear struct {
	Year  int
	All   int
	Kinds []int
}

// UnitYears is how many years of a unit one page counts.
const UnitYears = 10

// mostManagers is how many managers of a unit its page names.
const mostManagers = 20

// Unit opens the page of a unit, or candour.ErrNotFound: parts of the lists of people,
// and the ten years that end so many years ago.
func (v View) Unit(ctx context.Context, w Viewer, code string, now, before, back int) (u Unit, err error) {
	err = v.Runner.Read(ctx, w.Who, workforce.ReadUnit, workforce.UnitSubject(code), func(tx *seal.Tx) error {
		u = Unit{Current: back, Earlier: back + UnitYears, Last: w.Today.Year - back, First: w.Today.Year - back - UnitYears + 1}
		if u.Unit, err = workforce.UnitOn(tx, w.Who.Force, code, w.Today); err != nil && !errors.Is(err, candour.ErrNotFound) {
			return err
		}
		u.Code = code
		if u.People, err = workforce.CountPosted(tx, w.Who.Force, code, w.Today); err != nil {
			return err
		}
		if u.Now, u.MoreNow, err = v.posted(tx, w, code, true, now); err != nil {
			return err
		}
		if u.Before, u.MoreBefore, err = v.posted(tx, w, code, false, before); err != nil {
			return err
		}
		if u.Managers, err = v.managers(tx, w, code); err != nil {
			return err
		}
		return v.countUnit(tx, w, &u)
	})
	return u, err
}

// posted is a part of those posted to a unit. Each is asked of authz; somebody whom
// the viewer may not know leaves a gap, because who was posted where is no matter of
// anybody's.
func (v View) posted(tx *seal.Tx, w Viewer, unit string, still bool, part int) (out []InUnit, more bool, err error) {
	all, err := workforce.PostedTo(tx, w.Who.Force, unit, w.Today, still, part*PageSize, PageSize+1)
	if err != nil {
		return nil, false, err
	}
	for _, p := range all[:min(len(all), PageSize)] {
		if ok, err := v.mayKnow(tx, w, p.Officer, candour.Subject{}); err != nil {
			return nil, false, err
		} else if !ok {
			continue
		}
		o, err := workforce.Read(tx, w.Who.Force, p.Officer)
		if err != nil {
			return nil, false, err
		}
		out = append(out, InUnit{o, p.From, p.To})
	}
	return out, len(all) > PageSize, nil
}

func (v View) managers(tx *seal.Tx, w Viewer, unit string) (out []UnitManager, err error) {
	all, err := workforce.ManagersIn(tx, w.Who.Force, unit, mostManagers)
	if err != nil {
		return nil, err
	}
	return v.known(tx, w, all)
}

// known are those managers whom the viewer may know, with their names.
func (v View) known(tx *seal.Tx, w Viewer, all []workforce.Manager) (out []UnitManager, err error) {
	for _, m := range all {
		if ok, err := v.mayKnow(tx, w, m.Officer, candour.Subject{}); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		o, err := workforce.Read(tx, w.Who.Force, m.Officer)
		if err != nil {
			return nil, err
		}
		out = append(out, UnitManager{o, m})
	}
	return out, nil
}

// saidOfUnit is each allegation about somebody that is dated to a day on which they
// were posted to a unit, with that day; those of which nobody knows the day at every
// unit in which the person ever was.
//
// The joins are crossed because SQLite then begins with the postings of the unit, and
// not with every person of whom anything was ever said; and the subject is that of the
// day, so that it looks at the wall only of what falls into the years asked for.
//
// BUG(view): the day is that of the case for the person. Where the allegations of one
// case about one person are of several days, each of them is counted at the earliest
// that falls into the posting.
const saidOfUnit = `SELECT d.allegation, MIN(d.first_day) AS first_day FROM (
		SELECT p.force, p.unit, x.allegation, i.subject, i.first_day
		FROM workforce_posting p CROSS JOIN workforce_officer o CROSS JOIN cases_accused x CROSS JOIN authz_accused i
		WHERE o.force = p.force AND o.id = p.officer AND x.force = p.force AND x.officer = p.officer
			AND i.force = x.force AND i.subject = 'case/' || x.case_id AND i.person = o.person
			AND i.last_day >= p.from_day AND (p.to_day = '' OR i.first_day <= p.to_day)) d
	WHERE d.force = $1 AND ` + authz.Listed + ` AND d.unit = $6 AND (d.first_day < $7 OR d.first_day >= $8 AND d.first_day < $9)
	GROUP BY d.allegation`

// unknownDay is the last day that stands for one that nobody knows.
const unknownDay = "0001-12-31"

// countUnit counts by the same condition as every list: a row on whose wall the viewer
// stands is in no number that they see. Disproved and not-this-person have left.
func (v View) countUnit(tx *seal.Tx, w Viewer, u *Unit) error {
	args, err := authz.ListArgs(tx.Tx, w.Who)
	if err != nil {
		return err
	}
	q, err := v.Runner.Rules.About(tx.Tx, w.Who, authz.Resource{Force: w.Who.Force, Subject: candour.Subject{Kind: "force", ID: string(w.Who.Force)}})
	if err != nil {
		return err
	}
	d, err := q.Ask(cases.ListCase.ID)
	if err != nil {
		return err
	}
	if u.Counted = d.Allowed && !authz.Wider(args); !u.Counted {
		return nil
	}
	years := map[int]*UnitYear{}
	for y := u.Last; y >= u.First; y-- {
		u.Years = append(u.Years, UnitYear{Year: y, Kinds: make([]int, len(ConcernKinds))})
	}
	for i := range u.Years {
		years[u.Years[i].Year] = &u.Years[i]
	}
	u.Undated.Kinds = make([]int, len(ConcernKinds))
	args = append(args, u.Code, unknownDay, strconv.Itoa(u.First)+"-01-01", strconv.Itoa(u.Last+1)+"-01-01")
	err = tx.Each(`SELECT substr(s.first_day, 1, 4), a.category, COALESCE(f.factors, ''), COALESCE(e.decision, ''), count(*)
		FROM (`+saidOfUnit+`) s CROSS JOIN cases_allegation a
		LEFT JOIN cases_description f ON f.force = a.force AND f.case_id = a.case_id AND f.allegation = a.id
		LEFT JOIN cases_decision e ON e.force = a.force AND e.case_id = a.case_id AND e.allegation = a.id
		WHERE a.force = $10 AND a.id = s.allegation
		GROUP BY substr(s.first_day, 1, 4), a.category, COALESCE(f.factors, ''), COALESCE(e.decision, '')
		ORDER BY 1, 2, 3, 4`, append(args, args[0]), func(scan func(...any) error) error {
		var year, category, factors, decision string
		var n int
		if err := scan(&year, &category, &factors, &decision, &n); err != nil {
			return err
		}
		if d := cases.Decision(decision); d == cases.Disproved || d == cases.NotThisPerson {
			return nil
		}
		in := &u.Undated
		if y, err := strconv.Atoi(year); err != nil {
			return err
		} else if years[y] != nil {
			in = years[y]
		}
		in.All += n
		for i, k := range ConcernKinds {
			if k.is(category, cases.FactorsOf(factors)) {
				in.Kinds[i] += n
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("counting what was said of people of a unit: %w", err)
	}
	return nil
}

// Units are a part of the units that the viewer may open, by their codes.
func (v View) Units(ctx context.Context, w Viewer, part int) (out []workforce.Unit, more bool, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		codes, err := workforce.UnitCodes(tx, w.Who.Force, part*PageSize, PageSize+1)
		if err != nil {
			return err
		}
		more = len(codes) > PageSize
		for _, c := range codes[:min(len(codes), PageSize)] {
			if ok, err := v.mayReadUnit(tx, w, c); err != nil {
				return err
			} else if !ok {
				continue
			}
			u, err := workforce.UnitOn(tx, w.Who.Force, c, w.Today)
			if err != nil && !errors.Is(err, candour.ErrNotFound) {
				return err
			}
			u.Code = c
			out = append(out, u)
		}
		return nil
	})
	return out, more, err
}

func (v View) mayReadUnit(tx *seal.Tx, w Viewer, code string) (bool, error) {
	_, ok, err := v.Runner.May(tx, w.Who, workforce.ReadUnit.ID, workforce.UnitSubject(code))
	return ok, err
}
