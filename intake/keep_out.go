package intake

import (
	"errors"

	"candour"
	"candour/seal"
)

// keepOut keeps what a person said of who must not see their report: a relation
// who works for the police, a friend of the officer. It is asked once for the
// whole report and kept word for word, because a machine finds only some of the
// people meant; somebody reads the rest.
func keepOut(tx *seal.Tx, key *seal.Key, force candour.ForceID, report candour.ReportID, said candour.Marking) error {
	if said.Empty() {
		return nil
	}
	sealed, err := key.Seal("intake_keep_out.words/"+string(report), said.Words())
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO intake_keep_out (force, report, words) VALUES ($1, $2, $3)`, string(force), string(report), sealed)
	return err
}

func keptOut(tx *seal.Tx, words seal.Words, force candour.ForceID, report candour.ReportID) (candour.Marking, error) {
	var sealed string
	err := tx.One(`SELECT words FROM intake_keep_out WHERE force = $1 AND report = $2`, []any{string(force), string(report)}, &sealed)
	if errors.Is(err, candour.ErrNotFound) {
		return candour.Marking{}, nil
	}
	if err != nil {
		return candour.Marking{}, err
	}
	return words.Open("intake_keep_out.words/"+string(report), sealed)
}
