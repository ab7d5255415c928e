package exchange

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/workforce"
)

// names turns what another system calls a thing into our id of it: an HMAC of
// source, file and key under the force's own key. The same key gives the same id
// in every run, so no table of who was who is needed; and nobody without the
// force's key can go from an id to the other system's number, or try numbers.
type names struct {
	source    string
	ids, rows hash.Hash // two purposes, two keys
	known     map[string]employed
}

// employed is the ids of one officer: most stand in several cases.
type employed struct {
	officer candour.OfficerID
	person  candour.PersonID
}

// namesOf reads the force's key, or gives candour.ErrNotFound where the force has
// none yet: then nothing can have been imported either.
func namesOf(ctx context.Context, db *seal.DB, force candour.ForceID) (n *names, err error) {
	return namesIn(ctx, db, force, ComplaintSource)
}

// namesIn is namesOf for another source.
func namesIn(ctx context.Context, db *seal.DB, force candour.ForceID, source string) (n *names, err error) {
	err = db.Read(ctx, func(tx *seal.Tx) error {
		k, err := tx.Key(force, candour.Subject{Kind: "force", ID: string(force)})
		if err != nil {
			return err
		}
		ids, err := k.Derive("exchange/id")
		if err != nil {
			return err
		}
		rows, err := k.Derive("exchange/digest")
		n = &names{source, hmac.New(sha256.New, ids), hmac.New(sha256.New, rows), map[string]employed{}}
		return err
	})
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return nil, fmt.Errorf("reading the force's key: %w", err)
	}
	return n, err
}

// found makes the force's key, by the act that a force begins with.
func found(ctx context.Context, r *act.Runner, force candour.ForceID, now time.Time) error {
	_, err := r.Run(ctx, act.By(authz.Program(force), now), &workforce.FoundForce{Force: force})
	if err != nil {
		return fmt.Errorf("founding the force: %w", err)
	}
	return nil
}

// officer gives the ids of an employment and of the human being behind it: one for
// each row, because the extract does not say who joined the force twice.
func (n *names) officer(key string) (candour.OfficerID, candour.PersonID) {
	e, ok := n.known[key]
	if !ok {
		e = employed{candour.OfficerID(n.id("officer", "officers", key)), candour.PersonID(n.id("person", "officers", key))}
		n.known[strings.Clone(key)] = e
	}
	return e.officer, e.person
}

func (n *names) matter(key string) candour.CaseID {
	return candour.CaseID(n.id("case", "allegations", key))
}

// allegation begins with the first half of its case's id. So the rows of a case
// lie side by side in every index, which takes a third off the time of an import;
// 80 bits tell allegations apart all the same. An allegation of an import thereby
// shows which case it belongs to, to whoever holds the case's id already.
func (n *names) allegation(of candour.CaseID, matter, officer string) candour.AllegationID {
	return candour.AllegationID(string(of[:8]) + n.id("allegation", "allegations", matter, officer)[:8])
}

// id is our id of a thing. what tells two things of one row apart.
func (n *names) id(what, file string, key ...string) string {
	return act.RandomID(sum(n.ids, append([]string{what, n.source, file}, key...)...))
}

// digest is what is compared to tell whether rows changed. It says nothing
// without the force's key, although birth years and dates go into it.
func (n *names) digest(fields ...string) string {
	return base64.RawURLEncoding.EncodeToString(sum(n.rows, fields...)[:16])
}

// sum puts each field behind its length, so that no two lists of fields are alike.
func sum(h hash.Hash, fields ...string) []byte {
	h.Reset()
	var b []byte
	for _, f := range fields {
		b = binary.AppendUvarint(b[:0], uint64(len(f)))
		h.Write(append(b, f...))
	}
	return h.Sum(nil)
}
