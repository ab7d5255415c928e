package cases

import (
	"fmt"

	"candour"
	"candour/seal"
)

// Alleged is one allegation without any words of a person: what duties are
// computed from. Reading it opens no key.
type Alleged struct {
	ID        candour.AllegationID
	Position  int
	Described bool
	Description
	Officers []candour.OfficerID
	Decision Decision
}

// Name is what a sentence calls the allegation: "allegation 2".
func (a Alleged) Name() string { return fmt.Sprintf("allegation %d", a.Position) }

// AllAlleged are the allegations of a case, in their order.
func AllAlleged(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []Alleged, err error) {
	var said map[candour.AllegationID]Description
	var accused map[candour.AllegationID][]candour.OfficerID
	err = tx.Together(func() error {
		return tx.Each(`SELECT a.id, a.position, COALESCE(d.decision, '') FROM cases_allegation a
			LEFT JOIN cases_decision d ON d.force = a.force AND d.case_id = a.case_id AND d.allegation = a.id
			WHERE a.force = $1 AND a.case_id = $2 ORDER BY a.position`, []any{string(force), string(c)}, func(scan func(...any) error) error {
			var id, decision string
			var a Alleged
			err := scan(&id, &a.Position, &decision)
			a.ID, a.Decision = candour.AllegationID(id), Decision(decision)
			out = append(out, a)
			return err
		})
	}, func() (err error) {
		said, err = Described(tx, force, c)
		return err
	}, func() (err error) {
		accused, err = Accused(tx, force, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is alleged in a case: %w", err)
	}
	for i := range out {
		out[i].Description, out[i].Described = said[out[i].ID]
		out[i].Officers = accused[out[i].ID]
	}
	return out, err
}

// SeverityOf is how serious a case was assessed to be, or empty.
func SeverityOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (s Severity, err error) {
	err = tx.Each(`SELECT severity FROM cases_severity WHERE force = $1 AND case_id = $2`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var x string
		err := scan(&x)
		s = Severity(x)
		return err
	})
	return s, err
}
