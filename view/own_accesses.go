package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// OwnAccesses are what people who work with this system opened in it, and what the
// record of their work says of why: so that the watchers are asked as anybody else is.
type OwnAccesses struct {
	Opened  []Opening
	Posts   []Post
	Reasons []Reason
	Accused []Reason // a case and somebody complained of in it
}

// Opening is one page about one matter or file. A report stands as the case that it was
// opened into.
type Opening struct {
	ID      string
	At      time.Time
	Who     candour.PersonID
	Page    string
	Of      candour.Subject // a case or a report
	Program bool            // through the account of a program
}

// Post is where somebody works, and under whom. Days are YYYY-MM-DD, or empty.
type Post struct {
	Who, Manager candour.PersonID
	Own          candour.OfficerID // their file
	Unit         string
	From, To     string
}

// Reason is what somebody had to do with a matter: "assigned", "act" (they did
// something in it), "triage", "authority" or "audit". Without an end it lasts.
type Reason struct {
	Who      candour.PersonID
	Of       candour.Subject
	What     string
	From, To time.Time
}

// OwnAccesses gives those since a time of which the viewer may know. What stands on a
// wall before them is left out by SQL, as lists have it, and not read and then dropped: who
// looked at a matter, and how many did, says that there is one. So lists are left out,
// which show many matters at once, and so are files of officers, which somebody may open
// because of a matter that whose file it is does not know.
func (v View) OwnAccesses(ctx context.Context, w Viewer, since time.Time) (out OwnAccesses, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = OwnAccesses{}
		args, no, err := v.listing(tx, w)
		if err != nil || no {
			return err
		}
		o := asking{v: v, tx: tx, w: w, args: args, may: map[candour.Subject]bool{}, files: map[candour.PersonID]candour.Subject{}, into: map[candour.Subject]candour.Subject{}, wanted: map[pairOf]bool{}}
		for _, step := range []func() error{o.matters, func() error { return o.openings(since) }, o.posts, o.assigned, func() error { return o.acts(since) }, o.duties, o.accused} {
			if err := step(); err != nil {
				return fmt.Errorf("reading who opened what here: %w", err)
			}
		}
		slices.SortFunc(o.Reasons, func(a, b Reason) int {
			return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Who, b.Who), cmp.Compare(a.Of.String(), b.Of.String()), a.From.Compare(b.From), a.To.Compare(b.To))
		})
		o.Reasons = slices.Compact(o.Reasons)
		out = o.OwnAccesses
		return nil
	})
	return out, err
}

type pairOf struct {
	who candour.PersonID
	of  candour.Subject
}

type asking struct {
	OwnAccesses
	v      View
	tx     *seal.Tx
	w      Viewer
	args   []any // of authz.Listed
	may    map[candour.Subject]bool
	files  map[candour.PersonID]candour.Subject
	into   map[candour.Subject]candour.Subject // reports and allegations, and the case that they are of
	wanted map[pairOf]bool
}

// known asks authz of a subject, once.
func (o *asking) known(of candour.Subject) (bool, error) {
	if ok, asked := o.may[of]; asked {
		return ok, nil
	}
	do := map[string]string{"case": cases.ListCase.ID, "report": intake.ListReport.ID, "officer": workforce.ReadOfficer.ID}[of.Kind]
	_, ok, err := o.v.Runner.May(o.tx, o.w.Who, do, of)
	o.may[of] = ok
	return ok, err
}

// person asks whether the viewer may know of somebody who works here.
func (o *asking) person(p candour.PersonID) (bool, error) {
	if _, asked := o.files[p]; !asked {
		e, err := workforce.EmploymentOf(o.tx, o.w.Who.Force, p)
		if err != nil {
			return false, err
		}
		o.files[p] = candour.Subject{Kind: "officer", ID: string(e)}
	}
	return o.known(o.files[p])
}

// matters learns which case a report or an allegation is of.
func (o *asking) matters() error {
	of := func(kind string) func(scan func(...any) error) error {
		return func(scan func(...any) error) error {
			var id, c string
			err := scan(&id, &c)
			o.into[candour.Subject{Kind: kind, ID: id}] = caseSubject(candour.CaseID(c))
			return err
		}
	}
	if err := o.tx.Each(`SELECT d.report, d.case_id FROM (SELECT n.force, n.report, n.case_id, 'case/' || n.case_id AS subject FROM intake_opened n) d
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.report`, o.args, of("report")); err != nil {
		return err
	}
	return o.tx.Each(`SELECT d.id, d.case_id FROM (SELECT a.force, a.id, a.case_id, 'case/' || a.case_id AS subject FROM cases_allegation a) d
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.id`, o.args, of("allegation"))
}

func (o *asking) matter(of candour.Subject) candour.Subject {
	if c, ok := o.into[of]; ok {
		return c
	}
	return of
}

// pagesOfOne are the pages that show one matter, which stands first in what was shown;
// whatever else a page of them shows came with it. All others are lists. Of the API and of
// commands the name of the page stands behind who asked.
const pagesOfOne = `(a.page IN ('case', 'report', 'clocks of a case', 'history of a case', 'print') OR SUBSTR(a.page, 1, 5) = 'form '
		OR SUBSTR(a.page, 1, 3) = 'api' AND (SUBSTR(a.page, LENGTH(a.page) - 5) = ': case' OR SUBSTR(a.page, LENGTH(a.page) - 7) = ': report'
			OR SUBSTR(a.page, LENGTH(a.page) - 17) = ': clocks of a case' OR SUBSTR(a.page, LENGTH(a.page) - 18) = ': history of a case')
		OR SUBSTR(a.page, 1, 17) = 'candour show case' OR SUBSTR(a.page, 1, 19) = 'candour show report')`

// openings reads the journal of accesses: of what was shown the first, whose id has 16
// letters as act.RandomID makes it. What is not there is left out as what is hidden is,
// and not asked about either.
func (o *asking) openings(since time.Time) error {
	var all []Opening
	err := o.tx.Each(`SELECT d.id, d.at, d.person, d.page, d.subject FROM (
			SELECT a.force, a.id, a.at, a.person, a.page, SUBSTR(a.shown, 3, 21) AS subject FROM ledger_access a
			WHERE SUBSTR(a.shown, 1, 7) = '["case/' AND EXISTS (SELECT 1 FROM cases_case c WHERE c.force = a.force AND c.id = SUBSTR(a.shown, 8, 16)) AND `+pagesOfOne+`
			UNION ALL
			SELECT a.force, a.id, a.at, a.person, a.page, SUBSTR(a.shown, 3, 23) AS subject FROM ledger_access a
			WHERE SUBSTR(a.shown, 1, 9) = '["report/' AND EXISTS (SELECT 1 FROM intake_report r WHERE r.force = a.force AND r.id = SUBSTR(a.shown, 10, 16)) AND `+pagesOfOne+`) d
		WHERE d.force = $1 AND `+authz.Listed+` AND d.at >= $6 ORDER BY d.at, d.id`, append(slices.Clone(o.args), since.UnixMicro()), func(scan func(...any) error) error {
		var x Opening
		var at int64
		var who, subject string
		if err := scan(&x.ID, &at, &who, &x.Page, &subject); err != nil {
			return err
		}
		x.At, x.Who = time.UnixMicro(at).UTC(), candour.PersonID(who)
		by, _, _ := strings.Cut(x.Page, ": ")
		x.Program = strings.HasPrefix(by, "api") && strings.Contains(by, "by the program")
		kind, id, _ := strings.Cut(subject, "/")
		x.Of = o.matter(candour.Subject{Kind: kind, ID: id})
		all = append(all, x)
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range all { // asked after reading: a question inside of it is another one on the same connection
		ok, err := o.known(x.Of)
		if err == nil && ok {
			ok, err = o.person(x.Who)
		}
		if err != nil {
			return err
		}
		if ok {
			o.Opened = append(o.Opened, x)
			o.wanted[pairOf{x.Who, x.Of}] = true
		}
	}
	return nil
}

// posts are those of everybody who opened something.
func (o *asking) posts() error {
	who := map[candour.PersonID]bool{}
	for _, x := range o.Opened {
		who[x.Who] = true
	}
	managers := map[candour.PersonID]candour.PersonID{}
	err := o.tx.Each(`SELECT person, manager FROM authz_line WHERE force = $1 ORDER BY person, from_day, manager`, o.args[:1], func(scan func(...any) error) error {
		var p, m string
		err := scan(&p, &m)
		managers[candour.PersonID(p)] = candour.PersonID(m)
		return err
	})
	if err != nil {
		return err
	}
	return o.tx.Each(`SELECT person, officer, unit, from_day, to_day FROM authz_posting WHERE force = $1 ORDER BY person, from_day, to_day, unit, officer`, o.args[:1], func(scan func(...any) error) error {
		var p Post
		var person, officer string
		if err := scan(&person, &officer, &p.Unit, &p.From, &p.To); err != nil {
			return err
		}
		p.Who, p.Own = candour.PersonID(person), candour.OfficerID(officer)
		if p.Manager = managers[p.Who]; who[p.Who] {
			o.Posts = append(o.Posts, p)
		}
		return nil
	})
}

// because adds a reason, where somebody opened the matter.
func (o *asking) because(r Reason) {
	if r.Of = o.matter(r.Of); o.wanted[pairOf{r.Who, r.Of}] {
		o.Reasons = append(o.Reasons, r)
	}
}

func dayAt(day string) time.Time {
	d, err := candour.ParseDate(day)
	if err != nil {
		return time.Time{}
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// assigned are those to whom a case was given.
func (o *asking) assigned() error {
	return o.tx.Each(`SELECT d.case_id, f.person, d.from_day, c.closed_day FROM (SELECT a.force, a.case_id, a.officer, a.from_day, 'case/' || a.case_id AS subject FROM cases_assignment a) d
		JOIN workforce_officer f ON f.force = d.force AND f.id = d.officer JOIN cases_case c ON c.force = d.force AND c.id = d.case_id
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.case_id, d.officer`, o.args, func(scan func(...any) error) error {
		var c, who, from, to string
		err := scan(&c, &who, &from, &to)
		o.because(Reason{candour.PersonID(who), caseSubject(candour.CaseID(c)), "assigned", dayAt(from), dayAt(to)})
		return err
	})
}

// notWork are acts that whoever wants to look does, and that are no work on a matter.
var notWork = map[string]bool{cases.DeclareOnCaseKind.ID: true, cases.DeclareOnReportKind.ID: true}

// acts are what people did in a matter. What was refused is no reason.
func (o *asking) acts(since time.Time) error {
	return o.tx.Each(`SELECT d.by_person, d.subject_kind, d.subject_id, d.at, d.act FROM (
			SELECT j.force, j.seq, j.by_person, j.subject_kind, j.subject_id, j.at, j.act, j.kind, j.subject_kind || '/' || j.subject_id AS subject FROM journal j WHERE j.subject_kind IN ('case', 'report')
			UNION ALL
			SELECT j.force, j.seq, j.by_person, j.subject_kind, j.subject_id, j.at, j.act, j.kind, 'case/' || a.case_id AS subject FROM journal j JOIN cases_allegation a ON a.force = j.force AND a.id = j.subject_id WHERE j.subject_kind = 'allegation') d
		WHERE d.force = $1 AND `+authz.Listed+` AND d.at >= $6 AND d.kind <> $7 ORDER BY d.seq`, append(slices.Clone(o.args), since.UnixMicro(), string(act.Refused)), func(scan func(...any) error) error {
		var who, kind, id, what string
		var at int64
		err := scan(&who, &kind, &id, &at, &what)
		if !notWork[what] {
			when := time.UnixMicro(at).UTC()
			o.because(Reason{candour.PersonID(who), candour.Subject{Kind: kind, ID: id}, "act", when, when})
		}
		return err
	})
}

// duties are what a role has to do with a matter by itself: triage with a report until
// it is a case, the appropriate authority with a case until it is closed, and the body
// outside the force with each.
func (o *asking) duties() error {
	held := map[authz.Role][]candour.PersonID{}
	holders := func(role authz.Role) (all []candour.PersonID, err error) {
		if _, known := held[role]; !known {
			held[role], err = authz.Holders(o.tx.Tx, o.w.Who.Force, role)
		}
		return held[role], err
	}
	add := func(role authz.Role, what string, of candour.Subject, from, to string) error {
		all, err := holders(role)
		for _, p := range all {
			o.because(Reason{p, of, what, dayAt(from), dayAt(to)})
		}
		return err
	}
	type matter struct {
		of       candour.Subject
		from, to string
	}
	var reports, open []matter
	err := o.tx.Each(`SELECT d.id, d.sent_day, c.opened_day FROM (SELECT r.force, r.id, r.sent_day, 'report/' || r.id AS subject FROM intake_report r) d
		LEFT JOIN intake_opened n ON n.force = d.force AND n.report = d.id LEFT JOIN cases_case c ON c.force = n.force AND c.id = n.case_id
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.id`, o.args, func(scan func(...any) error) error {
		m := matter{of: candour.Subject{Kind: "report"}}
		var to *string
		err := scan(&m.of.ID, &m.from, &to)
		if to != nil {
			m.to = *to
		}
		reports = append(reports, m)
		return err
	})
	if err != nil {
		return err
	}
	err = o.tx.Each(`SELECT d.id, d.opened_day, d.closed_day FROM (SELECT c.force, c.id, c.opened_day, c.closed_day, 'case/' || c.id AS subject FROM cases_case c) d
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.id`, o.args, func(scan func(...any) error) error {
		m := matter{of: candour.Subject{Kind: "case"}}
		err := scan(&m.of.ID, &m.from, &m.to)
		open = append(open, m)
		return err
	})
	if err != nil {
		return err
	}
	opened := map[candour.Subject]bool{}
	for p := range o.wanted {
		opened[p.of] = true
		for _, role := range []authz.Role{authz.Inspector, authz.PolicingBody} { // whatever it is, and when
			if err := add(role, "audit", p.of, "", ""); err != nil {
				return err
			}
		}
	}
	for _, m := range reports {
		if !opened[o.matter(m.of)] {
			continue
		}
		if err := add(authz.Triage, "triage", m.of, m.from, m.to); err != nil {
			return err
		}
	}
	for _, m := range open {
		if !opened[m.of] {
			continue
		}
		if err := add(authz.Authority, "authority", m.of, m.from, m.to); err != nil {
			return err
		}
	}
	return nil
}

// accused are those complained of who opened the case about them: the wall should have
// kept them out.
func (o *asking) accused() error {
	return o.tx.Each(`SELECT d.case_id, f.person, c.opened_day FROM (SELECT a.force, a.case_id, a.allegation, a.officer, 'case/' || a.case_id AS subject FROM cases_accused a) d
		JOIN workforce_officer f ON f.force = d.force AND f.id = d.officer JOIN cases_case c ON c.force = d.force AND c.id = d.case_id
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.case_id, d.allegation, d.officer`, o.args, func(scan func(...any) error) error {
		var c, who, from string
		err := scan(&c, &who, &from)
		r := Reason{Who: candour.PersonID(who), Of: caseSubject(candour.CaseID(c)), What: "accused", From: dayAt(from)}
		if o.wanted[pairOf{r.Who, r.Of}] {
			o.Accused = append(o.Accused, r)
		}
		return err
	})
}
