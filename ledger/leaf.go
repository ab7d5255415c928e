package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"candour"
	"candour/seal"
)

// version begins every leaf, so that a verifier knows what it is looking at.
const version = "candour/v1"

// leafSize is the length of every leaf of ours, whatever its row says.
const leafSize = len(version) + sha256.Size

// field is one field of an event as the journal row holds it. A clear field has
// Value. A personal one has Of (whose key), Sealed (the words under that key)
// and Mac (a commitment to them under a key derived from the same one, so that
// erasing one person closes their fields and no others).
type field struct {
	Name   string `json:"name"`
	Value  string `json:"value,omitempty"`
	Of     string `json:"of,omitempty"`
	Sealed string `json:"sealed,omitempty"`
	Mac    string `json:"mac,omitempty"`
}

// canonical is the exact text that a leaf commits to: JSON, in this order of
// fields, with no white space, a personal field standing as its commitment.
type canonical struct {
	V        string  `json:"v"`
	ID       string  `json:"id"`
	Force    string  `json:"force"`
	Seq      int64   `json:"seq"`
	Kind     string  `json:"kind"`
	Subject  string  `json:"subject"`
	On       string  `json:"on"`
	At       int64   `json:"at"` // microseconds since 1970, UTC
	By       string  `json:"by"`
	Act      string  `json:"act"`
	Corrects string  `json:"corrects"`
	Data     []field `json:"data"`
}

// row is one row of the journal.
type row struct {
	canonical
	of   candour.Subject
	leaf []byte
}

// commit computes the leaf of a row under its subject's key:
// "candour/v1" || HMAC-SHA-256(k, canonical), k = HKDF(subject's key, event id).
// A commitment over ciphertext would not bind: AES-GCM does not commit to a key.
func commit(k *seal.Key, c canonical) ([]byte, error) {
	secret, text, err := opening(k, c)
	if err != nil {
		return nil, err
	}
	return leafOf(secret, text), nil
}

// opening gives what a leaf is made from: k and the canonical event. Whoever has
// both can compute the leaf, and nobody can find others that give the same one.
func opening(k *seal.Key, c canonical) (secret, text []byte, err error) {
	bare := make([]field, len(c.Data))
	for i, f := range c.Data {
		f.Sealed = ""
		bare[i] = f
	}
	c.Data = bare
	if text, err = json.Marshal(c); err != nil {
		return nil, nil, fmt.Errorf("writing out event %s: %w", c.ID, err)
	}
	secret, err = k.Derive("leaf/" + c.ID)
	return secret, text, err
}

func leafOf(secret, text []byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write(text)
	return m.Sum([]byte(version))
}

// fieldMac commits to one personal field under its own subject's key.
func fieldMac(k *seal.Key, event, name, words string) (string, error) {
	secret, err := fieldKey(k, event, name)
	if err != nil {
		return "", err
	}
	return macOf(secret, words), nil
}

func fieldKey(k *seal.Key, event, name string) ([]byte, error) {
	return k.Derive("field-mac/" + event + "/" + name)
}

func macOf(secret []byte, words string) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(words))
	return base64.RawStdEncoding.EncodeToString(m.Sum(nil))
}
