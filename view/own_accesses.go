package view

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/store"
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
//
// It begins with what was opened: of a matter that nobody opened nothing is read.
func (v View) OwnAccesses(ctx context.Context, w Viewer, since time.Time) (out OwnAccesses, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = OwnAccesses{}
		args, no, err := v.listing(tx, w)
		if err != nil || no {
			return err
		}
		o := asking{v: v, tx: tx, w: w, args: args, since: since, staff: map[candour.PersonID]bool{}, wanted: map[pairOf]bool{}, role: map[authz.Role][]candour.PersonID{}}
		for _, step := range []func() error{o.openings, o.posts, o.assigned, o.acts, o.audits, o.triage, o.authority, o.accused} {
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
	v              View
	tx             *seal.Tx
	w              Viewer
	args           []any // of authz.Listed
	since          time.Time
	staff          map[candour.PersonID]bool // whom the viewer may know of
	wanted         map[pairOf]bool
	cases, reports []string // that were opened, by id
	people         []string // who opened them
	role           map[authz.Role][]candour.PersonID
}

// those are some ids, behind the arguments of authz.Listed: many matters are asked about
// in one statement, and every statement is written once. inThose are as many. What is
// asked of them is joined by CROSS JOIN, by which SQLite begins with them, and not with a
// table of the whole force.
const (
	those = `(VALUES ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25),
		($26), ($27), ($28), ($29), ($30), ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41), ($42), ($43), ($44), ($45))`
	inThose = 40
)

// some gives the arguments of a statement with those, for some of the ids at a time. Empty
// ones fill up the last time: nothing has such an id.
func (o *asking) some(ids []string, more ...any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for some := range slices.Chunk(ids, inThose) {
			if !yield(slices.Concat(o.args, store.Places(inThose, some), more)) {
				return
			}
		}
	}
}

// person asks whether the viewer may know of somebody who works here.
func (o *asking) person(p candour.PersonID) (bool, error) {
	if ok, asked := o.staff[p]; asked {
		return ok, nil
	}
	e, err := workforce.EmploymentOf(o.tx, o.w.Who.Force, p)
	if err != nil {
		return false, err
	}
	_, ok, err := o.v.Runner.May(o.tx, o.w.Who, workforce.ReadOfficer.ID, candour.Subject{Kind: "officer", ID: string(e)})
	o.staff[p] = ok
	return ok, err
}

// pagesOfOne are the pages that show one matter, which stands first in what was shown;
// whatever else a page of them shows came with it. All others are lists. Of the API and of
// commands the name of the page stands behind who asked.
const pagesOfOne = `(a.page IN ('case', 'report', 'clocks of a case', 'history of a case', 'print') OR SUBSTR(a.page, 1, 5) = 'form '
		OR SUBSTR(a.page, 1, 3) = 'api' AND (SUBSTR(a.page, LENGTH(a.page) - 5) = ': case' OR SUBSTR(a.page, LENGTH(a.page) - 7) = ': report'
			OR SUBSTR(a.page, LENGTH(a.page) - 17) = ': clocks of a case' OR SUBSTR(a.page, LENGTH(a.page) - 18) = ': history of a case')
		OR SUBSTR(a.page, 1, 17) = 'candour show case' OR SUBSTR(a.page, 1, 19) = 'candour show report')`

// openings reads the journal of accesses, once: of what was shown the first, whose id has
// 16 letters as act.RandomID makes it. Whether it may be listed is asked of each matter and
// not of each opening. What is not there is left out as what is hidden is.
func (o *asking) openings() error {
	var all []Opening
	seen := map[candour.Subject]bool{}
	err := o.tx.Each(`SELECT x.id, x.at, x.person, x.page, x.subject FROM (WITH opened AS MATERIALIZED (SELECT a.id, a.at, a.person, a.page, CASE WHEN SUBSTR(a.shown, 1, 7) = '["case/' THEN SUBSTR(a.shown, 3, 21) ELSE SUBSTR(a.shown, 3, 23) END AS subject FROM ledger_access a
				WHERE a.force = $1 AND a.at >= $6 AND (SUBSTR(a.shown, 1, 7) = '["case/' OR SUBSTR(a.shown, 1, 9) = '["report/') AND `+pagesOfOne+`),
			listed AS MATERIALIZED (SELECT d.subject FROM (SELECT CAST($1 AS TEXT) AS force, m.subject FROM (SELECT DISTINCT subject FROM opened) m) d
				WHERE (EXISTS (SELECT 1 FROM cases_case c WHERE c.force = d.force AND SUBSTR(d.subject, 1, 5) = 'case/' AND c.id = SUBSTR(d.subject, 6))
					OR EXISTS (SELECT 1 FROM intake_report r WHERE r.force = d.force AND SUBSTR(d.subject, 1, 7) = 'report/' AND r.id = SUBSTR(d.subject, 8)))
				AND `+authz.Listed+`)
		SELECT o.id, o.at, o.person, o.page, o.subject FROM opened o JOIN listed l ON l.subject = o.subject) x ORDER BY x.at, x.id`, append(slices.Clone(o.args), o.since.UnixMicro()), func(scan func(...any) error) error {
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
		x.Of = candour.Subject{Kind: kind, ID: id}
		seen[x.Of] = true
		all = append(all, x)
		return nil
	})
	if err != nil {
		return err
	}
	into, err := o.into(seen)
	if err != nil {
		return err
	}
	may := map[candour.Subject]bool{}
	for of := range seen {
		if c, ok := into[of]; ok {
			of = c
		}
		may[of] = false
	}
	if err := o.may(may); err != nil {
		return err
	}
	opened, people := map[candour.Subject]bool{}, map[candour.PersonID]bool{}
	for _, x := range all { // asked after reading: a question inside of it is another one on the same connection
		if c, ok := into[x.Of]; ok {
			x.Of = c
		}
		if !may[x.Of] {
			continue
		}
		if ok, err := o.person(x.Who); err != nil {
			return err
		} else if !ok {
			continue
		}
		o.Opened = append(o.Opened, x)
		o.wanted[pairOf{x.Who, x.Of}], opened[x.Of], people[x.Who] = true, true, true
	}
	o.cases, o.reports = ids(opened, "case"), ids(opened, "report")
	for p := range people {
		o.people = append(o.people, string(p))
	}
	slices.Sort(o.people)
	return nil
}

// ids are those of one kind, in order.
func ids(of map[candour.Subject]bool, kind string) (all []string) {
	for s := range of {
		if s.Kind == kind {
			all = append(all, s.ID)
		}
	}
	slices.Sort(all)
	return all
}

// into gives for reports the case that they were opened into, where that may be listed.
func (o *asking) into(of map[candour.Subject]bool) (map[candour.Subject]candour.Subject, error) {
	out := map[candour.Subject]candour.Subject{}
	for args := range o.some(ids(of, "report")) {
		if err := o.tx.Each(`SELECT d.report, d.case_id FROM (SELECT n.force, n.report, n.case_id, 'case/' || n.case_id AS subject FROM `+those+` v CROSS JOIN intake_opened n WHERE n.force = $1 AND n.report = v.column1) d
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.report`, args, func(scan func(...any) error) error {
			var r, c string
			err := scan(&r, &c)
			out[candour.Subject{Kind: "report", ID: r}] = caseSubject(candour.CaseID(c))
			return err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// may asks authz of each matter that a list left to the viewer.
func (o *asking) may(of map[candour.Subject]bool) error {
	for kind, do := range map[string]string{"case": cases.ListCase.ID, "report": intake.ListReport.ID} {
		rows, err := o.v.Runner.MayRow(o.tx, o.w.Who, o.args, do, kind)
		if err != nil {
			return err
		}
		all := map[candour.Subject]bool{}
		for s := range of {
			all[s] = true
		}
		list := ids(all, kind)
		if err := rows.Ahead(list); err != nil {
			return err
		}
		for _, id := range list {
			ok, err := rows.May(id)
			if err != nil {
				return err
			}
			of[candour.Subject{Kind: kind, ID: id}] = ok
		}
	}
	return nil
}

// posts are those of everybody who opened something, each under the last of their managers.
func (o *asking) posts() error {
	for _, who := range o.people {
		var manager string
		args := []any{o.args[0], who}
		if err := o.tx.Each(`SELECT manager FROM authz_line WHERE force = $1 AND person = $2 ORDER BY from_day, manager`, args, func(scan func(...any) error) error {
			return scan(&manager)
		}); err != nil {
			return err
		}
		if err := o.tx.Each(`SELECT officer, unit, from_day, to_day FROM authz_posting WHERE force = $1 AND person = $2 ORDER BY from_day, to_day, unit, officer`, args, func(scan func(...any) error) error {
			p := Post{Who: candour.PersonID(who), Manager: candour.PersonID(manager)}
			var officer string
			err := scan(&officer, &p.Unit, &p.From, &p.To)
			p.Own = candour.OfficerID(officer)
			o.Posts = append(o.Posts, p)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// because adds a reason, where somebody opened the matter.
func (o *asking) because(r Reason) {
	if o.wanted[pairOf{r.Who, r.Of}] {
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
	for args := range o.some(o.cases) {
		if err := o.tx.Each(`SELECT d.case_id, f.person, d.from_day, d.closed_day FROM (SELECT c.force, a.case_id, a.officer, a.from_day, c.closed_day, 'case/' || a.case_id AS subject
				FROM `+those+` v CROSS JOIN cases_case c CROSS JOIN cases_assignment a WHERE c.force = $1 AND c.id = v.column1 AND a.force = c.force AND a.case_id = c.id) d
			CROSS JOIN workforce_officer f
			WHERE d.force = $1 AND f.force = d.force AND f.id = d.officer AND `+authz.Listed+` ORDER BY d.case_id, d.officer`, args, func(scan func(...any) error) error {
			var c, who, from, to string
			err := scan(&c, &who, &from, &to)
			o.because(Reason{candour.PersonID(who), caseSubject(candour.CaseID(c)), "assigned", dayAt(from), dayAt(to)})
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// notWork are acts that whoever wants to look does, and that are no work on a matter.
var notWork = map[string]bool{cases.DeclareOnCaseKind.ID: true, cases.DeclareOnReportKind.ID: true}

// acts are what people did in a matter, in an allegation of it, or in the report that it
// was opened from. What was refused is no reason.
func (o *asking) acts() error {
	of := func(kind string) func(scan func(...any) error) error {
		return func(scan func(...any) error) error {
			var who, id, what string
			var at int64
			err := scan(&who, &id, &at, &what)
			if !notWork[what] {
				when := time.UnixMicro(at).UTC()
				o.because(Reason{candour.PersonID(who), candour.Subject{Kind: kind, ID: id}, "act", when, when})
			}
			return err
		}
	}
	more := []any{o.since.UnixMicro(), string(act.Refused)}
	for args := range o.some(o.cases, more...) {
		if err := o.tx.Each(`SELECT d.by_person, d.id, d.at, d.act FROM (SELECT j.force, j.by_person, v.column1 AS id, j.at, j.act, j.kind, 'case/' || v.column1 AS subject
				FROM `+those+` v CROSS JOIN journal j WHERE j.force = $1 AND j.subject_kind = 'case' AND j.subject_id = v.column1
			UNION ALL SELECT j.force, j.by_person, v.column1 AS id, j.at, j.act, j.kind, 'case/' || v.column1 AS subject
				FROM `+those+` v CROSS JOIN cases_allegation a CROSS JOIN journal j WHERE a.force = $1 AND a.case_id = v.column1 AND j.force = a.force AND j.subject_kind = 'allegation' AND j.subject_id = a.id
			UNION ALL SELECT j.force, j.by_person, v.column1 AS id, j.at, j.act, j.kind, 'report/' || c.report AS subject
				FROM `+those+` v CROSS JOIN cases_case c CROSS JOIN journal j WHERE c.force = $1 AND c.id = v.column1 AND j.force = c.force AND j.subject_kind = 'report' AND j.subject_id = c.report) d
		WHERE d.force = $1 AND `+authz.Listed+` AND d.at >= $46 AND d.kind <> $47 ORDER BY d.id, d.at`, args, of("case")); err != nil {
			return err
		}
	}
	for args := range o.some(o.reports, more...) {
		if err := o.tx.Each(`SELECT d.by_person, d.id, d.at, d.act FROM (SELECT j.force, j.by_person, v.column1 AS id, j.at, j.act, j.kind, 'report/' || v.column1 AS subject
				FROM `+those+` v CROSS JOIN journal j WHERE j.force = $1 AND j.subject_kind = 'report' AND j.subject_id = v.column1) d
		WHERE d.force = $1 AND `+authz.Listed+` AND d.at >= $46 AND d.kind <> $47 ORDER BY d.id, d.at`, args, of("report")); err != nil {
			return err
		}
	}
	return nil
}

// holding adds a reason for everybody with a role, that they have by themselves.
func (o *asking) holding(role authz.Role, what string, of candour.Subject, from, to string) error {
	all, known := o.role[role]
	if !known {
		var err error
		if all, err = authz.Holders(o.tx.Tx, o.w.Who.Force, role); err != nil {
			return err
		}
		o.role[role] = all
	}
	for _, p := range all {
		o.because(Reason{p, of, what, dayAt(from), dayAt(to)})
	}
	return nil
}

// audits are of the body outside the force: of each matter, whatever it is, and when.
func (o *asking) audits() error {
	for kind, all := range map[string][]string{"case": o.cases, "report": o.reports} {
		for _, id := range all {
			for _, role := range []authz.Role{authz.Inspector, authz.PolicingBody} {
				if err := o.holding(role, "audit", candour.Subject{Kind: kind, ID: id}, "", ""); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// lasting is a matter and the days for which a role has to do with it.
type lasting struct{ id, from, to string }

func lastings(all *[]lasting) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var m lasting
		err := scan(&m.id, &m.from, &m.to)
		*all = append(*all, m)
		return err
	}
}

// triage has to do with a report until it is a case.
func (o *asking) triage() error {
	var waiting, opened []lasting
	for args := range o.some(o.reports) {
		if err := o.tx.Each(`SELECT d.id, d.sent_day, '' FROM (SELECT r.force, r.id, r.sent_day, 'report/' || r.id AS subject FROM `+those+` v CROSS JOIN intake_report r WHERE r.force = $1 AND r.id = v.column1) d
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.id`, args, lastings(&waiting)); err != nil {
			return err
		}
	}
	for args := range o.some(o.cases) {
		if err := o.tx.Each(`SELECT d.id, d.sent_day, d.opened_day FROM (SELECT c.force, c.id, r.sent_day, c.opened_day, 'report/' || r.id AS subject FROM `+those+` v CROSS JOIN cases_case c CROSS JOIN intake_report r WHERE c.force = $1 AND c.id = v.column1 AND r.force = c.force AND r.id = c.report) d
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.id`, args, lastings(&opened)); err != nil {
			return err
		}
	}
	for _, m := range waiting {
		if err := o.holding(authz.Triage, "triage", candour.Subject{Kind: "report", ID: m.id}, m.from, m.to); err != nil {
			return err
		}
	}
	for _, m := range opened {
		if err := o.holding(authz.Triage, "triage", caseSubject(candour.CaseID(m.id)), m.from, m.to); err != nil {
			return err
		}
	}
	return nil
}

// authority has to do with a case until it is closed.
func (o *asking) authority() error {
	var open []lasting
	for args := range o.some(o.cases) {
		if err := o.tx.Each(`SELECT d.id, d.opened_day, d.closed_day FROM (SELECT c.force, c.id, c.opened_day, c.closed_day, 'case/' || c.id AS subject FROM `+those+` v CROSS JOIN cases_case c WHERE c.force = $1 AND c.id = v.column1) d
		WHERE d.force = $1 AND `+authz.Listed+` ORDER BY d.id`, args, lastings(&open)); err != nil {
			return err
		}
	}
	for _, m := range open {
		if err := o.holding(authz.Authority, "authority", caseSubject(candour.CaseID(m.id)), m.from, m.to); err != nil {
			return err
		}
	}
	return nil
}

// accused are those complained of who opened the case about them: the wall should have
// kept them out.
func (o *asking) accused() error {
	for args := range o.some(o.cases) {
		if err := o.tx.Each(`SELECT d.case_id, f.person, d.opened_day FROM (SELECT c.force, a.case_id, a.allegation, a.officer, c.opened_day, 'case/' || a.case_id AS subject
				FROM `+those+` v CROSS JOIN cases_case c CROSS JOIN cases_accused a WHERE c.force = $1 AND c.id = v.column1 AND a.force = c.force AND a.case_id = c.id) d
			CROSS JOIN workforce_officer f
			WHERE d.force = $1 AND f.force = d.force AND f.id = d.officer AND `+authz.Listed+` ORDER BY d.case_id, d.allegation, d.officer`, args, func(scan func(...any) error) error {
			var c, who, from string
			err := scan(&c, &who, &from)
			r := Reason{Who: candour.PersonID(who), Of: caseSubject(candour.CaseID(c)), What: "accused", From: dayAt(from)}
			if o.wanted[pairOf{r.Who, r.Of}] {
				o.Accused = append(o.Accused, r)
			}
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
