package authz

import (
	"errors"
	"strings"

	"candour"
	"candour/store"
)

// Posting is where somebody worked.
type Posting struct {
	Unit string
	Over Span
}

// Posted records all postings of one employment, in place of those recorded
// before. Whoever is posted to a unit that a wall keeps out is kept out from
// then on; and the walls of matters about this person are worked out again.
func Posted(tx *store.Tx, force candour.ForceID, p candour.PersonID, o candour.OfficerID, all []Posting) ([]candour.Subject, error) {
	if before, noted := notedPostings(tx, force, p); !noted || len(before) > 0 {
		if err := tx.ExecLater(`DELETE FROM authz_posting WHERE force = $1 AND person = $2 AND officer = $3`, string(force), string(p), string(o)); err != nil {
			return nil, err
		}
	}
	forgetPostings(tx, force, p)
	for _, x := range all {
		d := x.Over.days()
		if err := tx.ExecLater(`INSERT INTO authz_posting (force, person, unit, from_day, to_day, officer) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (force, person, unit, from_day, to_day, officer) DO NOTHING`,
			string(force), string(p), x.Unit, d.from, d.to, string(o)); err != nil {
			return nil, err
		}
	}
	matters, err := mattersOf(tx, force, []candour.PersonID{p})
	if err != nil {
		return nil, err
	}
	var out []candour.Subject
	for _, s := range matters {
		if err := rebuild(tx, force, s); err != nil {
			return nil, err
		}
		kind, id, _ := cutSubject(s)
		out = append(out, candour.Subject{Kind: kind, ID: id})
	}
	return out, nil
}

type posting struct {
	unit string
	over span
}

func postingsOf(tx *store.Tx, force candour.ForceID, p candour.PersonID) (out []posting, err error) {
	if all, noted := notedPostings(tx, force, p); noted {
		return all, nil
	}
	err = tx.Each(`SELECT unit, from_day, to_day FROM authz_posting WHERE force = $1 AND person = $2 ORDER BY unit, from_day, to_day, officer`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var x posting
		err := scan(&x.unit, &x.over.from, &x.over.to)
		out = append(out, x)
		return err
	})
	return out, err
}

// keepOutUnits keeps out the people of the units in which the accused was when
// it happened, for the months around it. If no posting covers some day of the
// incident, nobody knows where they were then, and all those of the months around
// it count too.
func keepOutUnits(tx *store.Tx, force candour.ForceID, subject string, a accused, around int) error {
	all, err := postingsOf(tx, force, a.person)
	if err != nil {
		return err
	}
	window, when := span{months(a.happened.from, -around), months(a.happened.to, around)}, a.happened
	var covered []span
	for _, x := range all {
		covered = append(covered, x.over)
	}
	if len(a.happened.without(covered)) > 0 {
		when = window
	}
	for _, x := range all {
		if x.over.and(when).empty() {
			continue
		}
		if err := keepOutUnit(tx, force, subject, x.unit, window, Accused); err != nil {
			return err
		}
	}
	return nil
}

func keepOutUnit(tx *store.Tx, force candour.ForceID, subject, unit string, over span, because Because) error {
	err := tx.ExecLater(`INSERT INTO authz_unit (force, subject, unit, from_day, to_day, because) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (force, subject, unit, from_day, to_day, because) DO NOTHING`,
		string(force), subject, unit, over.from, over.to, string(because))
	return err
}

// unitMonths is how many months around an incident the accused's unit is kept
// out: 12, unless the force set another number.
func unitMonths(tx *store.Tx, force candour.ForceID) (n int, err error) {
	if v, ok := tx.Known(monthsOf(force)); ok {
		return v.(int), nil
	}
	defer func() {
		if err == nil {
			tx.Note(monthsOf(force), n)
		}
	}()
	err = tx.One(`SELECT value FROM authz_setting WHERE force = $1 AND name = 'unit-months'`, []any{string(force)}, &n)
	if errors.Is(err, candour.ErrNotFound) {
		return 12, nil
	}
	return n, err
}

func monthsOf(force candour.ForceID) string { return "authz/unit-months/" + string(force) }

// SetUnitMonths sets that number, and works out every wall of the force again.
func SetUnitMonths(tx *store.Tx, force candour.ForceID, n int) error {
	if err := tx.ExecLater(`INSERT INTO authz_setting (force, name, value) VALUES ($1, 'unit-months', $2) ON CONFLICT (force, name) DO UPDATE SET value = excluded.value`, string(force), n); err != nil {
		return err
	}
	tx.Forget(monthsOf(force))
	var all []string
	err := tx.Each(`SELECT DISTINCT subject FROM authz_accused WHERE force = $1 ORDER BY subject`, []any{string(force)}, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		all = append(all, s)
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := rebuild(tx, force, s); err != nil {
			return err
		}
	}
	return nil
}

// WorkedTogether reports whether two people were posted to one unit on one day
// of the ten years before a day: a presumed conflict when somebody is assigned.
func WorkedTogether(tx *store.Tx, force candour.ForceID, a, b candour.PersonID, on candour.Date) (bool, error) {
	mine, err := postingsOf(tx, force, a)
	if err != nil {
		return false, err
	}
	theirs, err := postingsOf(tx, force, b)
	if err != nil {
		return false, err
	}
	ten := span{months(on.String(), -120), on.String()}
	for _, x := range mine {
		for _, y := range theirs {
			if x.unit == y.unit && !x.over.and(y.over).and(ten).empty() {
				return true, nil
			}
		}
	}
	return false, nil
}

// wasPosted reports whether somebody is, was or is to be posted to a unit. What was
// said of the people of a unit is not for their colleagues, however long ago: whoever
// knows the unit can tell from a number who is meant.
func wasPosted(tx *store.Tx, force candour.ForceID, p candour.PersonID, unit string) (bool, error) {
	var n int
	err := tx.One(`SELECT count(*) FROM authz_posting WHERE force = $1 AND person = $2 AND unit = $3`, []any{string(force), string(p), unit}, &n)
	return n > 0, err
}

func cutSubject(s string) (kind, id string, ok bool) { return strings.Cut(s, "/") }
