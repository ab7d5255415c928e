// Package api is a door for programs: lists and single records of cases, allegations,
// clocks and events, one operation for each act that has a form. It is
// described by an OpenAPI document made from the same literals (docs/api.md).
//
// It promises what the desk promises: every row was asked of authz, absent and hidden
// answer alike, and an access is on record before its answer is sent. It gives no word
// that anybody said. An act is done once, however often it is sent under one name.
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"candour/act"
	"candour/view"
	"candour/web/page"
	"candour/web/page/turn"
	"candour/web/signin"

	"github.com/alexedwards/scs/v2"
)

// Server is the door. Whoever is signed in at the desk in the same browser may use it,
// and programs with accounts of their own.
type Server struct {
	View     view.View
	Runner   *act.Runner
	Acts     []*act.Kind
	Sessions *scs.SessionManager
	In       func(context.Context) (signin.Me, error) // who is signed in at the desk
	Now      func() time.Time
	Log      *slog.Logger
	Hold     page.Hold // of what is refused, and of acts

	tries *turn.Tries
	busy  busy
}

// most is how long a request may be.
const most = 1 << 20

// base is where all addresses begin.
const base = "/api/v1"

// Handler is every route.
func (s *Server) Handler() http.Handler {
	s.tries = turn.NewTries(triesAtOnce, tryEach)
	routes := http.NewServeMux()
	described := s.describe(routes)
	document, err := json.Marshal(described)
	if err != nil {
		panic(err) // of a description that is in the program
	}
	routes.HandleFunc("GET "+base+"/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(document) // the reader may have gone
	})
	routes.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { s.elsewhere(routes, w, r) })
	return page.Held(s.Hold)(page.Headers(page.DeskDoor)(s.Sessions.LoadAndSave(s.signedIn(http.MaxBytesHandler(page.Routed(routes), most)))))
}

// methods are those that an address can have here.
var methods = []string{http.MethodGet, http.MethodPost}

// elsewhere answers what no route does: that there is nothing, or that it is done by
// another method. Which addresses there are the document says to everybody.
func (s *Server) elsewhere(routes *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, m := range methods {
		as := r.Clone(r.Context())
		as.Method = m
		if _, pattern := routes.Handler(as); pattern != "/api/" && pattern != "" {
			allow = append(allow, m)
		}
	}
	if len(allow) == 0 || slices.Contains(allow, r.Method) {
		s.refuse(w, problem(http.StatusNotFound))
		return
	}
	if slices.Contains(allow, http.MethodGet) {
		allow = append(allow, http.MethodHead)
	}
	w.Header().Set("Allow", strings.Join(allow, ", "))
	s.refuse(w, problem(http.StatusMethodNotAllowed))
}

// Patterns are the routes that the document describes, as a ServeMux has them: for the
// tests that ask every one.
func Patterns() (out []string) {
	paths := (&Server{}).describe(http.NewServeMux()).Paths
	for path, item := range paths {
		if item.Get != nil {
			out = append(out, "GET "+path)
		}
	}
	slices.Sort(out)
	return append(out, "POST "+base+"/acts/{act}")
}
