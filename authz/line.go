package authz

import (
	"errors"
	"maps"
	"slices"

	"candour"
	"candour/store"
)

// Managed records that one person is the line manager of another over some days,
// or from when on they no longer are. The walls of every matter about anybody
// below follow, in the same transaction; it gives the matters whose wall was
// worked out again.
func Managed(tx *store.Tx, force candour.ForceID, p, manager candour.PersonID, over Span) ([]candour.Subject, error) {
	tx.Forget(linesOf(force))
	d := over.days()
	if _, err := tx.Exec(`INSERT INTO authz_line (force, person, manager, from_day, to_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, person, manager, from_day) DO UPDATE SET to_day = excluded.to_day`,
		string(force), string(p), string(manager), d.from, d.to); err != nil {
		return nil, err
	}
	return rebuildBelow(tx, force, p)
}

// Unmanaged ends, on a day, every line that a person is in as somebody's report.
// The walls follow: a line that ended earlier than was thought kept out too many;
// it gives the matters whose wall was worked out again.
func Unmanaged(tx *store.Tx, force candour.ForceID, p candour.PersonID, last candour.Date) ([]candour.Subject, error) {
	_, err := tx.Exec(`UPDATE authz_line SET to_day = $1 WHERE force = $2 AND person = $3 AND to_day > $4`, last.String(), string(force), string(p), last.String())
	if err != nil {
		return nil, err
	}
	return rebuildBelow(tx, force, p)
}

// rebuildBelow works out the walls of all matters about a person and everybody
// who was ever below them.
func rebuildBelow(tx *store.Tx, force candour.ForceID, p candour.PersonID) ([]candour.Subject, error) {
	all, err := Below(tx, force, p)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if err := rebuild(tx, force, s.String()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Below are the matters about a person and about everybody who was ever below
// them: those whose wall an office of theirs moves.
func Below(tx *store.Tx, force candour.ForceID, p candour.PersonID) (out []candour.Subject, err error) {
	below, seen := []candour.PersonID{p}, map[candour.PersonID]bool{p: true} // a chief has everybody below them
	for i := 0; i < len(below); i++ {
		err := tx.Each(`SELECT DISTINCT person FROM authz_line WHERE force = $1 AND manager = $2 ORDER BY person`, []any{string(force), string(below[i])}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			if x := candour.PersonID(id); !seen[x] {
				seen[x] = true
				below = append(below, x)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	matters, err := mattersOf(tx, force, below)
	if err != nil {
		return nil, err
	}
	for _, s := range matters {
		kind, id, _ := cutSubject(s)
		out = append(out, candour.Subject{Kind: kind, ID: id})
	}
	return out, nil
}

// noLines reports whether nobody's manager is on file in a force, as in one that
// was imported from a system without them.
func noLines(tx *store.Tx, force candour.ForceID) (bool, error) {
	if v, ok := tx.Known(linesOf(force)); ok {
		return v.(bool), nil
	}
	var one string
	// In order, so that PostgreSQL uses an index: where most lines are of another force, it
	// looks through them all for the first of this one.
	err := tx.One(`SELECT person FROM authz_line WHERE force = $1 ORDER BY person LIMIT 1`, []any{string(force)}, &one)
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return false, err
	}
	tx.Note(linesOf(force), err != nil)
	return err != nil, nil
}

func linesOf(force candour.ForceID) string { return "authz/no-lines/" + string(force) }

type edge struct {
	to   candour.PersonID
	over span
}

func managersOf(tx *store.Tx, force candour.ForceID, p candour.PersonID) (out []edge, err error) {
	err = tx.Each(`SELECT manager, from_day, to_day FROM authz_line WHERE force = $1 AND person = $2 ORDER BY manager, from_day`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var m string
		var e edge
		err := scan(&m, &e.over.from, &e.over.to)
		e.to = candour.PersonID(m)
		out = append(out, e)
		return err
	})
	return out, err
}

func officesOf(tx *store.Tx, force candour.ForceID, p candour.PersonID) (out []span, err error) {
	err = tx.Each(`SELECT from_day, to_day FROM authz_office WHERE force = $1 AND person = $2 ORDER BY from_day, role`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var s span
		err := scan(&s.from, &s.to)
		out = append(out, s)
		return err
	})
	return out, err
}

// supervisors are the line managers over a person on any day of a span, days to
// come included, up to the level below whoever held the office of authority or
// chief on that day: the line stops there, for those days, and goes on above
// nobody. Somebody who managed them first and became the authority later is
// among them: they would judge what they supervised. A line that somebody
// entered as a ring ends: no day of anybody is climbed from twice.
func supervisors(tx *store.Tx, force candour.ForceID, p candour.PersonID, over span) ([]candour.PersonID, error) {
	if none, err := noLines(tx, force); err != nil || none {
		return nil, err
	}
	climbed := map[candour.PersonID][]span{p: {over}}
	type step struct {
		from candour.PersonID
		over span
	}
	for todo := []step{{p, over}}; len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		up, err := managersOf(tx, force, at.from)
		if err != nil {
			return nil, err
		}
		up = slices.DeleteFunc(up, func(e edge) bool { return e.over.and(at.over).empty() })
		held, ask := make([][]span, len(up)), make([]func() error, len(up))
		for i, e := range up {
			ask[i] = func() (err error) {
				held[i], err = officesOf(tx, force, e.to)
				return err
			}
		}
		if err := tx.Together(ask...); err != nil {
			return nil, err
		}
		for i, e := range up {
			for _, part := range e.over.and(at.over).without(slices.Concat(held[i], climbed[e.to])) {
				climbed[e.to] = append(climbed[e.to], part)
				todo = append(todo, step{e.to, part})
			}
		}
	}
	delete(climbed, p) // they stand there as accused
	return slices.Sorted(maps.Keys(climbed)), nil
}

// SameLine reports whether one of two people is over the other on a day, at any
// height: a grant needs two who cannot be told by one another what to sign.
func SameLine(tx *store.Tx, force candour.ForceID, a, b candour.PersonID, on candour.Date) (bool, error) {
	if a == b {
		return true, nil
	}
	for _, pair := range [][2]candour.PersonID{{a, b}, {b, a}} {
		if over, err := Over(tx, force, pair[1], pair[0], on); err != nil || over {
			return over, err
		}
	}
	return false, nil
}

// Over reports whether one person is over another on a day, at any height.
func Over(tx *store.Tx, force candour.ForceID, boss, p candour.PersonID, on candour.Date) (bool, error) {
	line := []candour.PersonID{p}
	for i := 0; i < len(line); i++ {
		up, err := managersOf(tx, force, line[i])
		if err != nil {
			return false, err
		}
		for _, e := range up {
			if day := on.String(); e.over.from > day || e.over.to < day || slices.Contains(line, e.to) {
				continue
			}
			if e.to == boss {
				return true, nil
			}
			line = append(line, e.to)
		}
	}
	return false, nil
}
