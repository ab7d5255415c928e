package workforce

import (
	"errors"

	"candour"
	"candour/act"
	"candour/seal"
)

// keepSystemAddress keeps where a system can be asked, in place of what was kept
// before. It may hold a token, so it lies sealed.
func keepSystemAddress(tx *seal.Tx, m act.Made, system string, w candour.Marking) error {
	if _, err := tx.Exec(`DELETE FROM workforce_system_address WHERE force = $1 AND system = $2`, string(m.Force), system); err != nil || w.Empty() {
		return err
	}
	key, err := tx.Make(m.Force, forceSubject(m.Force), m.NewKey)
	if err != nil {
		return err
	}
	sealed, err := key.Seal("workforce_system_address.address/"+system, w.Words())
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO workforce_system_address (force, system, address) VALUES ($1, $2, $3)`, string(m.Force), system, sealed)
	return err
}

// AddressOf is where the program can ask a system to end somebody's access, or
// nothing where somebody has to ask it. It is for a reaction.
func AddressOf(tx *seal.Tx, force candour.ForceID, system string) (candour.Marking, error) {
	var sealed string
	err := tx.One(`SELECT address FROM workforce_system_address WHERE force = $1 AND system = $2`, []any{string(force), system}, &sealed)
	if errors.Is(err, candour.ErrNotFound) {
		return candour.Marking{}, nil
	}
	if err != nil {
		return candour.Marking{}, err
	}
	words, err := tx.Words(force, forceSubject(force))
	if err != nil {
		return candour.Marking{}, err
	}
	return words.Open("workforce_system_address.address/"+system, sealed)
}
