package retention

import (
	"errors"
	"fmt"

	"candour"
	"candour/act"
	"candour/seal"
)

// Hold is a legal hold that stands.
type Hold struct {
	ID    string
	Until candour.Date // zero: until it is lifted
	On    candour.Date
	By    candour.PersonID
}

// Holds are the holds that stand on a record on a day, in order of id.
func Holds(tx *seal.Tx, force candour.ForceID, of candour.Subject, today candour.Date) ([]Hold, error) {
	var out []Hold
	err := tx.Each(`SELECT id, until_day, on_day, by_person FROM retention_hold WHERE force = $1 AND subject_kind = $2 AND subject_id = $3 AND lifted_day = '' AND (until_day = '' OR until_day >= $4) ORDER BY id`,
		[]any{string(force), of.Kind, of.ID, today.String()}, func(scan func(...any) error) error {
			var h Hold
			var until, on, by string
			if err := scan(&h.ID, &until, &on, &by); err != nil {
				return err
			}
			h.By = candour.PersonID(by)
			var err error
			if until != "" {
				if h.Until, err = candour.ParseDate(until); err != nil {
					return err
				}
			}
			h.On, err = candour.ParseDate(on)
			out = append(out, h)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("reading the holds on a %s: %w", of.Kind, err)
	}
	return out, nil
}

// Held refuses, in a sentence, what a standing hold forbids. Reactions call it
// for records that belong together: a hold on a case keeps its report too.
func Held(tx *seal.Tx, force candour.ForceID, of candour.Subject, today candour.Date) error {
	holds, err := Holds(tx, force, of, today)
	if err != nil || len(holds) == 0 {
		return err
	}
	until := "until it is lifted"
	if d := holds[0].Until; !d.IsZero() {
		until = "until " + d.Words()
	}
	return candour.Conflict("A legal hold stands on the %s, %s. Nothing of it can be erased while it stands; lift it first, with reasons.", of.Kind, until)
}

func held(tx *seal.Tx, m act.Made, of candour.Subject) error {
	return Held(tx, m.Force, of, m.Today())
}

// proposer is who proposed the erasure that waits, or candour.ErrNotFound.
func proposer(tx *seal.Tx, force candour.ForceID, of candour.Subject) (candour.PersonID, error) {
	var by string
	err := tx.One(`SELECT by_person FROM retention_proposal WHERE force = $1 AND subject_kind = $2 AND subject_id = $3`, []any{string(force), of.Kind, of.ID}, &by)
	return candour.PersonID(by), err
}

func endProposal(tx *seal.Tx, force candour.ForceID, of candour.Subject) error {
	_, err := tx.Exec(`DELETE FROM retention_proposal WHERE force = $1 AND subject_kind = $2 AND subject_id = $3`, string(force), of.Kind, of.ID)
	return err
}

// What the buttons on a page go by.

func proposed(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	_, err := proposer(tx, force, of)
	if errors.Is(err, candour.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func notErased(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	_, err := tx.ErasedOn(force, of)
	if errors.Is(err, candour.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// anyHold also counts a hold whose day is over: lifting it is then refused with
// the sentence that says so.
func anyHold(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	var n int
	err := tx.One(`SELECT count(*) FROM retention_hold WHERE force = $1 AND subject_kind = $2 AND subject_id = $3 AND lifted_day = ''`, []any{string(force), of.Kind, of.ID}, &n)
	return n > 0, err
}
