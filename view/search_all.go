package view

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// Results are what a search found over all rooms.
type Results struct {
	Officers []Found
	More     bool // there are other officers
	Matters  []Matter
	Slip     bool // it has the form of a reference, and one letter of it is wrong
}

// Matter is a report or a case that was found by its reference or its id, or by that
// of an allegation in it.
type Matter struct {
	Of         candour.Subject
	Allegation int // its number in the case; 0: the whole of it was meant
	State      string
	On         candour.Date // sent, or opened
}

// Search finds officers by name, number or another identifier, and reports and cases
// by reference or id. Whatever is found is asked of authz; what somebody must not see
// is absent, from the statements too: so it takes no time.
func (v View) Search(ctx context.Context, w Viewer, typed string) (out Results, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = Results{}
		ids, err := v.identified(tx, w, typed)
		if err != nil {
			return err
		}
		if out.Officers, out.More, err = v.found(tx, w, ids, candour.Subject{}); err != nil {
			return err
		}
		ref, number, _ := strings.Cut(typed, "/")
		start, looks, right := candour.FromReference(ref)
		if out.Slip = looks && !right && len(out.Officers) == 0; !looks || !right {
			return nil
		}
		position, _ := strconv.Atoi(strings.TrimSpace(number))
		out.Matters, err = v.referred(tx, w, start, position)
		return err
	})
	return out, err
}

// identified are the officers who have what was typed, as a name, a number or any
// other identifier, the surest first.
func (v View) identified(tx *seal.Tx, w Viewer, typed string) ([]candour.OfficerID, error) {
	out, err := workforce.Find(tx, w.Who.Force, typed, 200)
	if err != nil {
		return nil, err
	}
	for _, k := range candour.IdentifierKinds {
		more, err := workforce.WithIdentifier(tx, w.Who.Force, workforce.Identified{Kind: k.ID, Value: candour.Mark(typed)})
		if err != nil {
			return nil, err
		}
		for _, o := range more {
			if !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out, nil
}

// referred are the cases and reports whose id begins so, and those of an allegation
// whose whole id it is; of a case, where a position is given, those that have such an
// allegation.
func (v View) referred(tx *seal.Tx, w Viewer, start string, position int) (out []Matter, err error) {
	args, err := authz.ListArgs(tx.Tx, w.Who)
	if err != nil {
		return nil, err
	}
	var all []Matter
	row := func(scan func(...any) error) error {
		var subject, day string
		var n int
		err := scan(&subject, &day, &n)
		kind, id, _ := strings.Cut(subject, "/")
		all = append(all, Matter{Of: candour.Subject{Kind: kind, ID: id}, Allegation: n, On: cases.Day(day)})
		return err
	}
	// One list after another, each by the beginning of its own ids: ~ comes after every letter.
	begins := func() []any { return append(slices.Clone(args), start, start+"~", mostFound) }
	err = tx.Each(`SELECT d.subject, d.day, 0 FROM (SELECT c.force, c.id, c.opened_day AS day, 'case/' || c.id AS subject FROM cases_case c) d
		WHERE d.force = $1 AND `+authz.Listed+` AND d.id >= $6 AND d.id < $7 ORDER BY d.id LIMIT $8`, begins(), row)
	if err == nil && position > 0 {
		all, err = v.haveAllegation(tx, w, all, position)
	}
	if err == nil && position == 0 {
		err = tx.Each(`SELECT d.subject, d.day, 0 FROM (SELECT r.force, r.id, r.sent_day AS day, 'report/' || r.id AS subject FROM intake_report r) d
			WHERE d.force = $1 AND `+authz.Listed+` AND d.id >= $6 AND d.id < $7 ORDER BY d.id LIMIT $8`, begins(), row)
	}
	if whole := append(slices.Clone(args), start); err == nil && position == 0 {
		if err = tx.Each(`SELECT d.subject, d.day, d.position FROM (SELECT a.force, a.id, a.position, c.opened_day AS day, 'case/' || a.case_id AS subject FROM cases_allegation a JOIN cases_case c ON c.force = a.force AND c.id = a.case_id) d
			WHERE d.force = $1 AND `+authz.Listed+` AND d.id = $6 ORDER BY d.subject`, whole, row); err == nil {
			err = tx.Each(`SELECT d.subject, d.day, d.position FROM (SELECT a.force, a.id, a.position, r.sent_day AS day, 'report/' || a.report AS subject FROM intake_allegation a JOIN intake_report r ON r.force = a.force AND r.id = a.report) d
				WHERE d.force = $1 AND `+authz.Listed+` AND d.id = $6 ORDER BY d.subject`, whole, row)
		}
	}
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		reading := cases.ListCase
		if m.Of.Kind == "report" {
			reading = intake.ListReport
		}
		stands, ok, err := v.Runner.May(tx, w.Who, reading.ID, m.Of)
		if err != nil {
			return nil, err
		}
		if m.State = stands.State; ok {
			out = append(out, m)
		}
	}
	return out, nil
}

// haveAllegation are the cases among some that have an allegation of this number.
func (v View) haveAllegation(tx *seal.Tx, w Viewer, all []Matter, position int) (out []Matter, err error) {
	for _, m := range all {
		briefs, err := cases.Briefs(tx, w.Who.Force, candour.CaseID(m.Of.ID))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(briefs, func(b cases.Brief) bool { return b.Position == position }) {
			m.Allegation = position
			out = append(out, m)
		}
	}
	return out, nil
}
