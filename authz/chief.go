package authz

import (
	"errors"

	"candour"
	"candour/store"
)

// AboutChief reports whether somebody accused in a matter is a chief officer, or
// was one at any time since: it is asked of the same facts as the policies.
func AboutChief(tx *store.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	var one int
	err := tx.One(`SELECT 1 FROM authz_accused a WHERE a.force = $1 AND a.subject = $2
		AND EXISTS (SELECT 1 FROM authz_office o WHERE o.force = a.force AND o.person = a.person AND o.role = 'chief' AND o.to_day >= a.first_day AND o.to_day >= o.from_day) LIMIT 1`,
		[]any{string(force), of.String()}, &one)
	if errors.Is(err, candour.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
