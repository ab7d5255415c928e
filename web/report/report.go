// Package report serves the door through which a person tells what happened.
//
// It works without JavaScript, asks one thing a page, and loses nothing that was
// typed: each page is kept in a draft that only the person's browser can open.
// It reaches intake and nothing beyond: what a person sees of their case was
// written into intake's own tables for them.
//
// It never logs what a person typed, never puts it into an address, and never
// asks a browser to fetch anything from anybody else.
package report

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/web/page"
	"candour/web/page/turn"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"
)

// Force is one organisation that a person can report to.
type Force struct {
	ID   candour.ForceID
	Name string
}

// Server is the door.
type Server struct {
	Runner *act.Runner
	Forces []Force
	Mine   *scs.SessionManager // of people who came back with their code
	Now    func() time.Time
	Log    *slog.Logger

	// Paging says what becomes of a call for help.
	Paging Paging

	// Promise says by when a report is in the public record, and gives a text that
	// the log has signed; candour.ErrNotFound where no log is kept.
	Promise func(context.Context, candour.ForceID, candour.ReportID) (by time.Time, signed []byte, err error)

	// Proof and Account make the files that a person may keep: that they told us,
	// and what. Proof gives ErrNotYet until the log shows it. They ask nobody who
	// may have them: the door has.
	Proof, Account file

	tries *turn.Tries  // at codes
	calls *turn.Tries  // for help
	swept atomic.Int64 // when drafts that ran out were last forgotten, in microseconds
}

// draftCookie holds the secret of the draft.
const draftCookie = "__Host-notes"

// maxBody limits what one page can send: the longest answer, and room to spare.
const maxBody = 512 << 10

// Handler is every page of the door.
func (s *Server) Handler() http.Handler {
	s.tries = turn.NewTries(triesAtOnce, aTryEach)
	s.calls = turn.NewTries(callsAtOnce, aCallEach)
	m := http.NewServeMux()
	m.HandleFunc("GET /report/{$}", s.start)
	m.HandleFunc("POST /report/{$}", s.begin)
	for _, q := range questions {
		m.HandleFunc("GET /report/{n}/"+q.path, s.ask(q))
		m.HandleFunc("POST /report/{n}/"+q.path, s.answer(q))
	}
	m.HandleFunc("GET /report/more", s.more)
	m.HandleFunc("POST /report/more", s.addMore)
	m.HandleFunc("GET "+keepOutPath, s.askKeepOut)
	m.HandleFunc("POST "+keepOutPath, s.answerKeepOut)
	m.HandleFunc("GET /report/check", s.check)
	m.HandleFunc("POST /report/check", s.confirm)
	m.HandleFunc("GET /report/done", s.done)
	m.HandleFunc("POST /report/done", s.finish)
	m.HandleFunc("GET /report/come-back", s.comeBack)
	m.HandleFunc("POST /report/come-back", s.enter)
	m.HandleFunc("GET /report/mine", s.mine)
	m.HandleFunc("POST /report/mine", s.finishMine)
	m.HandleFunc("POST /report/mine/add", s.add)
	m.HandleFunc("GET "+writePath, s.askWrite)
	m.HandleFunc("POST "+writePath, s.write)
	m.HandleFunc("GET /report/mine/record/{n}", s.askRecord)
	m.HandleFunc("POST /report/mine/record/{n}", s.answerRecord)
	m.HandleFunc("GET "+whoPath, s.who)
	m.HandleFunc("GET "+proofPath, s.keep("notes-1.txt", s.Proof))
	m.HandleFunc("GET "+accountPath, s.keep("notes-2.txt", s.Account))
	m.HandleFunc("GET "+page.DangerPath, s.danger)
	m.HandleFunc("POST "+page.DangerPath, s.callDanger)
	m.HandleFunc("GET "+calledPath, s.called)
	m.HandleFunc("POST "+calledPath, s.finishCalled)
	m.HandleFunc("GET "+contactPath, s.contact)
	m.HandleFunc("POST "+contactPath, s.planContact)
	m.HandleFunc("POST "+noContactPath, s.withdrawContact)
	m.HandleFunc("GET "+page.LeavePath, s.leave)
	m.HandleFunc("GET "+forgetPath, forget)
	m.HandleFunc("/report/", func(w http.ResponseWriter, r *http.Request) {
		s.show(w, r, http.StatusNotFound, notFoundPage())
	})
	return page.Headers(page.ReportDoor)(s.Mine.LoadAndSave(limit(m)))
}

func limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := c.Render(r.Context(), w); err != nil {
		s.Log.Error("writing a page of the report door", "err", err)
	}
}

// trouble is an error on our side: the person is told that it is ours, and what
// they typed stands on the page again where there was anything.
func (s *Server) trouble(w http.ResponseWriter, r *http.Request, doing string, err error) {
	s.Log.Error("report door: "+doing, "err", err)
	s.show(w, r, http.StatusInternalServerError, troublePage())
}

// draft gives the draft of this browser, or candour.ErrNotFound.
func (s *Server) draft(r *http.Request) (intake.Secret, intake.Draft, error) {
	secret, err := s.secret(r)
	if err != nil {
		return secret, intake.Draft{}, err
	}
	d, err := intake.OpenDraft(r.Context(), s.Runner.DB.DB, secret, s.Now())
	return secret, d, err
}

func (s *Server) secret(r *http.Request) (intake.Secret, error) {
	c, err := r.Cookie(draftCookie)
	if err != nil {
		return intake.Secret{}, candour.ErrNotFound
	}
	return intake.ParseSecret(c.Value)
}

func setDraftCookie(w http.ResponseWriter, value string) {
	c := &http.Cookie{Name: draftCookie, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func (s *Server) start(w http.ResponseWriter, r *http.Request) {
	if len(r.Header["Cookie"]) == 0 && r.URL.RawQuery == "" {
		s.show(w, r, http.StatusOK, firstPage(s.Forces))
		return
	}
	s.show(w, r, http.StatusOK, startPage(s.Forces, "", nil, r.URL.Query().Has("closed")))
}

// begin makes an empty draft. With one force there is nothing to choose.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.show(w, r, http.StatusBadRequest, startPage(s.Forces, "", tooLong, false))
		return
	}
	force := candour.ForceID(r.PostForm.Get("force"))
	if len(s.Forces) == 1 {
		force = s.Forces[0].ID
	}
	if !s.knows(force) {
		s.show(w, r, http.StatusUnprocessableEntity, startPage(s.Forces, "", []page.Problem{{Field: "force", Says: "Choose which police force it is about. If you are not sure, choose the nearest one."}}, false))
		return
	}
	s.beginDraft(w, r, intake.Draft{Force: force, Said: make([]intake.DraftSaid, 1)})
}

// beginDraft begins one, and asks the first question. A browser holds one: what was
// typed and not sent is thrown away only by whoever typed it.
func (s *Server) beginDraft(w http.ResponseWriter, r *http.Request, d intake.Draft) {
	switch old, unsent, err := s.draft(r); {
	case errors.Is(err, candour.ErrNotFound):
	case err != nil:
		s.trouble(w, r, "opening a draft", err)
		return
	case unsent.Typed() && r.PostFormValue("drop") != "yes":
		s.show(w, r, http.StatusOK, unsentPage(unsent, r.URL.Path, d.Force))
		return
	default:
		s.drop(r, old)
	}
	s.sweep(r.Context())
	secret := intake.NewSecret()
	if err := intake.SaveDraft(r.Context(), s.Runner.DB.DB, secret, d, s.Now()); err != nil {
		s.trouble(w, r, "beginning a draft", err)
		return
	}
	setDraftCookie(w, secret.Cookie())
	http.Redirect(w, r, "/report/1/what", http.StatusSeeOther)
}

// sweepEvery is how often, at most, this door looks for drafts that ran out.
const sweepEvery = time.Minute

// sweep forgets drafts that ran out. Where that fails nobody is turned away for it: the
// next minute tries again.
func (s *Server) sweep(ctx context.Context) {
	now, last := s.Now(), s.swept.Load()
	if now.UnixMicro()-last < sweepEvery.Microseconds() && now.UnixMicro() >= last || !s.swept.CompareAndSwap(last, now.UnixMicro()) {
		return
	}
	if err := intake.ForgetDrafts(ctx, s.Runner.DB.DB, now); err != nil {
		s.Log.Error("forgetting drafts that ran out", "err", err)
	}
}

func (s *Server) knows(f candour.ForceID) bool {
	for _, x := range s.Forces {
		if x.ID == f {
			return true
		}
	}
	return false
}

func (s *Server) forceIDs() (out []candour.ForceID) {
	for _, f := range s.Forces {
		out = append(out, f.ID)
	}
	return out
}

// withDraft runs f with the draft, or sends the person to the start.
func (s *Server) withDraft(w http.ResponseWriter, r *http.Request, f func(intake.Secret, intake.Draft)) {
	secret, d, err := s.draft(r)
	if errors.Is(err, candour.ErrNotFound) {
		s.show(w, r, http.StatusOK, goneBackPage())
		return
	}
	if err != nil {
		s.trouble(w, r, "opening a draft", err)
		return
	}
	f(secret, d)
}

// number reads which of the things told a page is about, from 1.
func number(r *http.Request, d intake.Draft) (int, bool) {
	n, err := strconv.Atoi(r.PathValue("n"))
	return n, err == nil && n >= 1 && n <= len(d.Said)
}
