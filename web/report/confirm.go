package report

import (
	"errors"
	"net/http"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/seal"
	"candour/web/page"
)

// check reads everything back.
func (s *Server) check(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(_ intake.Secret, d intake.Draft) {
		s.show(w, r, http.StatusOK, checkPage(told(d), nil))
	})
}

// confirm sends the report. Pressing it twice sends one: the report's id and its
// code come from the secret in the browser.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request) {
	secret, d, err := s.draft(r)
	if errors.Is(err, candour.ErrNotFound) {
		if secret, err := s.secret(r); err == nil && s.wasSent(r, secret) {
			http.Redirect(w, r, "/report/done", http.StatusSeeOther)
			return
		}
		s.show(w, r, http.StatusOK, goneBackPage())
		return
	}
	if err != nil {
		s.trouble(w, r, "opening a draft", err)
		return
	}
	d.Said = told(d)
	a := &intake.SendReport{Report: secret.Report(), Code: secret.ReturnCode()}
	for _, x := range d.Said {
		a.Said = append(a.Said, intake.Said{What: candour.Mark(x.What), When: candour.Mark(x.When), Where: candour.Mark(x.Where), Who: candour.Mark(x.Who)})
	}
	_, err = s.Runner.Run(r.Context(), act.By(act.Reporter(d.Force, secret.Reporter()), s.Now()), a)
	switch {
	case err == nil || errors.Is(err, candour.ErrConflict): // a conflict: it was sent a moment ago
	case errors.Is(err, candour.ErrInvalid):
		s.show(w, r, http.StatusUnprocessableEntity, checkPage(d.Said, page.Problems(err)))
		return
	default:
		s.Log.Error("report door: sending", "err", err)
		s.show(w, r, http.StatusServiceUnavailable, checkPage(d.Said, []page.Problem{{Says: "It is not sent yet: something went wrong on our side. What you wrote is still here. Press the button again in a minute."}}))
		return
	}
	if err := intake.DropDraft(r.Context(), s.Runner.DB.DB, secret); err != nil {
		s.Log.Error("report door: dropping a sent draft", "err", err) // it runs out by itself
	}
	http.Redirect(w, r, "/report/done", http.StatusSeeOther)
}

// told is the draft without a last one that was begun and left empty.
func told(d intake.Draft) []intake.DraftSaid {
	out := d.Said
	for len(out) > 1 && out[len(out)-1] == (intake.DraftSaid{}) {
		out = out[:len(out)-1]
	}
	return out
}

func (s *Server) wasSent(r *http.Request, secret intake.Secret) bool {
	err := s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		_, _, _, err := intake.ByCode(tx, s.forceIDs(), secret.ReturnCode())
		return err
	})
	return err == nil
}

// done shows the code, for as long as this browser holds the secret that it
// comes from: until the person says that they have it, or leaves.
func (s *Server) done(w http.ResponseWriter, r *http.Request) {
	secret, err := s.secret(r)
	if err != nil || !s.wasSent(r, secret) {
		http.Redirect(w, r, "/report/", http.StatusSeeOther)
		return
	}
	s.show(w, r, http.StatusOK, donePage(secret.ReturnCode(), intake.ReadBy(candour.On(s.Now()))))
}

func (s *Server) finish(w http.ResponseWriter, r *http.Request) {
	setDraftCookie(w, "")
	http.Redirect(w, r, "/report/", http.StatusSeeOther)
}

// leave forgets what this browser holds of us, as far as a server can.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	if secret, err := s.secret(r); err == nil {
		if err := intake.DropDraft(r.Context(), s.Runner.DB.DB, secret); err != nil {
			s.Log.Error("report door: dropping a draft", "err", err) // it runs out by itself
		}
		setDraftCookie(w, "")
	}
	if err := s.Mine.Destroy(r.Context()); err != nil {
		s.Log.Error("report door: ending a visit", "err", err)
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`) // not cookies: that would sign the other doors out
	s.show(w, r, http.StatusOK, leftPage())
}
