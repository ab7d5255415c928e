package session

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"candour"
	"candour/store"
)

// Open is one browser in which a person is signed in.
type Open struct {
	ID         string // what the database calls it, from which no cookie can be made
	Credential string
	Began      time.Time
	Seen       time.Time
}

// ID is what the database calls the session of a token, so that a page can say which
// of somebody's sessions is the one that it is in.
func ID(door, token string) string {
	if token == "" {
		return ""
	}
	hashed := sha256.Sum256([]byte(token)) // as the library does before it asks the table
	return (&table{door: door}).at(base64.RawURLEncoding.EncodeToString(hashed[:]))
}

// Of are the sessions of a person at a door that have not run out, the latest first.
func Of(ctx context.Context, db *store.DB, door string, force candour.ForceID, p candour.PersonID, now time.Time) (out []Open, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		out = nil
		return tx.Each(`SELECT token, credential, began, seen FROM web_session WHERE force = $1 AND person = $2 AND door = $3 AND expires >= $4 ORDER BY began DESC, token LIMIT 100`,
			[]any{string(force), string(p), door, now.UnixMicro()}, func(scan func(...any) error) error {
				var o Open
				var began, seen int64
				err := scan(&o.ID, &o.Credential, &began, &seen)
				o.Began, o.Seen = time.UnixMicro(began), time.UnixMicro(seen)
				out = append(out, o)
				return err
			})
	})
	return out, err
}

// End ends one session of a person, or candour.ErrNotFound where it is not theirs.
func End(ctx context.Context, db *store.DB, door string, force candour.ForceID, p candour.PersonID, id string, now time.Time) error {
	return db.Aside(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`UPDATE web_session SET expires = $1, ends = $2, person = '' WHERE token = $3 AND force = $4 AND person = $5 AND door = $6`, over(now), over(now), id, string(force), string(p), door)
		if err == nil && n == 0 {
			err = candour.ErrNotFound
		}
		return err
	})
}

// EndWith ends every session that somebody came into with a credential: their
// provider says that they signed out there.
func EndWith(ctx context.Context, db *store.DB, force candour.ForceID, credential string, now time.Time) error {
	return db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE web_session SET expires = $1, ends = $2, person = '' WHERE force = $3 AND credential = $4`, over(now), over(now), string(force), credential)
		return err
	})
}

// Answered takes the answer to a challenge once: the second time it reports false.
// It is asked when the answer was found right, so that nobody can fill the table who
// has nothing to sign with.
func Answered(ctx context.Context, db *store.DB, challenge string, until, now time.Time) (first bool, err error) {
	err = db.Aside(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`DELETE FROM web_answered WHERE until < $1`, now.UnixMicro()); err != nil {
			return err
		}
		var n int64
		n, err := tx.Exec(`INSERT INTO web_answered (challenge, until) VALUES ($1, $2) ON CONFLICT (challenge) DO NOTHING`, challenge, until.UnixMicro())
		first = n == 1
		return err
	})
	return first, err
}

// Used are when passkeys last signed somebody in, by credential.
func Used(ctx context.Context, db *store.DB, force candour.ForceID, credentials []string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := db.Read(ctx, func(tx *store.Tx) error {
		for _, c := range credentials {
			var used int64
			err := tx.One(`SELECT used FROM web_passkey_counter WHERE force = $1 AND credential = $2`, []any{string(force), c}, &used)
			if errors.Is(err, candour.ErrNotFound) || err == nil && used == 0 {
				continue
			}
			if err != nil {
				return err
			}
			out[c] = time.UnixMicro(used)
		}
		return nil
	})
	return out, err
}
