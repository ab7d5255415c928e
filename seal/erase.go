package seal

import (
	"errors"
	"fmt"

	"candour"
)

// ErrErased says that a subject's key was destroyed by an act of erasure. It is
// a candour.ErrNotFound too: there is no key.
var ErrErased = fmt.Errorf("its key was destroyed: %w", candour.ErrNotFound)

// Erase destroys the data key of a subject. The row stays without a key, and so
// does the day: no key can ever be made for that subject again. It cannot be
// undone. Until the next rotation has destroyed the key-encryption key of now,
// an older copy of the database still has the data key.
func (tx *Tx) Erase(force candour.ForceID, of candour.Subject, on candour.Date) error {
	if of.Kind == "force" {
		return errors.New("the key of a force cannot be erased: everything is found by it")
	}
	epoch, err := tx.Epoch(force)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO seal_key (force, kind, id, epoch, wrapped) VALUES ($1, $2, $3, $4, '') ON CONFLICT (force, kind, id) DO UPDATE SET wrapped = ''`,
		string(force), of.Kind, of.ID, epoch); err != nil {
		return err
	}
	delete(tx.keys, string(force)+"/"+of.String())
	tx.erased = append(tx.erased, Erasure{force, of, on})
	_, err = tx.Exec(`INSERT INTO seal_erased (force, kind, id, on_day) VALUES ($1, $2, $3, $4)`, string(force), of.Kind, of.ID, on.String())
	return err
}

// ErasedOn is the day on which a subject was erased, or candour.ErrNotFound.
func (tx *Tx) ErasedOn(force candour.ForceID, of candour.Subject) (candour.Date, error) {
	var on string
	if err := tx.One(`SELECT on_day FROM seal_erased WHERE force = $1 AND kind = $2 AND id = $3`, []any{string(force), of.Kind, of.ID}, &on); err != nil {
		return candour.Date{}, err
	}
	return candour.ParseDate(on)
}

// Words opens what is sealed under one subject, for a page. In place of words
// whose key was destroyed stands that they were erased, and when: that is never a
// reason for a page to fail.
type Words struct {
	key     *Key
	missing error
	erased  candour.Date
}

// Words finds the key of a subject, if there is one still.
func (tx *Tx) Words(force candour.ForceID, of candour.Subject) (w Words, err error) {
	w.key, err = tx.Key(force, of)
	switch {
	case errors.Is(err, ErrErased):
		if w.erased, err = tx.ErasedOn(force, of); err != nil {
			return w, fmt.Errorf("finding when a %s was erased: %w", of.Kind, err)
		}
	case errors.Is(err, candour.ErrNotFound):
		w.missing, err = fmt.Errorf("finding the key of a %s: %w", of.Kind, err), nil
	case err != nil:
		return w, fmt.Errorf("finding the key of a %s: %w", of.Kind, err)
	}
	return w, nil
}

// Open gives back what Seal sealed under the same name; nothing sealed is
// nothing said.
func (w Words) Open(name, sealed string) (candour.Marking, error) {
	switch {
	case sealed == "":
		return candour.Marking{}, nil
	case !w.erased.IsZero():
		return candour.Mark("Erased on " + w.erased.Words()), nil
	case w.missing != nil:
		return candour.Marking{}, w.missing
	}
	words, err := w.key.Open(name, sealed)
	return candour.Mark(words), err
}
