package retention

import (
	"candour"
	"candour/seal"
)

// HeldFor is a hold that stands, with who needs the record.
type HeldFor struct {
	Hold
	For candour.Marking
}

// HoldsFor are Holds, opened. Whoever shows them has asked authz about the record:
// who needs it can tell what else there is about it.
func HoldsFor(tx *seal.Tx, force candour.ForceID, of candour.Subject, today candour.Date) ([]HeldFor, error) {
	holds, err := Holds(tx, force, of, today)
	if err != nil || len(holds) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, of)
	if err != nil {
		return nil, err
	}
	var out []HeldFor
	for _, h := range holds {
		var sealed string
		if err := tx.One(`SELECT for_whom FROM retention_hold WHERE force = $1 AND id = $2`, []any{string(force), h.ID}, &sealed); err != nil {
			return nil, err
		}
		whom, err := words.Open("retention_hold.for_whom/"+h.ID, sealed)
		if err != nil {
			return nil, err
		}
		out = append(out, HeldFor{h, whom})
	}
	return out, nil
}
