// Package desk serves the pages that staff see: what waits, a report, a case, an
// officer's file, and a form for each act that may be done now.
//
// It promises that every page and row was asked of authz for the person who is
// signed in, that what is hidden answers exactly as what is absent, and that an
// access to a matter is on record before its page is sent.
package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
	"candour/view"
	"candour/web/page"
	"candour/workforce"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"
)

// Person is somebody whom a demonstration lets anybody sign in as.
type Person struct {
	Force candour.ForceID
	ID    candour.PersonID
	Name  string
	Role  string
}

// Server is the door.
type Server struct {
	View     view.View
	Runner   *act.Runner
	Sessions *scs.SessionManager
	Demo     []Person  // empty: nobody can sign in as somebody else
	Passkeys *Passkeys // nil in a demonstration: there nobody has one
	Now      func() time.Time
	Log      *slog.Logger

	// Behind says by how many entries a force's public record is behind, and since
	// when, if that lasts; 0 if not. Nil where no log is kept.
	Behind func(candour.ForceID) (entries int64, since time.Time)

	Hold page.Hold // of what is refused, and of acts
}

// Handler is every page of the door.
func (s *Server) Handler() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /desk/sign-in", s.signIn)
	m.HandleFunc("POST /desk/sign-in", s.signInAs)
	m.HandleFunc("POST /desk/sign-in/passkey", s.signInWith)
	m.HandleFunc("GET /desk/enrol", s.enrol)
	m.HandleFunc("POST /desk/enrol", s.open)
	m.HandleFunc("POST /desk/enrol/passkey", s.register)
	m.HandleFunc("POST "+page.SignOutPath, s.signOut)
	m.HandleFunc("GET /desk/{$}", s.signedIn(s.worklist))
	m.HandleFunc("GET /desk/reports/{id}", s.signedIn(s.report))
	m.HandleFunc("GET /desk/cases/{id}", s.signedIn(s.caseFile))
	m.HandleFunc("GET /desk/danger/{$}", s.signedIn(s.danger))
	m.HandleFunc("GET /desk/orders/{$}", s.signedIn(s.orders))
	m.HandleFunc("GET /desk/officers/{$}", s.signedIn(s.officers))
	m.HandleFunc("POST /desk/officers/{$}", s.signedIn(s.officers))
	m.HandleFunc("GET /desk/officers/{id}", s.signedIn(s.officer))
	m.HandleFunc("GET /desk/{nouns}/{id}/{act}", s.signedIn(s.form))
	m.HandleFunc("POST /desk/{nouns}/{id}/{act}", s.signedIn(s.do))
	m.HandleFunc("/desk/", s.signedIn(func(w http.ResponseWriter, r *http.Request, me visitor) { s.absent(w, r, me) }))
	return page.Held(s.Hold)(page.Headers(page.DeskDoor)(s.Sessions.LoadAndSave(http.MaxBytesHandler(m, 1<<20))))
}

// visitor is who is signed in.
type visitor struct {
	view.Viewer
	Name  string
	Alert string // what anybody who works here should pass on, or empty
}

// signedIn runs a page for whoever is signed in, or asks them to.
func (s *Server) signedIn(f func(http.ResponseWriter, *http.Request, visitor)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		id := candour.PersonID(s.Sessions.GetString(ctx, "person"))
		if id == "" {
			http.Redirect(w, r, "/desk/sign-in", http.StatusSeeOther)
			return
		}
		who := act.Staff(candour.ForceID(s.Sessions.GetString(ctx, "force")), id)
		name, err := s.stillIn(ctx, who)
		if errors.Is(err, candour.ErrNotFound) {
			s.signOut(w, r)
			return
		}
		if err != nil {
			s.trouble(w, r, visitor{}, err)
			return
		}
		f(w, r, visitor{s.viewer(who), name, s.alert(who.Force)})
	}
}

func (s *Server) viewer(who authz.Actor) view.Viewer {
	return view.Viewer{Who: who, Today: candour.On(s.Now()), Now: s.Now()}
}

// stillIn is what somebody who is signed in is called, or candour.ErrNotFound where
// their session ends: they were suspended or left, and authz would refuse whatever
// they ask; or the passkey that they came in with was withdrawn.
func (s *Server) stillIn(ctx context.Context, who authz.Actor) (name string, err error) {
	passkey := s.Sessions.GetString(ctx, "passkey")
	name = s.Sessions.GetString(ctx, "name")
	err = s.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		if barred, err := authz.Barred(tx.Tx, who); err != nil {
			return err
		} else if barred {
			return candour.ErrNotFound
		}
		if passkey == "" && len(s.Demo) > 0 {
			return nil
		}
		if p, err := workforce.PasskeyOf(tx, who.Force, passkey); err != nil {
			return err
		} else if p.Person != who.ID {
			return candour.ErrNotFound
		}
		name, err = workforce.NameOf(tx, who.Force, who.ID) // not in the session, which is not sealed
		return err
	})
	return name, err
}

// alert is the sentence for everybody while the public record is behind: nothing
// else on these pages would show it.
func (s *Server) alert(force candour.ForceID) string {
	if s.Behind == nil {
		return ""
	}
	n, since := s.Behind(force)
	if n == 0 {
		return ""
	}
	when := since.In(candour.London).Format("15:04")
	if day := candour.On(since); day != candour.On(s.Now()) {
		when += " on " + day.Words()
	}
	return fmt.Sprintf("The public record is behind by %d entries since %s: tell the person who runs this system.", n, when)
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := c.Render(r.Context(), w); err != nil {
		s.Log.Error("writing a page of the desk", "err", err)
	}
}

// saw records what a page shows before it is sent: no row, no page.
func (s *Server) saw(w http.ResponseWriter, r *http.Request, me visitor, pageName string, shown ...candour.Subject) bool {
	return s.sawFor(w, r, me, pageName, "", shown...)
}

// sawFor is saw for what was searched for.
func (s *Server) sawFor(w http.ResponseWriter, r *http.Request, me visitor, pageName, query string, shown ...candour.Subject) bool {
	err := ledger.Access(r.Context(), s.Runner.DB, ledger.Accessed{Force: me.Who.Force, Who: me.Who.ID, At: s.Now(), Page: pageName, Shown: shown, Query: candour.Mark(query)})
	if err != nil {
		s.trouble(w, r, me, err)
		return false
	}
	return true
}

// fail answers an error: absent and hidden alike, anything else as ours.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, me visitor, err error) {
	if errors.Is(err, candour.ErrNotFound) {
		s.absent(w, r, me)
		return
	}
	s.trouble(w, r, me, err)
}

func (s *Server) absent(w http.ResponseWriter, r *http.Request, me visitor) {
	s.show(w, r, http.StatusNotFound, absentPage(me))
}

func (s *Server) trouble(w http.ResponseWriter, r *http.Request, me visitor, err error) {
	s.Log.Error("desk", "err", err)
	s.show(w, r, http.StatusInternalServerError, troublePage(me))
}

// number reads a page number from the query: 0 for the first, and for nonsense.
func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 0 || n > 10_000 {
		return 0
	}
	return n
}
