package cases

import (
	"errors"

	"candour"
	"candour/seal"
)

// KeepName keeps what an officer is called with a case that is about them, under
// the case's own key. Reactions call it when an officer is linked, and when the
// erasure of their file is proposed.
//
// Without it the file could not be erased while any case about its officer is
// open, and the refusal would tell whoever asks that there is one: an authority
// who is a friend, or the officer themselves. So the file goes when it is decided
// that it goes, the case keeps what it needs for as long as it lasts, and nobody
// outside the case can tell the difference.
func KeepName(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID, name, number candour.Marking) error {
	key, err := tx.Key(force, caseSubject(c))
	if errors.Is(err, seal.ErrErased) {
		return nil // the case itself is gone: it needs nothing any more
	}
	if err != nil {
		return err
	}
	var sealed [2]string
	for i, w := range []candour.Marking{name, number} {
		if w.Empty() {
			continue
		}
		if sealed[i], err = key.Seal(named(o, i), w.Words()); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`INSERT INTO cases_named (force, case_id, officer, name, number) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, case_id, officer) DO NOTHING`,
		string(force), string(c), string(o), sealed[0], sealed[1])
	return err
}

// Named is what a case calls an officer whom it is about, or candour.ErrNotFound.
func Named(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (name, number candour.Marking, err error) {
	var sealed [2]string
	if err := tx.One(`SELECT name, number FROM cases_named WHERE force = $1 AND case_id = $2 AND officer = $3`, []any{string(force), string(c), string(o)}, &sealed[0], &sealed[1]); err != nil {
		return name, number, err
	}
	words, err := tx.Words(force, caseSubject(c))
	if err != nil {
		return name, number, err
	}
	if name, err = words.Open(named(o, 0), sealed[0]); err != nil {
		return name, number, err
	}
	number, err = words.Open(named(o, 1), sealed[1])
	return name, number, err
}

func named(o candour.OfficerID, column int) string {
	return []string{"cases_named.name/", "cases_named.number/"}[column] + string(o)
}
