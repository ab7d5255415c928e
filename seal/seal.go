// Package seal keeps what is personal unreadable in the database: each person,
// report, case and officer has a data key of its own, and every name, address
// and word is sealed under one. The data keys are wrapped by a key-encryption
// key that lies outside the database.
//
// It promises that a sealed field cannot be read without the key-encryption
// key, cannot be moved to another place and still open, and is gone for good
// when its data key is destroyed. It never logs a key and never returns one.
//
// BUG(seal): the key-encryption key is a file and has one epoch; an external
// wrap command, rotation and erasure are not there yet. Until then a folder with
// real people in it needs full disk encryption, and is not for production.
package seal

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"candour"
	"candour/store"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// DB is the database together with the keys to what is sealed in it.
type DB struct {
	*store.DB
	kek tink.AEAD
}

// Tx is a transaction that can seal and open.
type Tx struct {
	*store.Tx
	kek  tink.AEAD
	keys map[string]*Key

	// Heads are the last journal numbers taken in this transaction. They belong to
	// ledger, which need not read back what it has just written.
	Heads map[candour.ForceID]int64
}

// Bind joins a database to its keys.
func Bind(db *store.DB, kek tink.AEAD) *DB { return &DB{db, kek} }

// WithTx is store's WithTx, with keys.
func (db *DB) WithTx(ctx context.Context, f func(*Tx) error) error {
	return db.DB.WithTx(ctx, func(tx *store.Tx) error { return f(db.tx(tx)) })
}

// Read is store's Read, with keys.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	return db.DB.Read(ctx, func(tx *store.Tx) error { return f(db.tx(tx)) })
}

func (db *DB) tx(tx *store.Tx) *Tx {
	return &Tx{tx, db.kek, map[string]*Key{}, map[candour.ForceID]int64{}}
}

// Key is the data key of one subject, for as long as one transaction lasts.
type Key struct {
	raw  []byte
	mu   sync.Mutex // ledger.Check opens from several goroutines
	aead *subtle.AESGCM
	ad   string // force/kind/id: binds what is sealed to its subject
}

// Make returns the key of a subject, making it from 32 random bytes if it has
// none yet. Only an act's transaction can make one.
func (tx *Tx) Make(force candour.ForceID, of candour.Subject, random func(candour.Subject) []byte) (*Key, error) {
	k, err := tx.Key(force, of)
	if !errors.Is(err, candour.ErrNotFound) {
		return k, err
	}
	return tx.MakeNew(force, of, random(of))
}

// MakeNew is Make for a subject that is known to be new.
func (tx *Tx) MakeNew(force candour.ForceID, of candour.Subject, random []byte) (*Key, error) {
	if len(random) != 32 {
		return nil, fmt.Errorf("making a key for a %s: %d random bytes, want 32", of.Kind, len(random))
	}
	ad := string(force) + "/" + of.String()
	wrapped, err := tx.kek.Encrypt(random, []byte(ad))
	if err != nil {
		return nil, fmt.Errorf("wrapping the key of a %s: %w", of.Kind, err)
	}
	if _, err := tx.Exec(`INSERT INTO seal_key (force, kind, id, epoch, wrapped) VALUES ($1, $2, $3, 1, $4)`,
		string(force), of.Kind, of.ID, base64.RawStdEncoding.EncodeToString(wrapped)); err != nil {
		return nil, err
	}
	return tx.keep(ad, random)
}

// Key returns the key of a subject, or candour.ErrNotFound where it has none:
// it never had one, or it was erased.
func (tx *Tx) Key(force candour.ForceID, of candour.Subject) (*Key, error) {
	ad := string(force) + "/" + of.String()
	if k, ok := tx.keys[ad]; ok {
		return k, nil
	}
	var wrapped string
	if err := tx.One(`SELECT wrapped FROM seal_key WHERE force = $1 AND kind = $2 AND id = $3`, []any{string(force), of.Kind, of.ID}, &wrapped); err != nil {
		return nil, err
	}
	return tx.unwrap(ad, wrapped)
}

// Load reads every key of one force, for work that goes over the whole journal.
func (tx *Tx) Load(force candour.ForceID) error {
	return tx.Each(`SELECT kind, id, wrapped FROM seal_key WHERE force = $1`, []any{string(force)}, func(scan func(...any) error) error {
		var of candour.Subject
		var wrapped string
		if err := scan(&of.Kind, &of.ID, &wrapped); err != nil {
			return err
		}
		_, err := tx.unwrap(string(force)+"/"+of.String(), wrapped)
		return err
	})
}

func (tx *Tx) unwrap(ad, wrapped string) (*Key, error) {
	b, err := base64.RawStdEncoding.DecodeString(wrapped)
	if err != nil {
		return nil, fmt.Errorf("reading a wrapped key: %w", err)
	}
	raw, err := tx.kek.Decrypt(b, []byte(ad))
	if err != nil {
		return nil, errors.New("unwrapping a key: the key-encryption key in the keys folder does not belong to this database; put the right keys folder back")
	}
	return tx.keep(ad, raw)
}

func (tx *Tx) keep(ad string, raw []byte) (*Key, error) {
	k := &Key{raw: raw, ad: ad}
	tx.keys[ad] = k
	return k, nil
}

// Seal seals the words of one field, base64. name says where the field stands
// ("intake_allegation.what/<id>"): the words open there and nowhere else.
func (k *Key) Seal(name, words string) (string, error) {
	a, err := k.box()
	if err != nil {
		return "", err
	}
	b, err := a.Encrypt([]byte(words), []byte(k.ad+"/"+name))
	if err != nil {
		return "", fmt.Errorf("sealing %s: %w", name, err)
	}
	return base64.RawStdEncoding.EncodeToString(b), nil
}

// Open gives back what Seal sealed under the same name.
func (k *Key) Open(name, sealed string) (string, error) {
	a, err := k.box()
	if err != nil {
		return "", err
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return "", fmt.Errorf("opening %s: %w", name, err)
	}
	b, err = a.Decrypt(b, []byte(k.ad+"/"+name))
	if err != nil {
		return "", fmt.Errorf("opening %s: what is stored there was not sealed for this place", name)
	}
	return string(b), nil
}

func (k *Key) box() (*subtle.AESGCM, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.aead == nil {
		b, err := k.Derive("field")
		if err != nil {
			return nil, err
		}
		if k.aead, err = subtle.NewAESGCM(b); err != nil {
			return nil, err
		}
	}
	return k.aead, nil
}

// Derive gives 32 bytes for one purpose: HKDF-SHA-256 (RFC 5869) of the data
// key, with the purpose as info. Different purposes give unrelated bytes.
func (k *Key) Derive(purpose string) ([]byte, error) {
	return hkdf.Expand(sha256.New, k.raw, "candour/"+purpose, 32)
}

// Token is a blind index: the same value gives the same token under this key,
// and the token says nothing without it. kind keeps a number that is also a name
// from giving the same token. 16 bytes, base64.
func (k *Key) Token(kind, value string) (string, error) {
	b, err := k.Derive("index/" + kind)
	if err != nil {
		return "", err
	}
	m := hmac.New(sha256.New, b)
	m.Write([]byte(value))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16]), nil
}
