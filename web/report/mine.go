package report

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/clock"
	"candour/intake"
	"candour/seal"
	"candour/web/page"
	"candour/web/page/turn"
)

// minePath is a person's own page.
const minePath = "/report/mine"

func (s *Server) comeBack(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, comeBackPage("", carried{}, nil))
}

// carried is what a person typed into one of their own pages when their time had run
// out: it goes with them through the page that asks for the code, so that it is not
// lost, and lies nowhere on our side.
type carried struct {
	To     string // which page: "write" or "record/2"
	Fields url.Values
}

// carries are the fields that may be carried.
var carries = []string{"words", "answer", "version", "message"}

func carriedIn(form url.Values) (c carried) {
	c.To, c.Fields = form.Get("to"), url.Values{}
	for _, name := range carries {
		if form.Has(name) {
			c.Fields.Set(name, form.Get(name))
		}
	}
	return c
}

// timeOver asks for the code again, with what was typed.
func (s *Server) timeOver(w http.ResponseWriter, r *http.Request, to string) {
	c := carriedIn(r.PostForm)
	c.To = to
	s.show(w, r, http.StatusUnprocessableEntity, comeBackPage("", c, []page.Problem{{Field: "code", Says: "Your time ran out. What you wrote is still here. Type your code to go on."}}))
}

// Of one client: a person needs three tries or four at a code.
const (
	triesAtOnce = 20
	aTryEach    = 3 * time.Second
)

var tooOften = []page.Problem{{Field: "code", Says: "You have tried many times. Your code is still here. Wait a minute, then press the button again."}}

// enter opens a person's own pages by their code. A code is 75 random bits: it
// is not found by trying, and whoever tries all the same slows nobody but themselves.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.show(w, r, http.StatusRequestEntityTooLarge, comeBackPage("", carried{}, tooLong))
		return
	}
	typed, with := r.PostForm.Get("code"), carriedIn(r.PostForm)
	if !s.tries.May(turn.Of(r), s.Now()) {
		w.Header().Set("Retry-After", "60")
		s.show(w, r, http.StatusTooManyRequests, comeBackPage(typed, with, tooOften))
		return
	}
	code, err := intake.ParseReturnCode(typed)
	if err != nil {
		s.show(w, r, http.StatusUnprocessableEntity, comeBackPage(typed, with, page.Problems(err)))
		return
	}
	var me mineOf
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		me.force, me.id, me.person, err = intake.ByCode(tx, s.forceIDs(), code)
		return err
	})
	if errors.Is(err, candour.ErrNotFound) {
		s.show(w, r, http.StatusUnprocessableEntity, comeBackPage(typed, with, []page.Problem{{Field: "code", Says: "We do not find this code. Check each letter and number and type it again."}}))
		return
	}
	if err == nil {
		err = s.Mine.RenewToken(r.Context())
	}
	if err != nil {
		s.trouble(w, r, "looking up a code", err)
		return
	}
	s.Mine.Put(r.Context(), "force", string(me.force))
	s.Mine.Put(r.Context(), "report", string(me.id))
	s.Mine.Put(r.Context(), "who", string(me.person))
	if with.To != "" {
		s.goOn(w, r, me, with)
		return
	}
	http.Redirect(w, r, minePath, http.StatusSeeOther)
}

// goOn shows the page on which somebody was when their time ran out, as they left it.
func (s *Server) goOn(w http.ResponseWriter, r *http.Request, me mineOf, with carried) {
	m, ok := s.read(w, r, me)
	if !ok {
		return
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(with.To, "record/")); err == nil {
		if x, found := recordOf(m, n); found {
			s.show(w, r, http.StatusOK, recordPage(m, n, x, with.Fields.Get("answer"), with.Fields.Get("words"), nil))
			return
		}
	}
	if with.To == "write" {
		s.show(w, r, http.StatusOK, writePage(messageID(with.Fields), with.Fields.Get("words"), nil))
		return
	}
	http.Redirect(w, r, minePath, http.StatusSeeOther)
}

// mineOf is who came back with a code, and to which report.
type mineOf struct {
	force  candour.ForceID
	id     candour.ReportID
	person candour.PersonID
}

// me is the visitor, and whether there is one.
func (s *Server) me(r *http.Request) (me mineOf, ok bool) {
	me.force, me.id, me.person = s.visitor(r)
	return me, me.id != ""
}

// read opens the visitor's own report, or sends them to the page that asks for a code.
func (s *Server) read(w http.ResponseWriter, r *http.Request, me mineOf) (m intake.Mine, ok bool) {
	err := s.Runner.Read(r.Context(), act.Reporter(me.force, me.person), intake.ReadOwnReport, candour.Subject{Kind: "report", ID: string(me.id)}, func(tx *seal.Tx) (err error) {
		m, err = intake.ReadMine(tx, me.force, me.id)
		return err
	})
	if errors.Is(err, candour.ErrNotFound) {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return m, false
	}
	if err != nil {
		s.trouble(w, r, "opening a person's own report", err)
		return m, false
	}
	return m, true
}

func (s *Server) mine(w http.ResponseWriter, r *http.Request) {
	me, ok := s.me(r)
	if !ok {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	m, ok := s.read(w, r, me)
	if !ok {
		return
	}
	_, d, err := s.draft(r)
	unsent := err == nil && d.AddTo == me.id
	s.show(w, r, http.StatusOK, minePage(m, s.Now(), s.keeping(r.Context(), me.force, me.id), r.URL.Query().Get("sent"), unsent))
}

func (s *Server) finishMine(w http.ResponseWriter, r *http.Request) {
	if err := s.Mine.Destroy(r.Context()); err != nil {
		s.trouble(w, r, "ending a visit", err)
		return
	}
	http.Redirect(w, r, closedPath, http.StatusSeeOther)
}

// about gives what was told about one allegation, or about the whole.
func about(m intake.Mine, a candour.AllegationID) (out []intake.Told) {
	for _, t := range m.Told {
		if t.Allegation == a {
			out = append(out, t)
		}
	}
	return out
}

// decided gives the decision on an allegation that the person was told of.
func decided(m intake.Mine, a candour.AllegationID) intake.Told {
	for _, t := range about(m, a) {
		if t.Kind == "allegation-decided" {
			return t
		}
	}
	return intake.Told{}
}

// running are the limits that still run.
func running(m intake.Mine) (out []clock.Due) {
	for _, d := range m.Due {
		if d.Running() {
			out = append(out, d)
		}
	}
	return out
}
