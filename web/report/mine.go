package report

import (
	"errors"
	"net/http"
	"time"

	"candour"
	"candour/act"
	"candour/clock"
	"candour/intake"
	"candour/seal"
	"candour/web/page"
	"candour/web/page/turn"
)

func (s *Server) comeBack(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, comeBackPage("", nil))
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
		s.show(w, r, http.StatusRequestEntityTooLarge, comeBackPage("", tooLong))
		return
	}
	typed := r.PostForm.Get("code")
	if !s.tries.May(turn.Of(r), s.Now()) {
		w.Header().Set("Retry-After", "60")
		s.show(w, r, http.StatusTooManyRequests, comeBackPage(typed, tooOften))
		return
	}
	code, err := intake.ParseReturnCode(typed)
	if err != nil {
		s.show(w, r, http.StatusUnprocessableEntity, comeBackPage(typed, page.Problems(err)))
		return
	}
	var force candour.ForceID
	var id candour.ReportID
	var who candour.PersonID
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		force, id, who, err = intake.ByCode(tx, s.forceIDs(), code)
		return err
	})
	if errors.Is(err, candour.ErrNotFound) {
		s.show(w, r, http.StatusUnprocessableEntity, comeBackPage(typed, []page.Problem{{Field: "code", Says: "We do not find this code. Check each letter and number and type it again."}}))
		return
	}
	if err == nil {
		err = s.Mine.RenewToken(r.Context())
	}
	if err != nil {
		s.trouble(w, r, "looking up a code", err)
		return
	}
	s.Mine.Put(r.Context(), "force", string(force))
	s.Mine.Put(r.Context(), "report", string(id))
	s.Mine.Put(r.Context(), "who", string(who))
	http.Redirect(w, r, "/report/mine", http.StatusSeeOther)
}

func (s *Server) mine(w http.ResponseWriter, r *http.Request) {
	force, id, person := s.visitor(r)
	if id == "" {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	who := act.Reporter(force, person)
	var m intake.Mine
	err := s.Runner.Read(r.Context(), who, intake.ReadOwnReport, candour.Subject{Kind: "report", ID: string(id)}, func(tx *seal.Tx) (err error) {
		m, err = intake.ReadMine(tx, force, id)
		return err
	})
	if errors.Is(err, candour.ErrNotFound) {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	if err != nil {
		s.trouble(w, r, "opening a person's own report", err)
		return
	}
	s.show(w, r, http.StatusOK, minePage(m, candour.On(s.Now()), s.keeping(r.Context(), force, id)))
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
