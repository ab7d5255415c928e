package workforce

import (
	"candour"
	"candour/store"
)

// Forget takes away what an officer who was erased could still be found by, and
// what was declared for the disparity reports. A reaction calls it.
func Forget(tx *store.Tx, force candour.ForceID, id candour.OfficerID) error {
	for _, q := range []string{`DELETE FROM workforce_index WHERE force = $1 AND officer = $2`, `DELETE FROM workforce_identifier WHERE force = $1 AND officer = $2`, `DELETE FROM workforce_equality WHERE force = $1 AND officer = $2`} {
		if _, err := tx.Exec(q, string(force), string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Serves reports whether somebody works for the force still, as far as it is known.
func Serves(tx *store.Tx, force candour.ForceID, id candour.OfficerID) (bool, error) {
	var serving, left string
	err := tx.One(`SELECT serving, left_day FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(force), string(id)}, &serving, &left)
	return serving == "yes" && left == "", err
}
