package report

import (
	"context"
	"errors"
	"net/http"
	"time"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/seal"
	"candour/web/page"
)

// check reads everything back.
func (s *Server) check(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(_ intake.Secret, d intake.Draft) {
		d.Said = told(d)
		s.show(w, r, http.StatusOK, checkPage(d, nil))
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
	if d.AddTo != "" {
		s.confirmAdded(w, r, secret, d)
		return
	}
	a := &intake.SendReport{Report: secret.Report(), Code: secret.ReturnCode(), KeepOut: candour.Mark(d.KeepOut)}
	for _, x := range d.Said {
		a.Said = append(a.Said, intake.Said{What: candour.Mark(x.What), When: candour.Mark(x.When), Where: candour.Mark(x.Where), Who: candour.Mark(x.Who)})
	}
	// A person who presses "send" and closes the browser in the same moment has sent.
	_, err = s.Runner.Run(context.WithoutCancel(r.Context()), act.By(act.Reporter(d.Force, secret.Reporter()), s.Now()), a)
	switch {
	case err == nil || errors.Is(err, candour.ErrConflict): // a conflict: it was sent a moment ago
	case errors.Is(err, candour.ErrInvalid):
		s.show(w, r, http.StatusUnprocessableEntity, checkPage(d, page.Problems(err)))
		return
	default:
		s.Log.Error("report door: sending", "err", err)
		s.show(w, r, http.StatusServiceUnavailable, checkPage(d, []page.Problem{{Says: "It is not sent yet: something went wrong on our side. What you wrote is still here. Press the button again in a minute."}}))
		return
	}
	s.drop(r, secret)
	http.Redirect(w, r, "/report/done", http.StatusSeeOther)
}

// drop forgets a draft, even if the person is gone before it is done: they leave
// in a hurry, or press twice.
func (s *Server) drop(r *http.Request, secret intake.Secret) {
	if err := intake.DropDraft(context.WithoutCancel(r.Context()), s.Runner.DB.DB, secret); err != nil {
		s.Log.Error("report door: dropping a draft", "err", err) // it runs out by itself
	}
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
	s.show(w, r, http.StatusOK, donePage(secret.ReturnCode(), intake.ReadBy(candour.On(s.Now())), s.promised(r, secret)))
}

// promised is by when the report is in the public record, or nothing: a person is
// never kept from their code because we cannot say that.
func (s *Server) promised(r *http.Request, secret intake.Secret) (p promise) {
	if s.Promise == nil {
		return p
	}
	var force candour.ForceID
	err := s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) (err error) {
		force, _, _, err = intake.ByCode(tx, s.forceIDs(), secret.ReturnCode())
		return err
	})
	var by time.Time
	var signed []byte
	if err == nil {
		by, signed, err = s.Promise(r.Context(), force, secret.Report())
	}
	if err != nil {
		if !errors.Is(err, candour.ErrNotFound) {
			s.Log.Error("report door: promising", "err", err)
		}
		return p
	}
	p.By, p.Signed = by.In(candour.London).Format("15:04"), string(signed)
	if day := candour.On(by); day != candour.On(s.Now()) {
		p.By += " on " + day.Words()
	}
	return p
}

// promise is by when a report is in the public record, in words, and signed.
type promise struct{ By, Signed string }

func (s *Server) finish(w http.ResponseWriter, r *http.Request) {
	setDraftCookie(w, "")
	http.Redirect(w, r, closedPath, http.StatusSeeOther)
}

// forgetPath is an empty image on every page that ends something: its answer
// makes the browser drop the pages that it holds ready for "Back". The page's own
// answer cannot, because the page before is put by only after it: Chromium keeps
// pages that must not be stored too, with all that was typed into them.
const forgetPath = "/report/forget"

// closedPath is the start, with that image.
const closedPath = "/report/?closed"

// clearSite asks a browser to forget; not the cookies, which would sign the other
// doors out.
func clearSite(w http.ResponseWriter) { w.Header().Set("Clear-Site-Data", `"cache", "storage"`) }

func forget(w http.ResponseWriter, r *http.Request) {
	clearSite(w)
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`)) // the reader may have gone
}

// leave forgets what this browser holds of us, as far as a server can.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	if secret, err := s.secret(r); err == nil {
		s.drop(r, secret)
		setDraftCookie(w, "")
	}
	if _, err := dangerSecret(r); err == nil {
		setDangerCookie(w, "")
	}
	if err := s.Mine.Destroy(r.Context()); err != nil {
		s.Log.Error("report door: ending a visit", "err", err)
	}
	clearSite(w)
	s.show(w, r, http.StatusOK, leftPage())
}
