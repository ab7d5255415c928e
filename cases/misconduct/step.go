package misconduct

import (
	"strconv"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// thing is a measure or the proceedings against one officer: what steps are of.
type thing struct {
	of      candour.Subject
	c       candour.CaseID
	officer candour.OfficerID
	under   Procedure
	on      candour.Date // on which it began
}

// step is one thing that happened to a measure or to proceedings.
type step struct {
	kind   candour.EventKind
	on     candour.Date
	detail string
	words  string // sealed
	by     candour.PersonID
}

// said is something that was written, with the question to which it is the answer.
type said struct {
	name, label string
	words       candour.Marking
}

// entry is a step that is about to be recorded.
type entry struct {
	kind   candour.EventKind
	day    candour.Date    // on which it happened; zero: today
	late   candour.Marking // why it is recorded only now, where day is before today
	detail string
	plain  []candour.Field
	said   []said
}

// record writes one step and gives its event. The law counts from the day on which
// it happened, so a day before today has its reason on record, and no day is later.
func (t thing) record(tx *seal.Tx, m act.Made, e entry) (candour.Event, error) {
	of := cases.Subject(t.c)
	out := candour.Event{Kind: e.kind, Subject: of, On: e.day, Data: append([]candour.Field{
		{Name: t.of.Kind, Value: t.of.ID}, {Name: cases.FieldOfficer, Value: string(t.officer)},
	}, e.plain...)}
	switch {
	case e.day.IsZero():
		out.On = m.Today()
	case e.day.After(m.Today()):
		return out, candour.Invalid("day", "%s has not come yet. Record it on the day or after.", e.day.Words())
	case e.day.Before(m.Today()):
		if blank(e.late) {
			return out, candour.Invalid("late", "%s is before today. Write why it is recorded only now: time limits are counted from that day.", e.day.Words())
		}
		e.said = append(e.said, said{act.EarlierDay, "Recorded later because", e.late})
	}
	var all []string
	for _, s := range e.said {
		out.Data = append(out.Data, candour.Field{Name: s.name, Value: s.words.Words(), Of: of})
		if !blank(s.words) {
			all = append(all, s.label+": "+s.words.Words())
		}
	}
	var n int
	if err := tx.One(`SELECT count(*) FROM misconduct_step WHERE force = $1 AND thing = $2`, []any{string(m.Force), t.of.ID}, &n); err != nil {
		return out, err
	}
	words := ""
	if len(all) > 0 {
		var err error
		if words, err = cases.Seal(tx, m, t.c, place(t.of.ID, n+1), candour.Mark(strings.Join(all, "\n"))); err != nil {
			return out, err
		}
	}
	_, err := tx.Exec(`INSERT INTO misconduct_step (force, thing, position, kind, on_day, detail, words, by_person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(m.Force), t.of.ID, n+1, string(e.kind), out.On.String(), e.detail, words, string(m.Actor.ID))
	return out, err
}

// dayOf is the day on which something happened: today where a form leaves it empty.
func dayOf(m act.Made, day candour.Date) candour.Date {
	if day.IsZero() {
		return m.Today()
	}
	return day
}

// records writes several steps, one after the other.
func (t thing) records(tx *seal.Tx, m act.Made, all ...entry) (out []candour.Event, err error) {
	for _, e := range all {
		event, err := t.record(tx, m, e)
		if err != nil {
			return nil, err
		}
		out = append(out, event)
	}
	return out, nil
}

// steps are what happened to a measure or to proceedings, in order.
func (t thing) steps(tx *seal.Tx, force candour.ForceID) ([]step, error) {
	return steps(tx, force, t.of.ID)
}

func steps(tx *seal.Tx, force candour.ForceID, id string) (out []step, err error) {
	err = tx.Each(`SELECT kind, on_day, detail, words, by_person FROM misconduct_step WHERE force = $1 AND thing = $2 ORDER BY position`, []any{string(force), id}, func(scan func(...any) error) error {
		var s step
		var kind, on, by string
		err := scan(&kind, &on, &s.detail, &s.words, &by)
		s.kind, s.on, s.by = candour.EventKind(kind), cases.Day(on), candour.PersonID(by)
		out = append(out, s)
		return err
	})
	return out, err
}

// last is the last of some steps that is of a kind, or nothing.
func last(all []step, kind candour.EventKind) (found step) {
	for _, s := range all {
		if s.kind == kind {
			found = s
		}
	}
	return found
}

func place(id string, position int) string {
	return "misconduct_step.words/" + id + "/" + strconv.Itoa(position)
}

func blank(w candour.Marking) bool { return strings.TrimSpace(w.Words()) == "" }

func must(field string, w candour.Marking, says string) error {
	if blank(w) {
		return candour.Invalid(field, "%s", says)
	}
	return nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// owed reports whether something happened after which nobody has done yet what
// follows from it.
func owed(all []step, first, then candour.EventKind) (is bool) {
	for _, s := range all {
		switch s.kind {
		case first:
			is = true
		case then:
			is = false
		}
	}
	return is
}

// fits makes a button depend on what has happened in proceedings.
func fits(has func([]step) bool) func(*seal.Tx, candour.ForceID, candour.Subject) (bool, error) {
	return func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		all, err := steps(tx, force, of.ID)
		return err == nil && has(all), err
	}
}
