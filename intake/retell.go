package intake

import (
	"errors"

	"candour"
	"candour/seal"
)

// DecisionTakenBack is what a decision that the person was told of becomes when
// the case is taken up again: it is on record, and stands no longer.
const DecisionTakenBack candour.EventKind = "decision-taken-back"

// TakeBack marks the decision on an allegation, of which the person was told, as
// one that no longer stands, so that the next one can be told. A reaction calls it.
func TakeBack(tx *seal.Tx, force candour.ForceID, report candour.ReportID, a candour.AllegationID) error {
	_, err := tx.Exec(`UPDATE intake_told SET kind = $1 WHERE force = $2 AND report = $3 AND kind = 'allegation-decided' AND allegation = $4`, string(DecisionTakenBack), string(force), string(report), string(a))
	return err
}

// Redate puts right the day of something that the person was told, and says so
// beside it: what is due to them counts from it. A reaction calls it.
func Redate(tx *seal.Tx, force candour.ForceID, report candour.ReportID, kind candour.EventKind, from, to candour.Date) error {
	key, err := tx.Key(force, reportSubject(report))
	if errors.Is(err, seal.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	var n int64
	var sealed string
	err = tx.One(`SELECT position, says FROM intake_told WHERE force = $1 AND report = $2 AND kind = $3 AND on_day = $4 ORDER BY position LIMIT 1`, []any{string(force), string(report), string(kind), from.String()}, &n, &sealed)
	if errors.Is(err, candour.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	place := "intake_told.says/" + string(report)
	says, err := key.Open(place, sealed)
	if err != nil {
		return err
	}
	if sealed, err = key.Seal(place, says+" (This day was put right. It stood here as "+from.Words()+".)"); err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE intake_told SET on_day = $1, says = $2 WHERE force = $3 AND report = $4 AND position = $5`, to.String(), sealed, string(force), string(report), n)
	return err
}
