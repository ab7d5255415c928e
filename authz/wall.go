package authz

import (
	"fmt"
	"slices"

	"candour"
	"candour/store"
)

// Because says why somebody stands on a wall.
type Because string

// The reasons. Supervisors and units follow from facts; the others are said.
const (
	Accused    Because = "accused"
	Supervises Because = "supervisor" // of an accused, at some time since the incident, below the authority
	Candidate  Because = "candidate"  // named or described in a report whose officer is not known yet
	Interest   Because = "declared"   // said themselves that they know somebody in it
	KeptOut    Because = "kept out"   // the person who reported said that they must not see it
	Related    Because = "related"    // to the person who reported
	Tied       Because = "tied"       // to an accused, by a relationship that was declared
	Witness    Because = "witness"    // was asked about it, or may be
	Represents Because = "represents" // speaks for an accused: what they read there must not meet what they read at the desk
	byUnit     Because = "unit"       // posted to the accused's unit around an incident, or to one that the report names
)

// Relate puts a person on the wall of a matter. Rooms call it inside an act. With
// a candidate stand those who are tied to them: the partner of whom a report may
// mean must not be the one who sorts it.
func Relate(tx *store.Tx, force candour.ForceID, p candour.PersonID, to candour.Subject, because Because) error {
	if because == Candidate {
		with, err := tiesOf(tx, force, p)
		if err != nil {
			return err
		}
		for _, x := range with {
			if err := relate(tx, force, x, to, Candidate); err != nil {
				return err
			}
		}
	}
	return relate(tx, force, p, to, because)
}

func relate(tx *store.Tx, force candour.ForceID, p candour.PersonID, to candour.Subject, because Because) error {
	err := tx.ExecLater(`INSERT INTO authz_wall (force, person, subject, because) VALUES ($1, $2, $3, $4) ON CONFLICT (force, subject, person, because) DO NOTHING`,
		string(force), string(p), to.String(), string(because))
	return err
}

// NamedUnit keeps the people of a unit that a report names from seeing it, until
// somebody has said who it is about.
func NamedUnit(tx *store.Tx, force candour.ForceID, unit string, around candour.Date, to candour.Subject) error {
	m, err := unitMonths(tx, force)
	if err != nil {
		return err
	}
	day := around.String()
	return keepOutUnit(tx, force, to.String(), unit, span{months(day, -m), months(day, m)}, Candidate)
}

// KeepUnit keeps whoever was in a unit on any day of a span from seeing a matter,
// as candidates or because the person who reported said so.
func KeepUnit(tx *store.Tx, force candour.ForceID, unit string, over Span, to candour.Subject, because Because) error {
	return keepOutUnit(tx, force, to.String(), unit, over.days(), because)
}

// NoLongerCandidates takes down what stood only until somebody had said who it
// is about: whoever it turned out to be is there as accused.
func NoLongerCandidates(tx *store.Tx, force candour.ForceID, of candour.Subject) error {
	for _, q := range []string{`DELETE FROM authz_wall WHERE force = $1 AND subject = $2 AND because = $3`, `DELETE FROM authz_unit WHERE force = $1 AND subject = $2 AND because = $3`} {
		if err := tx.ExecLater(q, string(force), of.String(), string(Candidate)); err != nil {
			return err
		}
	}
	return nil
}

// Inherit gives a matter the wall of the one that it grew out of: a case that of
// its report. Who said that they know nobody is asked again: a case says more.
// The accused go with it, not only their names on the wall: what is worked out
// from them would else be taken down when the wall is next worked out.
func Inherit(tx *store.Tx, force candour.ForceID, from, to candour.Subject) error {
	tx.Forget(accusedIn(force))
	for _, q := range []string{
		`INSERT INTO authz_wall (force, person, subject, because) SELECT w.force, w.person, $1, w.because FROM authz_wall w WHERE w.force = $2 AND w.subject = $3 ON CONFLICT (force, subject, person, because) DO NOTHING`,
		`INSERT INTO authz_accused (force, subject, person, first_day, last_day) SELECT a.force, $1, a.person, a.first_day, a.last_day FROM authz_accused a WHERE a.force = $2 AND a.subject = $3 ON CONFLICT (force, subject, person, first_day, last_day) DO NOTHING`,
		`INSERT INTO authz_unit (force, subject, unit, from_day, to_day, because) SELECT u.force, $1, u.unit, u.from_day, u.to_day, u.because FROM authz_unit u WHERE u.force = $2 AND u.subject = $3 ON CONFLICT (force, subject, unit, from_day, to_day, because) DO NOTHING`,
	} {
		if err := tx.ExecLater(q, to.String(), string(force), from.String()); err != nil {
			return err
		}
	}
	return rebuild(tx, force, to.String())
}

// Triaged opens a matter to the roles beyond triage: its officer is known, so
// the wall is up. Rooms call it inside an act.
func Triaged(tx *store.Tx, force candour.ForceID, to candour.Subject) error {
	err := tx.ExecLater(`INSERT INTO authz_triaged (force, subject) VALUES ($1, $2) ON CONFLICT (force, subject) DO NOTHING`, string(force), to.String())
	return err
}

// AwaitTriage takes a matter back to triage alone: something was told of which nobody
// has said who it is about, and that officer could be the one who works on it. Rooms
// call it inside an act.
func AwaitTriage(tx *store.Tx, force candour.ForceID, of candour.Subject) error {
	err := tx.ExecLater(`DELETE FROM authz_triaged WHERE force = $1 AND subject = $2`, string(force), of.String())
	return err
}

// Complaint is whom a matter is about, and when it happened. A span without a
// first day walls whoever was ever over them or beside them: what nobody knows
// must not let anybody in.
type Complaint struct {
	Person   candour.PersonID
	Happened Span
}

// days are the days on which it may have happened.
func (c Complaint) days() span {
	d := c.Happened.days()
	switch {
	case c.Happened.From.IsZero():
		return span{firstDay, lastDay}
	case c.Happened.To.IsZero():
		d.to = d.from // an incident of one day
	case d.empty():
		d.from, d.to = d.to, d.from // entered the wrong way round; no day of it would keep out no unit
	}
	return d
}

// Accuse puts the people complained of on the wall of each matter, and with them
// everybody who follows: their supervisors since the incident, below the
// authority, and their unit around it.
func Accuse(tx *store.Tx, force candour.ForceID, list []Complaint, of ...candour.Subject) error {
	tx.Forget(accusedIn(force))
	for _, s := range of {
		for _, c := range list {
			d := c.days()
			if err := Relate(tx, force, c.Person, s, Accused); err != nil {
				return err
			}
			// Whoever was cleared, was so of the accused whom one knew then.
			if err := tx.ExecLater(`DELETE FROM authz_cleared WHERE force = $1 AND subject = $2 AND NOT EXISTS (SELECT 1 FROM authz_accused a WHERE a.force = $3 AND a.subject = $4 AND a.person = $5)`,
				string(force), s.String(), string(force), s.String(), string(c.Person)); err != nil {
				return err
			}
			if err := tx.ExecLater(`INSERT INTO authz_accused (force, subject, person, first_day, last_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, subject, person, first_day, last_day) DO NOTHING`,
				string(force), s.String(), string(c.Person), d.from, d.to); err != nil {
				return err
			}
		}
		if err := rebuild(tx, force, s.String()); err != nil {
			return fmt.Errorf("raising the wall of a %s: %w", s.Kind, err)
		}
	}
	return nil
}

// AccuseNew is Accuse for a matter that is new in this transaction and has its
// people all at once, as an import has: nothing stands there to be taken down.
func AccuseNew(tx *store.Tx, force candour.ForceID, list []Complaint, of candour.Subject) error {
	tx.Forget(accusedIn(force))
	var all []accused
	for _, c := range list {
		d := c.days()
		a := accused{c.Person, d}
		if slices.Contains(all, a) {
			continue
		}
		all = append(all, a)
		if err := Relate(tx, force, c.Person, of, Accused); err != nil {
			return err
		}
		if err := tx.ExecLater(`INSERT INTO authz_accused (force, subject, person, first_day, last_day) VALUES ($1, $2, $3, $4, $5)`,
			string(force), of.String(), string(c.Person), d.from, d.to); err != nil {
			return err
		}
	}
	return build(tx, force, of.String(), all)
}

// Unaccuse takes down all that stands because of complaints about a matter, for
// an import that corrects it.
func Unaccuse(tx *store.Tx, force candour.ForceID, of candour.Subject) error {
	tx.Forget(accusedIn(force))
	for _, q := range []string{`DELETE FROM authz_accused WHERE force = $1 AND subject = $2`, `DELETE FROM authz_wall WHERE force = $1 AND subject = $2 AND because = 'accused'`} {
		if err := tx.ExecLater(q, string(force), of.String()); err != nil {
			return err
		}
	}
	return rebuild(tx, force, of.String())
}

type accused struct {
	person   candour.PersonID
	happened span
}

// rebuild works out again who follows from the complaints of a matter.
func rebuild(tx *store.Tx, force candour.ForceID, subject string) error {
	if err := tx.ExecLater(`DELETE FROM authz_wall WHERE force = $1 AND subject = $2 AND because IN ('supervisor', 'tied')`, string(force), subject); err != nil {
		return err
	}
	if err := tx.ExecLater(`DELETE FROM authz_unit WHERE force = $1 AND subject = $2 AND because = 'accused'`, string(force), subject); err != nil {
		return err
	}
	var all []accused
	err := tx.Each(`SELECT person, first_day, last_day FROM authz_accused WHERE force = $1 AND subject = $2 ORDER BY person, first_day, last_day`, []any{string(force), subject}, func(scan func(...any) error) error {
		var p string
		var a accused
		err := scan(&p, &a.happened.from, &a.happened.to)
		a.person = candour.PersonID(p)
		all = append(all, a)
		return err
	})
	if err != nil {
		return err
	}
	return build(tx, force, subject, all)
}

func build(tx *store.Tx, force candour.ForceID, subject string, all []accused) error {
	around, err := unitMonths(tx, force)
	if err != nil {
		return err
	}
	since := map[candour.PersonID]string{} // the earliest incident of each
	for _, a := range all {
		if first, seen := since[a.person]; !seen || a.happened.from < first {
			since[a.person] = a.happened.from
		}
		if err := keepOutUnits(tx, force, subject, a, around); err != nil {
			return err
		}
	}
	for _, a := range all {
		from, left := since[a.person]
		if !left {
			continue
		}
		delete(since, a.person)
		if err := tie(tx, force, subject, a.person); err != nil {
			return err
		}
		over, err := supervisors(tx, force, a.person, span{from, lastDay})
		if err != nil {
			return err
		}
		kind, id, _ := cutSubject(subject)
		for _, p := range over {
			if err := Relate(tx, force, p, candour.Subject{Kind: kind, ID: id}, Supervises); err != nil {
				return err
			}
		}
	}
	return nil
}

// tie puts whoever is tied to an accused on the wall of a matter.
func tie(tx *store.Tx, force candour.ForceID, subject string, accused candour.PersonID) error {
	with, err := tiesOf(tx, force, accused)
	if err != nil {
		return err
	}
	kind, id, _ := cutSubject(subject)
	for _, p := range with {
		if err := relate(tx, force, p, candour.Subject{Kind: kind, ID: id}, Tied); err != nil {
			return err
		}
	}
	return nil
}

// mattersOf are the matters that are about one of some people.
func mattersOf(tx *store.Tx, force candour.ForceID, people []candour.PersonID) (out []string, err error) {
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	for _, p := range people {
		if all, noted := notedMatters(tx, force, p); noted {
			for _, s := range all {
				add(s)
			}
			continue
		}
		err := tx.Each(`SELECT DISTINCT subject FROM authz_accused WHERE force = $1 AND person = $2 ORDER BY subject`, []any{string(force), string(p)}, func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			add(s)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return out, nil
}
