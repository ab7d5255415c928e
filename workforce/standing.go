package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// StandingChanged is what happens when somebody is suspended or restricted, or
// when that is lifted. It says which, and from when; never in which matter, or why.
const StandingChanged candour.EventKind = "officer-standing-changed"

// StandingEvents are all that Suspend, Restrict and Lift may give back: what a
// reaction that calls them declares.
var StandingEvents = []candour.EventKind{StandingChanged, RevocationOrdered}

// State is how somebody stands on a day. It is computed from rows, never stored.
type State string

// The states. Gone outweighs Suspended, which outweighs Restricted.
const (
	Serving    State = "serving"
	Restricted State = "restricted"
	Suspended  State = "suspended"
	Gone       State = "left"
	NotKnown   State = "" // an import does not say whether they serve
)

// Standing is how somebody stands on a day, and since when; without a day where
// nobody knows.
type Standing struct {
	State State
	Since candour.Date
}

// StandingOf is how somebody stands on a day.
func StandingOf(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, on candour.Date) (Standing, error) {
	var appointed, left, serving string
	if err := tx.One(`SELECT appointed_day, left_day, serving FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(force), string(o)}, &appointed, &left, &serving); err != nil {
		return Standing{}, err
	}
	switch {
	case left != "" && left <= on.String():
		return Standing{Gone, day(left)}, nil
	case left == "" && serving == "no":
		return Standing{State: Gone}, nil
	}
	out := Standing{Serving, day(appointed)}
	if serving == "" {
		out.State = NotKnown
	}
	err := tx.Each(`SELECT what, from_day FROM workforce_standing WHERE force = $1 AND officer = $2 AND from_day <= $3 AND (to_day = '' OR to_day >= $4) ORDER BY what, from_day DESC, id DESC`,
		[]any{string(force), string(o), on.String(), on.String()}, func(scan func(...any) error) error {
			var what, from string
			err := scan(&what, &from) // 'restricted' before 'suspended', so that the last row decides
			out = Standing{State(what), day(from)}
			return err
		})
	return out, err
}

// Suspend suspends somebody from a day on, in a matter. Their roles give nothing
// from the next question on, and every named system of the force is asked to end
// its access. They may know it; their file does not name the matter.
//
// It is for reactions, which declare StandingEvents. The conditions are the words
// of whoever decided.
func Suspend(tx *seal.Tx, m act.Made, o candour.OfficerID, from candour.Date, conditions candour.Marking, ground candour.Subject) ([]candour.Event, error) {
	out, err := stand(tx, m, o, Suspended, from, conditions, ground)
	if err != nil {
		return nil, err
	}
	p, err := PersonOf(tx, m.Force, o)
	if err != nil {
		return nil, err
	}
	if err := authz.Suspend(tx.Tx, m.Force, p, authz.Suspended); err != nil {
		return nil, err
	}
	orders, err := OrderRevocations(tx, m, o, authz.Suspended)
	return append(out, orders...), err
}

// Restrict puts restrictions on somebody's duties from a day on, in a matter.
func Restrict(tx *seal.Tx, m act.Made, o candour.OfficerID, from candour.Date, conditions candour.Marking, ground candour.Subject) ([]candour.Event, error) {
	return stand(tx, m, o, Restricted, from, conditions, ground)
}

func stand(tx *seal.Tx, m act.Made, o candour.OfficerID, what State, from candour.Date, conditions candour.Marking, ground candour.Subject) ([]candour.Event, error) {
	e, err := changed(m, o, from, string(what))
	if err != nil {
		return nil, err
	}
	key, err := tx.Make(m.Force, officerSubject(o), m.NewKey)
	if err != nil {
		return nil, err
	}
	token, err := key.Token("workforce/standing", ground.String())
	if err != nil {
		return nil, err
	}
	// Decided anew in the same matter: the new conditions take the place of the old.
	if _, err := tx.Exec(`UPDATE workforce_standing SET to_day = $1 WHERE force = $2 AND officer = $3 AND what = $4 AND ground = $5 AND to_day = ''`,
		from.AddDays(-1).String(), string(m.Force), string(o), string(what), token); err != nil {
		return nil, err
	}
	id := m.ID("standing/" + string(o) + "/" + string(what) + "/" + token)
	sealed, err := sealOr(key, "workforce_standing.conditions/"+id, conditions)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(`INSERT INTO workforce_standing (force, id, officer, what, from_day, to_day, conditions, ground) VALUES ($1, $2, $3, $4, $5, '', $6, $7)`,
		string(m.Force), id, string(o), string(what), from.String(), sealed, token)
	return []candour.Event{e}, err
}

// Lift ends, on a day, what was put on somebody in one matter. What was put on
// them in another stays, and with it what it takes away. Nothing to lift is
// nothing that happened.
func Lift(tx *seal.Tx, m act.Made, o candour.OfficerID, what State, on candour.Date, ground candour.Subject) ([]candour.Event, error) {
	e, err := changed(m, o, on, "lifted")
	if err != nil {
		return nil, err
	}
	key, err := tx.Key(m.Force, officerSubject(o))
	if err != nil {
		return nil, err
	}
	token, err := key.Token("workforce/standing", ground.String())
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(`UPDATE workforce_standing SET to_day = $1 WHERE force = $2 AND officer = $3 AND what = $4 AND ground = $5 AND to_day = ''`,
		on.AddDays(-1).String(), string(m.Force), string(o), string(what), token)
	if err != nil || n == 0 {
		return nil, err
	}
	e.Data = append(e.Data, candour.Field{Name: "what", Value: string(what)})
	if what == Restricted {
		return []candour.Event{e}, nil
	}
	p, err := PersonOf(tx, m.Force, o)
	if err != nil {
		return nil, err
	}
	var still int // in whichever employment here: it is one person's access
	if err := tx.One(`SELECT count(*) FROM workforce_officer o CROSS JOIN workforce_standing s
		WHERE o.force = $1 AND o.person = $2 AND s.force = o.force AND s.officer = o.id AND s.what = 'suspended' AND s.to_day = ''`, []any{string(m.Force), string(p)}, &still); err != nil {
		return nil, err
	}
	if still == 0 {
		err = authz.Restore(tx.Tx, m.Force, p, authz.Suspended)
	}
	return []candour.Event{e}, err
}

// changed is the event. A decision that is written down only later is dated by
// when it was taken; why it is late is in the matter, and not here.
func changed(m act.Made, o candour.OfficerID, on candour.Date, what string) (candour.Event, error) {
	e := candour.Event{Kind: StandingChanged, Subject: officerSubject(o), On: on, Data: []candour.Field{{Name: "standing", Value: what}}}
	switch {
	case on.IsZero():
		return e, candour.Invalid("from", "Give the day.")
	case on.After(m.Today()):
		return e, candour.Invalid("from", "%s has not come yet: record it on the day or after.", on.Words())
	case on.Before(m.Today()):
		e.Data = append(e.Data, candour.Field{Name: act.EarlierDay, Value: "the day on which it was decided"})
	}
	return e, nil
}

// ConditionsOf are the conditions that hold for somebody on a day, for whoever
// has asked authz: they may say what the matter is.
func ConditionsOf(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, on candour.Date) (out []candour.Marking, err error) {
	words, err := tx.Words(force, officerSubject(o))
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT id, conditions FROM workforce_standing WHERE force = $1 AND officer = $2 AND from_day <= $3 AND (to_day = '' OR to_day >= $4) ORDER BY from_day, id`,
		[]any{string(force), string(o), on.String(), on.String()}, func(scan func(...any) error) error {
			var id, sealed string
			if err := scan(&id, &sealed); err != nil {
				return err
			}
			w, err := words.Open("workforce_standing.conditions/"+id, sealed)
			out = append(out, w)
			return err
		})
	return out, err
}
