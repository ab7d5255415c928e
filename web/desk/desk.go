// Package desk serves the pages that staff see: what waits, a report, a case, an
// officer's file, and a form for each act that may be done now.
//
// It promises that every page and row was asked of authz for the person who is
// signed in, that what is hidden answers exactly as what is absent, and that an
// access to a matter is on record before its page is sent.
package desk

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/view"
	"candour/web/page"
	"candour/web/signin"
	"candour/workforce"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"
)

// Person is somebody whom a demonstration lets anybody sign in as.
type Person = signin.Person

// Server is the door.
type Server struct {
	View     view.View
	Runner   *act.Runner
	Sessions *scs.SessionManager
	Demo     []Person         // empty: nobody can sign in as somebody else
	Passkeys *signin.Passkeys // nil in a demonstration: there nobody has one
	Provider *signin.Provider // nil where the force has none
	Now      func() time.Time
	Log      *slog.Logger

	// Behind says by how many entries a force's public record is behind, and since
	// when, if that lasts; 0 if not. Nil where no log is kept.
	Behind func(candour.ForceID) (entries int64, since time.Time)

	Hold page.Hold // of what is refused, and of acts

	door *signin.Door
}

// WayIn is how people sign in here.
func (s *Server) WayIn() *signin.Door {
	return &signin.Door{
		Is: workforce.DeskDoor, Runner: s.Runner, Sessions: s.Sessions, Demo: s.Demo, Passkeys: s.Passkeys, Provider: s.Provider, Now: s.Now, Log: s.Log,
		Look: signin.Look{
			Page: func(title string, me signin.Me) templ.Component {
				return page.Desk(title, me.Name, nav(visitor{Viewer: s.viewer(me.Who), Name: me.Name}, ""))
			},
			Passkey: page.DeskPasskey, Heading: "Sign in", Nobody: "Nobody can sign in here.", Home: "Go to your worklist", WhoGives: "an administrator or an approver", Also: s.alsoFor,
		},
	}
}

// Handler is every page of the door.
func (s *Server) Handler() http.Handler {
	m := http.NewServeMux()
	s.door = s.WayIn()
	s.door.Routes(m)
	m.HandleFunc("GET /desk/sign-ins/{$}", s.signedIn(s.recovery))
	m.HandleFunc("POST /desk/sign-ins/{$}", s.signedIn(s.recover))
	m.HandleFunc("GET /desk/{$}", s.signedIn(s.worklist))
	m.HandleFunc("GET /desk/views", s.signedIn(s.views))
	m.HandleFunc("POST /desk/views", s.signedIn(s.keepView))
	m.HandleFunc("POST /desk/views/{id}/remove", s.signedIn(s.dropView))
	m.HandleFunc("POST /desk/views/{id}/open-with", s.signedIn(s.openWith))
	m.HandleFunc("GET /desk/reports/{id}", s.signedIn(s.report))
	m.HandleFunc("GET /desk/cases/{id}", s.signedIn(s.caseFile))
	m.HandleFunc("GET /desk/danger/{$}", s.signedIn(s.danger))
	m.HandleFunc("GET /desk/orders/{$}", s.signedIn(s.orders))
	m.HandleFunc("GET /desk/officers/{$}", s.signedIn(s.search))
	m.HandleFunc("POST /desk/officers/{$}", s.signedIn(s.search))
	m.HandleFunc("GET /desk/search", s.signedIn(s.search))
	m.HandleFunc("POST /desk/search", s.signedIn(s.search))
	m.HandleFunc("GET /desk/officers/{id}", s.signedIn(s.officer))
	m.HandleFunc("GET /desk/cases/{id}/print", s.signedIn(s.askPrintCase))
	m.HandleFunc("POST /desk/cases/{id}/print", s.signedIn(s.printCase))
	m.HandleFunc("GET /desk/officers/{id}/print", s.signedIn(s.askPrintOfficer))
	m.HandleFunc("POST /desk/officers/{id}/print", s.signedIn(s.printOfficer))
	m.HandleFunc("GET /desk/units/{$}", s.signedIn(s.units))
	m.HandleFunc("GET /desk/units/{id}", s.signedIn(s.unit))
	m.HandleFunc("GET /desk/{nouns}/{id}/{act}", s.signedIn(s.form))
	m.HandleFunc("POST /desk/{nouns}/{id}/{act}", s.signedIn(s.do))
	m.HandleFunc("/desk/", s.signedIn(func(w http.ResponseWriter, r *http.Request, me visitor) { s.absent(w, r, me) }))
	return page.Held(s.Hold)(page.Headers(page.DeskDoor)(s.Sessions.LoadAndSave(http.MaxBytesHandler(page.Routed(m), 1<<20))))
}

// visitor is who is signed in.
type visitor struct {
	view.Viewer
	Name  string
	Alert string // what anybody who works here should pass on, or empty
}

func (v visitor) me() signin.Me { return signin.Me{Who: v.Who, Name: v.Name} }

// signedIn runs a page for whoever is signed in, or asks them to.
func (s *Server) signedIn(f func(http.ResponseWriter, *http.Request, visitor)) http.HandlerFunc {
	return s.door.SignedIn(func(w http.ResponseWriter, r *http.Request, me signin.Me) {
		f(w, r, visitor{s.viewer(me.Who), me.Name, s.alert(me.Who.Force)})
	})
}

func (s *Server) viewer(who authz.Actor) view.Viewer {
	return view.Viewer{Who: who, Today: candour.On(s.Now()), Now: s.Now()}
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
	s.door.Show(w, r, status, c)
}

// saw records what a page shows before it is sent: no row, no page.
func (s *Server) saw(w http.ResponseWriter, r *http.Request, me visitor, pageName string, shown ...candour.Subject) bool {
	return s.door.Saw(w, r, me.me(), pageName, "", shown...)
}

// sawFor is saw for what was searched for.
func (s *Server) sawFor(w http.ResponseWriter, r *http.Request, me visitor, pageName, query string, shown ...candour.Subject) bool {
	return s.door.Saw(w, r, me.me(), pageName, query, shown...)
}

// fail answers an error: absent and hidden alike, anything else as ours.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, me visitor, err error) {
	s.door.Fail(w, r, me.me(), err)
}

func (s *Server) absent(w http.ResponseWriter, r *http.Request, me visitor) {
	s.door.Absent(w, r, me.me())
}

func (s *Server) trouble(w http.ResponseWriter, r *http.Request, me visitor, err error) {
	s.door.Trouble(w, r, me.me(), err)
}

// number reads a page number from the query: 0 for the first, and for nonsense.
func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 0 || n > 10_000 {
		return 0
	}
	return n
}
