package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"candour"
	"candour/ledger"
	"candour/seal"
	"candour/store"
	"candour/view"
	"candour/web/page/turn"
	"candour/workforce"
)

// How often a client may send a secret that is wrong. Nobody guesses 256 bits: it is so
// that a program which was given a wrong one does not ask for ever.
const (
	triesAtOnce = 10
	tryEach     = 30 * time.Second
)

// caller is who asks: somebody who is signed in at the desk in the same browser, or a
// program.
type caller struct {
	view.Viewer
	program *workforce.Service // nil: a person
	query   candour.Marking    // what a list is narrowed to, for the record
}

// by is what an access says of how it came.
func (c caller) by() string {
	if c.program == nil {
		return "api"
	}
	return "api, by the program " + c.program.ID
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// signedIn runs a handler for whoever may ask at all. To all others every address is the
// same, whether there is anything there or not.
func (s *Server) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := s.caller(r)
		if err != nil {
			s.refuse(w, err)
			return
		}
		narrowed := r.URL.Query()
		narrowed.Del("cursor") // says nothing to anybody
		c.query = candour.Mark(narrowed.Encode())
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
	})
}

func (s *Server) caller(r *http.Request) (caller, error) {
	now := s.Now()
	c := caller{Viewer: view.Viewer{Today: candour.On(now), Now: now}}
	if r.Header.Get("Authorization") == "" {
		me, err := s.In(r.Context())
		if err != nil && !errors.Is(err, candour.ErrNotFound) {
			return c, err
		}
		if c.Who = me.Who; err != nil || me.Who.ID == "" {
			return c, problem(http.StatusUnauthorized)
		}
		return c, nil
	}
	// The right one is let in however many wrong ones came from there: programs share
	// machines, and one with an old secret must not keep the others out.
	p, err := s.program(r, now)
	if errors.Is(err, candour.ErrNotFound) {
		if !s.tries.May(turn.Of(r), now) {
			return c, problem(http.StatusTooManyRequests)
		}
		return c, problem(http.StatusUnauthorized)
	}
	if err != nil {
		return c, err
	}
	c.program, c.Who = &p, p.Who()
	return c, nil
}

// program is the one whose secret was sent, or candour.ErrNotFound.
func (s *Server) program(r *http.Request, now time.Time) (p workforce.Service, err error) {
	force, id, secret, ok := secretOf(r)
	if !ok {
		return p, candour.ErrNotFound
	}
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		if p, err = workforce.ServiceWith(tx, force, id, secret, now); err != nil {
			return err
		}
		return workforce.MayEnter(tx, workforce.DeskDoor, p.Who())
	})
	if err != nil {
		return p, err
	}
	if from, known := turn.Of(r).Network(); !p.From(from, known) {
		return p, candour.ErrNotFound
	}
	if p.Used != candour.On(now) {
		err = s.Runner.DB.Aside(r.Context(), func(tx *store.Tx) error { return workforce.UsedService(tx, p, candour.On(now)) })
	}
	return p, err
}

// secretOf reads the header: what ‘candour staff service secret’ printed as it is, or
// in two parts for programs that ask for a name and a password.
func secretOf(r *http.Request) (force candour.ForceID, id, secret string, ok bool) {
	name, secret, ok := r.BasicAuth()
	if !ok {
		all, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer {
			return "", "", "", false
		}
		i := strings.LastIndexByte(all, '.')
		if i < 0 {
			return "", "", "", false
		}
		name, secret = all[:i], all[i+1:]
	}
	f, id, ok := strings.Cut(name, ".")
	return candour.ForceID(f), id, secret, ok && f != "" && id != "" && secret != "" && len(name)+len(secret) < 500
}

// saw records what somebody is shown, before they are: no row, no answer.
func (s *Server) saw(ctx context.Context, c caller, what string, shown ...candour.Subject) error {
	return ledger.Access(ctx, s.Runner.DB, ledger.Accessed{Force: c.Who.Force, Who: c.Who.ID, At: c.Now, Page: c.by() + ": " + what, Shown: shown, Query: c.query})
}
