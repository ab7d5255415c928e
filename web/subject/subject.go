// Package subject serves the person complained of, and whoever represents them: what
// was disclosed to them, the dates that concern them, what they may answer until when,
// and what they dispute.
//
// It promises that they see what was disclosed to them and nothing else of a case
// or a report; that a representative sees that of one matter, until they are withdrawn,
// and acts as themselves; that whoever has been told nothing sees the same page as somebody
// about whom there is nothing; and that it is open to whoever is suspended or has
// left, because an answer may be due while they are away. An access is on record
// before its page is sent.
package subject

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"candour"
	"candour/act"
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
	Now      func() time.Time
	Log      *slog.Logger

	Hold page.Hold // of what is refused, and of acts

	door *signin.Door
}

// wayIn is how people sign in here. Nobody is asked whether they are suspended or have
// left: the policies let them have what was disclosed to them, and nothing else stands
// behind this door.
func (s *Server) wayIn() *signin.Door {
	return &signin.Door{
		Is: workforce.SubjectDoor, Runner: s.Runner, Sessions: s.Sessions, Demo: s.Demo, Passkeys: s.Passkeys, Now: s.Now, Log: s.Log,
		Look: signin.Look{
			Page:    func(title string, me signin.Me) templ.Component { return page.Subject(title, me.Name) },
			Passkey: page.SubjectPasskey, Heading: "Sign in to your page", Home: "Go to your page", WhoGives: "whoever gave you the codes",
			For:    "This is for somebody about whom something was said, while they work here, while they are suspended, and after they have left.",
			Nobody: "Nobody can sign in here. What is disclosed to you comes in writing, and you can answer in writing.",
		},
	}
}

// Handler is every page of the door.
func (s *Server) Handler() http.Handler {
	m := http.NewServeMux()
	s.door = s.wayIn()
	s.door.Routes(m)
	m.HandleFunc("GET /subject/{$}", s.signedIn(s.own))
	m.HandleFunc("GET /subject/disclosures/{id}", s.signedIn(s.matter))
	m.HandleFunc("GET /subject/disclosures/{id}/{act}", s.signedIn(s.form("disclosure")))
	m.HandleFunc("POST /subject/disclosures/{id}/{act}", s.signedIn(s.do("disclosure")))
	m.HandleFunc("GET /subject/representations/{id}/{act}", s.signedIn(s.form("representation")))
	m.HandleFunc("POST /subject/representations/{id}/{act}", s.signedIn(s.do("representation")))
	m.HandleFunc("/subject/", s.signedIn(func(w http.ResponseWriter, r *http.Request, me visitor) { s.absent(w, r, me) }))
	return page.Held(s.Hold)(page.Headers(page.SubjectDoor)(s.Sessions.LoadAndSave(http.MaxBytesHandler(m, 1<<20))))
}

// visitor is who is signed in.
type visitor struct {
	view.Viewer
	Name string
}

func (v visitor) me() signin.Me { return signin.Me{Who: v.Who, Name: v.Name} }

// signedIn runs a page for whoever is signed in, or asks them to.
func (s *Server) signedIn(f func(http.ResponseWriter, *http.Request, visitor)) http.HandlerFunc {
	return s.door.SignedIn(func(w http.ResponseWriter, r *http.Request, me signin.Me) {
		f(w, r, visitor{view.Viewer{Who: me.Who, Today: candour.On(s.Now()), Now: s.Now()}, me.Name})
	})
}

// own is the page on which somebody arrives.
func (s *Server) own(w http.ResponseWriter, r *http.Request, me visitor) {
	p, err := s.View.Subject(r.Context(), me.Viewer)
	if err != nil {
		s.trouble(w, r, me, err)
		return
	}
	var shown []candour.Subject
	for _, m := range slices.Concat(p.Matters, p.Represent) {
		shown = append(shown, shownOf(m)...)
	}
	for _, a := range p.Asked {
		shown = append(shown, candour.Subject{Kind: "representation", ID: a.ID})
	}
	if s.saw(w, r, me, "own page", shown...) {
		s.show(w, r, http.StatusOK, ownPage(me, p))
	}
}

// matter is one of their matters, or of those in which they represent somebody.
func (s *Server) matter(w http.ResponseWriter, r *http.Request, me visitor) {
	m, err := s.View.Matter(r.Context(), me.Viewer, r.PathValue("id"))
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	if s.saw(w, r, me, "own matter", shownOf(m)...) {
		s.show(w, r, http.StatusOK, matterPage(me, m))
	}
}

func shownOf(m view.OwnMatter) (out []candour.Subject) {
	for _, d := range m.Told {
		out = append(out, candour.Subject{Kind: "disclosure", ID: d.ID})
	}
	return out
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	s.door.Show(w, r, status, c)
}

// saw records what a page shows before it is sent: no row, no page.
func (s *Server) saw(w http.ResponseWriter, r *http.Request, me visitor, pageName string, shown ...candour.Subject) bool {
	return s.door.Saw(w, r, me.me(), pageName, "", shown...)
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
