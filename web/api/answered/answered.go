// Package answered remembers for a day what an act through the API was answered, under
// the name that whoever asked gave their request.
//
// It promises that an answer is remembered if and only if its act was done, because both
// are written in one transaction; that nobody is given another's answer; and that neither
// what was sent nor its name can be read or guessed from the table, which holds keyed
// digests of them.
package answered

import (
	"embed"
	"errors"
	"time"

	"candour"
	"candour/authz"
	"candour/seal"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the answers.
func Schema() store.Schema { return store.SchemaOf("api", files) }

// Keep is for how long an answer is remembered.
const Keep = 24 * time.Hour

// ErrAlready says that another request under this name was done first.
var ErrAlready = errors.New("answered already")

// Request is one request of one person, or of one program.
type Request struct {
	Who  authz.Actor
	Name string // the Idempotency-Key
	Says string // all of it by which two requests are told apart
}

// Answer is what was answered.
type Answer struct {
	Body    string
	Version string
	Same    bool // the request was this one, and not another under its name
}

// digests are what the table holds of a request.
func (r Request) digests(tx *seal.Tx) (name, request string, err error) {
	key, err := tx.Key(r.Who.Force, candour.Subject{Kind: "force", ID: string(r.Who.Force)})
	if err != nil {
		return "", "", err
	}
	if name, err = key.Token("api_name", r.Name); err != nil {
		return "", "", err
	}
	request, err = key.Token("api_request", r.Says)
	return name, request, err
}

// Find is what a request was answered within the last day, or candour.ErrNotFound.
func Find(tx *seal.Tx, r Request, now time.Time) (a Answer, err error) {
	name, request, err := r.digests(tx)
	if err != nil {
		return a, err
	}
	var was string
	err = tx.One(`SELECT request, answer, version FROM api_answered WHERE force = $1 AND person = $2 AND service = $3 AND name = $4 AND at > $5`,
		[]any{string(r.Who.Force), string(r.Who.ID), r.Who.Through.ID, name, now.Add(-Keep).UnixMicro()}, &was, &a.Body, &a.Version)
	a.Same = was == request
	return a, err
}

// Write remembers an answer in the transaction of its act, and forgets those of the day
// before. It is ErrAlready where the name was taken meanwhile: then the act is undone.
func Write(tx *seal.Tx, r Request, a Answer, now time.Time) error {
	if _, err := tx.Exec(`DELETE FROM api_answered WHERE force = $1 AND at <= $2`, string(r.Who.Force), now.Add(-Keep).UnixMicro()); err != nil {
		return err
	}
	name, request, err := r.digests(tx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`INSERT INTO api_answered (force, person, service, name, request, answer, version, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (force, person, service, name) DO NOTHING`,
		string(r.Who.Force), string(r.Who.ID), r.Who.Through.ID, name, request, a.Body, a.Version, now.UnixMicro())
	if err == nil && n == 0 {
		err = ErrAlready
	}
	return err
}
