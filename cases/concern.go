package cases

import (
	"candour"
	"candour/seal"
)

// What a concern about an officer shows stands twice: where it is decided, and beside
// the link to the officer, by which view.Concerns lists it. These write both, so that no
// act can write one of them.

// setClosed notes on which day a case was closed, or that it is open: the zero day.
func setClosed(tx *seal.Tx, force candour.ForceID, c candour.CaseID, on candour.Date) error {
	if _, err := tx.Exec(`UPDATE cases_case SET closed_day = $1 WHERE force = $2 AND id = $3`, on.String(), string(force), string(c)); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE cases_accused SET closed_day = $1 WHERE force = $2 AND case_id = $3`, on.String(), string(force), string(c))
	return err
}

// setCategory notes what an allegation is about.
func setCategory(tx *seal.Tx, force candour.ForceID, c candour.CaseID, a candour.AllegationID, is Category) error {
	if _, err := tx.Exec(`UPDATE cases_allegation SET category = $1 WHERE force = $2 AND id = $3`, string(is), string(force), string(a)); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE cases_accused SET category = $1 WHERE force = $2 AND case_id = $3 AND allegation = $4`, string(is), string(force), string(c), string(a))
	return err
}

// showDecided notes beside the officers of an allegation how it was decided, or that it
// is undecided: "". The decision itself, with its reasons, is written by who decides.
func showDecided(tx *seal.Tx, force candour.ForceID, c candour.CaseID, a candour.AllegationID, is Decision) error {
	_, err := tx.Exec(`UPDATE cases_accused SET decision = $1 WHERE force = $2 AND case_id = $3 AND allegation = $4`, string(is), string(force), string(c), string(a))
	return err
}
