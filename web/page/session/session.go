// Package session remembers, for a browser, who is signed in at a door.
//
// It promises that the database alone cannot sign anybody in (it holds hashes),
// that a session ends after a quiet time and at the latest after its lifetime,
// that each door has a cookie of its own, and that what one door gave opens no
// other.
package session

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"net/http"
	"time"

	"candour"
	"candour/store"

	"github.com/alexedwards/scs/v2"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the sessions.
func Schema() store.Schema { return store.SchemaOf("web", files) }

// New makes the sessions of one door. The cookie begins with __Host-, so that no
// other host of the same site can set it; browsers keep such a cookie over plain
// HTTP on localhost only.
func New(db *store.DB, door string, quiet, life time.Duration, now func() time.Time) *scs.SessionManager {
	m := scs.New()
	m.Store = &table{db, door, now}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = quiet, life
	m.Cookie.Name, m.Cookie.Path, m.Cookie.Secure, m.Cookie.HttpOnly = "__Host-"+door, "/", true, true
	m.Cookie.SameSite = http.SameSiteStrictMode
	m.Cookie.Persist = false // gone with the browser
	return m
}

// table keeps sessions in the database.
type table struct {
	db   *store.DB
	door string
	now  func() time.Time
}

// at is the key of a session of this door. The cookie of one door, sent as that of
// another, finds nothing: whoever may answer what was disclosed to them has not
// signed in as staff.
func (t *table) at(token string) string {
	sum := sha256.Sum256([]byte(t.door + "/" + token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// errContext: scs calls the Ctx variants wherever they exist.
var errContext = errors.New("sessions are read with a context")

func (*table) Delete(string) error                    { return errContext }
func (*table) Find(string) ([]byte, bool, error)      { return nil, false, errContext }
func (*table) Commit(string, []byte, time.Time) error { return errContext }

// DeleteCtx forgets a session.
func (t *table) DeleteCtx(ctx context.Context, token string) error {
	return t.db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM web_session WHERE token = $1`, t.at(token))
		return err
	})
}

// FindCtx finds a session that has not run out.
func (t *table) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	var data string
	var expires int64
	err = t.db.Read(ctx, func(tx *store.Tx) error {
		return tx.One(`SELECT data, expires FROM web_session WHERE token = $1`, []any{t.at(token)}, &data, &expires)
	})
	if errors.Is(err, candour.ErrNotFound) || err == nil && time.UnixMicro(expires).Before(t.now()) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	b, err = base64.RawStdEncoding.DecodeString(data)
	return b, err == nil, err
}

// CommitCtx keeps a session, and forgets those that have run out.
func (t *table) CommitCtx(ctx context.Context, token string, b []byte, expires time.Time) error {
	return t.db.Aside(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`DELETE FROM web_session WHERE expires < $1`, t.now().UnixMicro()); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO web_session (token, data, expires) VALUES ($1, $2, $3) ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires = excluded.expires`,
			t.at(token), base64.RawStdEncoding.EncodeToString(b), expires.UnixMicro())
		return err
	})
}
