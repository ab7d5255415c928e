package authz

import (
	"candour"
	"candour/store"
)

// Tie records that two people are, or once were, so close that neither must see
// a matter about the other: relatives, partners, friends, a business. What kind
// of tie it is, only workforce knows. It is never taken back, because what ended
// yesterday still weighs. The walls of the matters about either follow; it gives
// those whose wall was worked out again.
func Tie(tx *store.Tx, force candour.ForceID, a, b candour.PersonID) ([]candour.Subject, error) {
	tx.Forget(tiesIn(force))
	for _, pair := range [][2]candour.PersonID{{a, b}, {b, a}} {
		if _, err := tx.Exec(`INSERT INTO authz_tie (force, person, other) VALUES ($1, $2, $3) ON CONFLICT (force, person, other) DO NOTHING`, string(force), string(pair[0]), string(pair[1])); err != nil {
			return nil, err
		}
		waiting, err := candidateOf(tx, force, pair[0])
		if err != nil {
			return nil, err
		}
		for _, s := range waiting {
			if err := relate(tx, force, pair[1], s, Candidate); err != nil {
				return nil, err
			}
		}
	}
	matters, err := mattersOf(tx, force, []candour.PersonID{a, b})
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

// candidateOf are the matters that could mean a person.
func candidateOf(tx *store.Tx, force candour.ForceID, p candour.PersonID) (out []candour.Subject, err error) {
	err = tx.Each(`SELECT subject FROM authz_wall WHERE force = $1 AND person = $2 AND because = 'candidate' ORDER BY subject`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		kind, id, _ := cutSubject(s)
		out = append(out, candour.Subject{Kind: kind, ID: id})
		return err
	})
	return out, err
}

// tiesOf are the people who are tied to one. An import asks it of every officer
// of every case, so that a force in which nobody declared anything is noted.
func tiesOf(tx *store.Tx, force candour.ForceID, p candour.PersonID) (out []candour.PersonID, err error) {
	if noted, ok := tx.Known(tiesIn(force)); !ok {
		var n int
		if err := tx.One(`SELECT count(*) FROM (SELECT 1 FROM authz_tie WHERE force = $1 LIMIT 1) t`, []any{string(force)}, &n); err != nil {
			return nil, err
		}
		tx.Note(tiesIn(force), n > 0)
		if n == 0 {
			return nil, nil
		}
	} else if !noted.(bool) {
		return nil, nil
	}
	err = tx.Each(`SELECT other FROM authz_tie WHERE force = $1 AND person = $2 ORDER BY other`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var o string
		err := scan(&o)
		out = append(out, candour.PersonID(o))
		return err
	})
	return out, err
}

func tiesIn(force candour.ForceID) string { return "authz/ties/" + string(force) }
