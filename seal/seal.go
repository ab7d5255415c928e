// Package seal keeps what is personal unreadable in the database: each person,
// report, case and officer has a data key of its own, and every name, address
// and word is sealed under one. The data keys are wrapped by a key-encryption
// key that lies outside the database.
//
// It promises that a sealed field cannot be read without the key-encryption
// key, cannot be moved to another place and still open, and is gone for good
// when its data key is destroyed and the key-encryption key of that time with it
// (docs/keys.md). It never logs a key and never returns one.
package seal

import (
	"cmp"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"sync"

	"candour"
	"candour/store"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// DB is the database together with the keys to what is sealed in it.
type DB struct {
	*store.DB
	keys *Keys
}

// Tx is a transaction that can seal and open.
type Tx struct {
	*store.Tx
	kek    *Keys
	keys   map[string]*Key
	epochs map[candour.ForceID]int64

	// Heads are the last journal numbers taken in this transaction. They belong to
	// ledger, which need not read back what it has just written.
	Heads map[candour.ForceID]int64

	// AtEnd is done in order before the transaction is committed.
	AtEnd []func() error

	absent map[string]bool // of whom Expect found no key, and none was made since

	erased []Erasure // in this transaction, to be noted beside the keys once it is committed
}

// Bind joins a database to its keys.
func Bind(db *store.DB, keys *Keys) *DB { return &DB{db, keys} }

// Keys are the key-encryption keys.
func (db *DB) Keys() *Keys { return db.keys }

// WithTx is store's WithTx, with keys. What was erased in it is noted beside the keys
// when it is committed.
func (db *DB) WithTx(ctx context.Context, f func(*Tx) error) error {
	var last *Tx // of the try that was committed
	err := db.DB.WithTx(ctx, func(tx *store.Tx) error {
		last = db.tx(tx)
		if err := f(last); err != nil {
			return err
		}
		for _, end := range last.AtEnd {
			if err := end(); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		db.committed(last)
	}
	return err
}

// Read is store's Read, with keys.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	return db.DB.Read(ctx, func(tx *store.Tx) error { return f(db.tx(tx)) })
}

func (db *DB) tx(tx *store.Tx) *Tx {
	return &Tx{Tx: tx, kek: db.keys, keys: map[string]*Key{}, epochs: map[candour.ForceID]int64{}, Heads: map[candour.ForceID]int64{}, absent: map[string]bool{}}
}

// Key is the data key of one subject, for as long as one transaction lasts.
type Key struct {
	raw  []byte
	mu   sync.Mutex // ledger.Check opens from several goroutines
	aead *subtle.AESGCM
	ad   string // force/kind/id: binds what is sealed to its subject
}

// Make returns the key of a subject, making it from 32 random bytes if it has
// none yet. Only an act's transaction can make one. A subject that was erased
// never has one again, and the refusal says so.
func (tx *Tx) Make(force candour.ForceID, of candour.Subject, random func(candour.Subject) []byte) (*Key, error) {
	k, err := tx.Key(force, of)
	switch {
	case errors.Is(err, ErrErased):
		return nil, candour.Conflict("This %s was erased, and nothing more can be written about it.", of.Kind)
	case errors.Is(err, candour.ErrNotFound):
		return tx.MakeNew(force, of, random(of))
	}
	return k, err
}

// MakeNew is Make for a subject that is known to be new.
func (tx *Tx) MakeNew(force candour.ForceID, of candour.Subject, random []byte) (*Key, error) {
	if len(random) != 32 {
		return nil, fmt.Errorf("making a key for a %s: %d random bytes, want 32", of.Kind, len(random))
	}
	epoch, err := tx.begin(force)
	if err != nil {
		return nil, err
	}
	kek, err := tx.kek.at(tx.Context(), force, epoch)
	if err != nil {
		return nil, err
	}
	ad := string(force) + "/" + of.String()
	wrapped, err := kek.Encrypt(random, []byte(ad))
	if err != nil {
		return nil, fmt.Errorf("wrapping the key of a %s: %w", of.Kind, err)
	}
	if err := tx.ExecLater(`INSERT INTO seal_key (force, kind, id, epoch, wrapped) VALUES ($1, $2, $3, $4, $5)`,
		string(force), of.Kind, of.ID, epoch, base64.RawStdEncoding.EncodeToString(wrapped)); err != nil {
		return nil, err
	}
	delete(tx.absent, ad)
	return tx.keep(ad, random)
}

// atOnce is of how many subjects Expect asks in one statement, which is always the same.
const atOnce = 20

// Expect asks which of some subjects have a key, for a transaction that is about to make
// those of hundreds: of the others it is known from then on without asking.
func (tx *Tx) Expect(force candour.ForceID, all []candour.Subject) error {
	for kind, ids := range byKind(all) {
		for part := range slices.Chunk(ids, atOnce) {
			args, there := append([]any{string(force), kind}, store.Places(atOnce, part)...), map[string]bool{}
			if err := tx.Each(expected, args, func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				there[id] = true
				return err
			}); err != nil {
				return fmt.Errorf("asking which keys there are: %w", err)
			}
			for _, id := range part {
				if ad := string(force) + "/" + kind + "/" + id; !there[id] && tx.keys[ad] == nil {
					tx.absent[ad] = true
				}
			}
		}
	}
	return nil
}

const expected = `SELECT id FROM seal_key WHERE force = $1 AND kind = $2 AND id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`

func byKind(all []candour.Subject) map[string][]string {
	out := map[string][]string{}
	for _, s := range all {
		out[s.Kind] = append(out[s.Kind], s.ID)
	}
	return out
}

// New says that a subject has no key and never had one, where Expect asked and none was
// made since.
func (tx *Tx) New(force candour.ForceID, of candour.Subject) bool {
	return len(tx.absent) > 0 && tx.absent[string(force)+"/"+of.String()]
}

// Key returns the key of a subject, or candour.ErrNotFound where it has none:
// it never had one, or it was erased, which is ErrErased as well.
func (tx *Tx) Key(force candour.ForceID, of candour.Subject) (*Key, error) {
	if k, ok := tx.keys[string(force)+"/"+of.String()]; ok {
		return k, nil
	}
	if tx.New(force, of) {
		return nil, candour.ErrNotFound
	}
	var wrapped string
	var epoch int64
	if err := tx.One(`SELECT wrapped, epoch FROM seal_key WHERE force = $1 AND kind = $2 AND id = $3`, []any{string(force), of.Kind, of.ID}, &wrapped, &epoch); err != nil {
		return nil, err
	}
	if wrapped == "" {
		return nil, ErrErased
	}
	return tx.unwrap(force, of, epoch, wrapped)
}

// Load reads every key of one force, for work that goes over the whole journal.
// It lists the subjects whose wrapped key is damaged. Where not one key opens,
// the keys folder is the wrong one, and that is the error.
func (tx *Tx) Load(force candour.ForceID) (damaged []candour.Subject, err error) {
	opened := 0
	var first error
	err = tx.Each(`SELECT kind, id, wrapped, epoch FROM seal_key WHERE force = $1 ORDER BY kind, id`, []any{string(force)}, func(scan func(...any) error) error {
		var of candour.Subject
		var wrapped string
		var epoch int64
		if err := scan(&of.Kind, &of.ID, &wrapped, &epoch); err != nil {
			return err
		}
		if wrapped == "" {
			return nil
		}
		if _, err := tx.unwrap(force, of, epoch, wrapped); err != nil {
			damaged = append(damaged, of)
			first = cmp.Or(first, err)
			return nil
		}
		opened++
		return nil
	})
	if err == nil && opened == 0 {
		err = first
	}
	return damaged, err
}

func (tx *Tx) unwrap(force candour.ForceID, of candour.Subject, epoch int64, wrapped string) (*Key, error) {
	kek, err := tx.kek.at(tx.Context(), force, epoch)
	if err != nil {
		return nil, err
	}
	b, err := base64.RawStdEncoding.DecodeString(wrapped)
	if err != nil {
		return nil, fmt.Errorf("reading a wrapped key: %w", err)
	}
	ad := string(force) + "/" + of.String()
	raw, err := kek.Decrypt(b, []byte(ad))
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
