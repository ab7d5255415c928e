package authz

import (
	"candour"
	"candour/store"
)

// Bar is why somebody's roles give nothing.
type Bar string

// The bars.
const (
	Suspended Bar = "suspended" // from work, until it is lifted
	Left      Bar = "left"      // works for the force no more
)

// Suspend makes all roles of a person give nothing, from the next question on,
// whatever session they hold. The roles stay on file: what a suspension takes
// away comes back by itself when it is lifted. What was disclosed to them about
// themselves stays theirs. Their place on walls, and where the wall of
// supervisors ends, do not move: it was their office, and they may come back.
func Suspend(tx *store.Tx, force candour.ForceID, p candour.PersonID, because Bar) error {
	_, err := tx.Exec(`INSERT INTO authz_barred (force, person, because) VALUES ($1, $2, $3) ON CONFLICT (force, person, because) DO NOTHING`, string(force), string(p), string(because))
	return err
}

// Restore takes one bar away. Where there is another, their roles go on giving
// nothing.
func Restore(tx *store.Tx, force candour.ForceID, p candour.PersonID, because Bar) error {
	_, err := tx.Exec(`DELETE FROM authz_barred WHERE force = $1 AND person = $2 AND because = $3`, string(force), string(p), string(because))
	return err
}

// Barred reports whether a person's roles give nothing now. A door ends the
// session of whoever is.
func Barred(tx *store.Tx, who Actor) (bool, error) {
	var n int
	err := tx.One(`SELECT count(*) FROM authz_barred WHERE force = $1 AND person = $2`, []any{string(who.Force), string(who.ID)}, &n)
	return n > 0, err
}
