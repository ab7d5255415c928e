package workforce

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"

	"golang.org/x/mod/sumdb/note"
)

// KeyName is the name inside every operator's key. The key of a log has another,
// so that neither ever counts as the other.
const KeyName = "candour-operator"

// PublicKey refuses what is not the public half of an operator's key.
func PublicKey(line string) error {
	if strings.HasPrefix(line, "PRIVATE") { // said before anything is kept: its owner must make another
		return candour.Invalid("key", "This is the private half, which nobody but its owner may ever see. Make a new key with ‘candour operator key’, and give the line that it prints.")
	}
	if same, err := canonical(line); err != nil || same != line {
		return candour.Invalid("key", "This is not the public half of an operator’s key. It is the line that ‘candour operator key’ prints, and begins with %s+.", KeyName)
	}
	return nil
}

// canonical writes a key in the one way in which it is kept: base64 and hex have
// several for the same bytes, and one key in two spellings would be two people's.
func canonical(line string) (string, error) {
	v, err := note.NewVerifier(line)
	if err != nil {
		return "", err
	}
	_, b64, _ := strings.Cut(strings.TrimPrefix(line, KeyName+"+"), "+")
	raw, err := base64.StdEncoding.Strict().DecodeString(b64)
	if err != nil || v.Name() != KeyName || len(raw) != 1+ed25519.PublicKeySize {
		return "", errors.New("not the key of an operator")
	}
	return note.NewEd25519VerifierKey(KeyName, raw[1:])
}

// KeyOf is the key with which a person signs now, or "".
func KeyOf(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (string, error) {
	var key string
	err := tx.One(`SELECT k.public_key FROM workforce_operator_key k WHERE k.force = $1 AND k.person = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_operator_key_ended e WHERE e.force = k.force AND e.public_key = k.public_key)
		ORDER BY k.public_key LIMIT 1`, []any{string(force), string(p)}, &key)
	if errors.Is(err, candour.ErrNotFound) {
		return "", nil
	}
	return key, err
}

// unused refuses a key that is or was on file, for whomever: two people with one
// key could sign for each other, and a key that was stopped stays stopped.
func unused(tx *seal.Tx, force candour.ForceID, key string) error {
	var one int
	err := tx.One(`SELECT 1 FROM workforce_operator_key WHERE force = $1 AND public_key = $2`, []any{string(force), key}, &one)
	if errors.Is(err, candour.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return candour.Conflict("This key is, or was, on file. Everybody needs a new key of their own: make one with ‘candour operator key’.")
}

// putKey puts a person's key on file; the one before it counts no more.
func putKey(tx *seal.Tx, m act.Made, p candour.PersonID, key string) error {
	if err := unused(tx, m.Force, key); err != nil {
		return err
	}
	before, err := KeyOf(tx, m.Force, p)
	if err != nil {
		return err
	}
	if before != "" {
		if err := endKey(tx, m, before); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`INSERT INTO workforce_operator_key (force, public_key, person, from_day) VALUES ($1, $2, $3, $4)`, string(m.Force), key, string(p), m.Today().String())
	return err
}

func endKey(tx *seal.Tx, m act.Made, key string) error {
	_, err := tx.Exec(`INSERT INTO workforce_operator_key_ended (force, public_key, on_day) VALUES ($1, $2, $3)`, string(m.Force), key, m.Today().String())
	return err
}
