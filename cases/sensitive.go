package cases

import (
	"fmt"

	"candour"
	"candour/seal"
)

// StateOf is how a case stands, or candour.ErrNotFound.
func StateOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (string, error) {
	s, err := standCase(tx, force, string(c))
	return s.State, err
}

// MustBeOpen refuses to change what hangs on a closed case.
func MustBeOpen(tx *seal.Tx, force candour.ForceID, c candour.CaseID) error {
	state, err := StateOf(tx, force, c)
	if err == nil && state == Closed {
		return candour.Conflict("The case is closed. Have it reopened first, with reasons.")
	}
	return err
}

// Brief is an allegation without its words: what other tracks count by.
type Brief struct {
	ID       candour.AllegationID
	Position int
	Description
	Officers []candour.OfficerID
}

// Name is what a sentence calls it: "allegation 2".
func (b Brief) Name() string { return fmt.Sprintf("allegation %d", b.Position) }

// Briefs are the allegations of a case in their order.
func Briefs(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []Brief, err error) {
	err = tx.Each(`SELECT id, position FROM cases_allegation WHERE force = $1 AND case_id = $2 ORDER BY position`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var b Brief
		var id string
		err := scan(&id, &b.Position)
		b.ID = candour.AllegationID(id)
		out = append(out, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	said, err := Described(tx, force, c)
	if err != nil {
		return nil, err
	}
	accused, err := Accused(tx, force, c)
	for i := range out {
		out[i].Description, out[i].Officers = said[out[i].ID], accused[out[i].ID]
	}
	return out, err
}

// FromElsewhere reports whether a case came from another system: what was owed
// there was owed by somebody else.
func FromElsewhere(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (bool, error) {
	var jurisdiction string
	err := tx.One(`SELECT jurisdiction FROM cases_case WHERE force = $1 AND id = $2`, []any{string(force), string(c)}, &jurisdiction)
	return jurisdiction == Imported, err
}
