// Package session remembers, for a browser, who is signed in at a door.
//
// It promises that the database alone cannot sign anybody in (it holds hashes),
// that a session ends after a quiet time and at the latest after its lifetime,
// that each door has a cookie of its own, that what one door gave opens no other,
// and that a visit in which nobody signs in leaves no row.
package session

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"candour"
	"candour/store"

	"github.com/alexedwards/scs/v2"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the sessions.
func Schema() store.Schema { return store.SchemaOf("web", files) }

// What a session says of who is signed in. Of a person there are ids only: it is not
// sealed.
const (
	Force      = "force"
	Person     = "person"
	Credential = "credential" // the passkey or the account with which they came in
)

// New makes the sessions of one door. The cookie begins with __Host-, so that no
// other host of the same site can set it; browsers keep such a cookie over plain
// HTTP on localhost only.
//
// When a session ends is reckoned by now, and not by the library, which asks the
// clock of the machine itself: a token that is new begins anew.
func New(db *store.DB, door string, quiet, life time.Duration, now func() time.Time) *scs.SessionManager {
	m := scs.New()
	m.Store = &table{db: db, door: door, quiet: quiet, life: life, now: now}
	m.Codec = texts{}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = quiet, life // so that each page is a sign of life
	m.Cookie.Name, m.Cookie.Path, m.Cookie.Secure, m.Cookie.HttpOnly = "__Host-"+door, "/", true, true
	m.Cookie.SameSite = http.SameSiteStrictMode
	m.Cookie.Persist = false // gone with the browser
	return m
}

// texts writes what a session holds as JSON: texts only, so that whoever can write to
// the database can make nothing of it but other texts.
type texts struct{}

type said struct {
	Deadline int64             `json:"deadline"` // of the library, microseconds UTC
	Values   map[string]string `json:"values"`
}

// Encode writes it.
func (texts) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	s := said{deadline.UnixMicro(), map[string]string{}}
	for k, v := range values {
		t, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("a session holds texts, and %q is none", k)
		}
		s.Values[k] = t
	}
	return json.Marshal(s)
}

// Decode reads it.
func (texts) Decode(b []byte) (time.Time, map[string]any, error) {
	var s said
	if err := json.Unmarshal(b, &s); err != nil {
		return time.Time{}, nil, fmt.Errorf("reading a session: %w", err)
	}
	values := map[string]any{}
	for k, v := range s.Values {
		values[k] = v
	}
	return time.UnixMicro(s.Deadline), values, nil
}

// table keeps sessions in the database.
type table struct {
	db          *store.DB
	door        string
	quiet, life time.Duration
	now         func() time.Time
	swept       atomic.Int64 // when those that ran out were last forgotten, in microseconds

	mu   sync.Mutex
	kept map[string]kept // what this process wrote last of a session, by its key
}

// kept is what was written of a session, and when.
type kept struct {
	data []byte
	at   time.Time
}

// signEvery is how often, at most, a page that changes nothing in a session is written
// down as a sign of life. Each writing waits for the disk, and makes every other reader
// read anew: a person who opens a page a second would write as many. So a session ends up
// to that much earlier than its quiet time, and never later.
const signEvery = 10 * time.Second

// wrote reports whether this was written of a session a moment ago.
func (t *table) wrote(key string, data []byte, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.kept[key]
	return ok && bytes.Equal(k.data, data) && !now.Before(k.at) && now.Sub(k.at) < min(signEvery, t.quiet/60)
}

// note notes what was written of a session; nil: nothing that holds.
func (t *table) note(key string, data []byte, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if data == nil {
		delete(t.kept, key)
		return
	}
	if t.kept == nil {
		t.kept = map[string]kept{}
	}
	t.kept[key] = kept{data, now}
}

// sweepEvery is how often, at most, one process looks for sessions that ran out. On a
// server that look reads the whole table, and outruns each visit that is kept beside it.
const sweepEvery = time.Minute

// sweep forgets sessions that ran out a while ago.
func (t *table) sweep(ctx context.Context) error {
	now, last := t.now(), t.swept.Load()
	if now.UnixMicro()-last < sweepEvery.Microseconds() && now.UnixMicro() >= last || !t.swept.CompareAndSwap(last, now.UnixMicro()) {
		return nil
	}
	t.mu.Lock()
	maps.DeleteFunc(t.kept, func(_ string, k kept) bool { return now.Before(k.at) || now.Sub(k.at) >= signEvery })
	t.mu.Unlock()
	return t.db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM web_session WHERE expires < $1`, now.Add(-lingers).UnixMicro())
		return err
	})
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

// lingers is how long the row of a session that ended stays. A page that was asked
// for before the end and answers after it writes its session again: where the row was
// gone, whoever holds a stolen cookie and asks without pause would outlive the end.
const lingers = 5 * time.Minute

// DeleteCtx ends a session.
func (t *table) DeleteCtx(ctx context.Context, token string) error {
	now := t.now()
	t.note(t.at(token), nil, now)
	return t.db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE web_session SET expires = $1, ends = $2, person = '' WHERE token = $3`, over(now), over(now), t.at(token))
		return err
	})
}

// over is an end that has come.
func over(now time.Time) int64 { return now.UnixMicro() - 1 }

// FindCtx finds a session that has not run out.
func (t *table) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	var data string
	var expires int64
	err = t.db.Read(ctx, func(tx *store.Tx) error {
		return tx.One(`SELECT data, expires FROM web_session WHERE token = $1`, []any{t.at(token)}, &data, &expires)
	})
	if errors.Is(err, candour.ErrNotFound) || err == nil && expires < t.now().UnixMicro() {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	b, err = base64.RawStdEncoding.DecodeString(data)
	return b, err == nil, err
}

// CommitCtx keeps a session, and forgets those that ran out a while ago. A row that is
// there already keeps its beginning and its end.
func (t *table) CommitCtx(ctx context.Context, token string, b []byte, _ time.Time) error {
	_, values, err := texts{}.Decode(b)
	if err != nil {
		return err
	}
	text := func(name string) string { s, _ := values[name].(string); return s }
	now, key := t.now(), t.at(token)
	if t.wrote(key, b, now) {
		return nil
	}
	quiet, ends := now.Add(t.quiet).UnixMicro(), now.Add(t.life).UnixMicro()
	if err := t.sweep(ctx); err != nil {
		return err
	}
	err = t.db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO web_session (token, data, expires, door, force, person, credential, began, seen, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, force = excluded.force, person = excluded.person, credential = excluded.credential, seen = excluded.seen,
			expires = CASE WHEN excluded.expires < web_session.ends THEN excluded.expires ELSE web_session.ends END`,
			key, base64.RawStdEncoding.EncodeToString(b), min(quiet, ends), t.door, text(Force), text(Person), text(Credential), now.UnixMicro(), now.UnixMicro(), ends)
		return err
	})
	if err == nil {
		t.note(key, b, now)
	}
	return err
}
