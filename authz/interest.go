package authz

import (
	"errors"

	"candour"
	"candour/store"
)

// KnowsNobody records that somebody was asked at the first opening of a matter
// and said that they know nobody in it.
func KnowsNobody(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject) error {
	_, err := tx.Exec(`INSERT INTO authz_declared (force, subject, person) VALUES ($1, $2, $3) ON CONFLICT (force, subject, person) DO NOTHING`, string(force), of.String(), string(p))
	return err
}

// AskAgain makes everybody but one answer again, because somebody new is named.
// The one is who named them.
func AskAgain(tx *store.Tx, force candour.ForceID, of candour.Subject, but candour.PersonID) error {
	_, err := tx.Exec(`DELETE FROM authz_declared WHERE force = $1 AND subject = $2 AND person <> $3`, string(force), of.String(), string(but))
	return err
}

// StandsIn names who decides where an appropriate authority is on the wall.
func StandsIn(tx *store.Tx, force candour.ForceID, authority, alternate candour.PersonID) error {
	_, err := tx.Exec(`INSERT INTO authz_alternate (force, authority, alternate) VALUES ($1, $2, $3) ON CONFLICT (force, authority, alternate) DO NOTHING`, string(force), string(authority), string(alternate))
	return err
}

// Clear records that a presumed conflict was looked at, and does not stand.
func Clear(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject) error {
	_, err := tx.Exec(`INSERT INTO authz_cleared (force, subject, person) VALUES ($1, $2, $3) ON CONFLICT (force, subject, person) DO NOTHING`, string(force), of.String(), string(p))
	return err
}

// Conflict is why somebody may not be given a matter.
type Conflict int

// The conflicts. Only a presumed one can be cleared.
const (
	NoConflict Conflict = iota
	Presumed            // worked in the same unit as an accused within ten years
	Walled              // stands on the wall
)

// ConflictOf judges whether a person may be given a matter on a day.
func ConflictOf(tx *store.Tx, force candour.ForceID, p candour.PersonID, of candour.Subject, on candour.Date) (Conflict, error) {
	why, err := onWall(tx, force, p, of)
	if err != nil || len(why) > 0 {
		return Walled, err
	}
	var one int
	err = tx.One(`SELECT 1 FROM authz_cleared WHERE force = $1 AND subject = $2 AND person = $3`, []any{string(force), of.String(), string(p)}, &one)
	if err == nil {
		return NoConflict, nil
	}
	if !errors.Is(err, candour.ErrNotFound) {
		return Walled, err
	}
	var about []candour.PersonID
	err = tx.Each(`SELECT DISTINCT person FROM authz_accused WHERE force = $1 AND subject = $2 ORDER BY person`, []any{string(force), of.String()}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		about = append(about, candour.PersonID(id))
		return err
	})
	if err != nil {
		return Walled, err
	}
	for _, a := range about {
		if together, err := WorkedTogether(tx, force, p, a, on); err != nil || together {
			return Presumed, err
		}
	}
	return NoConflict, nil
}
