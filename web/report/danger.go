package report

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/seal"
	"candour/web/page"
	"candour/web/page/turn"
)

// Paging is what becomes of a call for help in this deployment: the page says exactly
// that, because somebody may decide by it whether to wait or to run.
type Paging struct {
	On      bool // somebody can be paged
	Words   bool // what the person writes stands on the pager
	Nowhere bool // a demonstration: a page is seen at the desk alone
}

// calledPath shows what became of a call, for as long as this browser holds its
// secret.
const calledPath = "/report/danger/called"

// dangerCookie holds the secret that a call's id and return code come from, so that
// pressing twice calls once. It is not that of the draft: what somebody was writing
// stays as it was.
const dangerCookie = "__Host-notes-2"

func setDangerCookie(w http.ResponseWriter, value string) {
	c := &http.Cookie{Name: dangerCookie, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func dangerSecret(r *http.Request) (intake.Secret, error) {
	c, err := r.Cookie(dangerCookie)
	if err != nil {
		return intake.Secret{}, candour.ErrNotFound
	}
	return intake.ParseSecret(c.Value)
}

// Of one client: somebody in danger calls once, or a few times with more to say.
// Somebody who would page those on call until they no longer look needs hundreds.
const (
	callsAtOnce = 20
	aCallEach   = time.Minute
)

var calledOften = []page.Problem{{Says: "This call was not sent: there were many calls from your connection. Those before it were sent, and somebody was paged. Call 999 if you can, or wait a minute and press the button again. What you wrote is still here."}}

// cry is what somebody typed into the page.
type cry struct{ force, words, reach, keepOut string }

// danger says first of all what helps at once.
func (s *Server) danger(w http.ResponseWriter, r *http.Request) {
	secret, err := dangerSecret(r)
	if err == nil && s.wasSent(r, secret) {
		http.Redirect(w, r, calledPath, http.StatusSeeOther)
		return
	}
	if err != nil && s.Paging.On {
		setDangerCookie(w, intake.NewSecret().Cookie())
	}
	s.show(w, r, http.StatusOK, dangerPage(s.Forces, s.Paging, cry{}, nil))
}

// callDanger pages somebody. Nothing has to be filled in but the force, where there
// are several. Without a cookie it works as well, and the code is shown at once.
func (s *Server) callDanger(w http.ResponseWriter, r *http.Request) {
	if !s.Paging.On {
		s.show(w, r, http.StatusNotFound, notFoundPage())
		return
	}
	if err := r.ParseForm(); err != nil {
		s.show(w, r, http.StatusRequestEntityTooLarge, dangerPage(s.Forces, s.Paging, cry{}, tooLong))
		return
	}
	line := func(name string) string {
		return strings.ToValidUTF8(strings.ReplaceAll(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"), "\x00", ""), "\uFFFD")
	}
	c := cry{line("force"), line("words"), line("reach"), line("keep-out")}
	if len(s.Forces) == 1 {
		c.force = string(s.Forces[0].ID)
	}
	if !s.knows(candour.ForceID(c.force)) {
		s.show(w, r, http.StatusUnprocessableEntity, dangerPage(s.Forces, s.Paging, c, []page.Problem{{Field: "force", Says: "Choose a police force. If you are not sure, choose the nearest one."}}))
		return
	}
	if !s.calls.May(turn.Of(r), s.Now()) {
		w.Header().Set("Retry-After", "60")
		s.show(w, r, http.StatusTooManyRequests, dangerPage(s.Forces, s.Paging, c, calledOften))
		return
	}
	secret, cookie := dangerSecret(r)
	if cookie != nil {
		secret = intake.NewSecret()
	}
	a := &intake.CallDanger{Report: secret.Report(), Code: secret.ReturnCode(), Words: mark(c.words), Reach: mark(c.reach), KeepOut: mark(c.keepOut)}
	// Whoever presses the button and throws the phone away has called.
	_, err := s.Runner.Run(context.WithoutCancel(r.Context()), act.By(act.Reporter(candour.ForceID(c.force), secret.Reporter()), s.Now()), a)
	switch {
	case err == nil:
	case errors.Is(err, candour.ErrConflict) && s.notSent(w, r, secret, c):
		return
	case errors.Is(err, candour.ErrConflict): // it was sent a moment ago
	case errors.Is(err, candour.ErrInvalid):
		s.show(w, r, http.StatusUnprocessableEntity, dangerPage(s.Forces, s.Paging, c, page.Problems(err)))
		return
	default:
		s.Log.Error("report door: calling for help", "err", err)
		s.show(w, r, http.StatusServiceUnavailable, dangerPage(s.Forces, s.Paging, c, []page.Problem{{Says: "Nobody was paged: something went wrong on our side. Call 999 if you can, or press the button again."}}))
		return
	}
	if cookie != nil {
		setDangerCookie(w, secret.Cookie())
		s.showCalled(w, r, secret)
		return
	}
	http.Redirect(w, r, calledPath, http.StatusSeeOther)
}

// mark marks words that say something.
func mark(s string) candour.Marking { return candour.Mark(strings.TrimSpace(s)) }

func (s *Server) called(w http.ResponseWriter, r *http.Request) {
	secret, err := dangerSecret(r)
	if err != nil || !s.wasSent(r, secret) {
		http.Redirect(w, r, page.DangerPath, http.StatusSeeOther)
		return
	}
	s.showCalled(w, r, secret)
}

func (s *Server) showCalled(w http.ResponseWriter, r *http.Request, secret intake.Secret) {
	d, _, err := s.callUnder(r, secret)
	if err != nil {
		s.trouble(w, r, "showing a call for help", err)
		return
	}
	s.show(w, r, http.StatusOK, calledPage(secret.ReturnCode(), d, s.Now()))
}

// notSent shows what somebody typed again where they called before with other words:
// that call stays as it is, and whoever was paged for it would not see these. It
// comes with a secret of its own, so that the next press is a new call. What the first
// said stays unsaid: whoever holds the phone now may be another.
func (s *Server) notSent(w http.ResponseWriter, r *http.Request, secret intake.Secret, c cry) bool {
	d, keptOut, err := s.callUnder(r, secret)
	if err != nil {
		s.Log.Error("report door: reading the call that was there", "err", err)
		s.show(w, r, http.StatusServiceUnavailable, dangerPage(s.Forces, s.Paging, c, []page.Problem{{Says: "What you wrote now was not sent: something went wrong on our side. Call 999 if you can, or press the button again."}}))
		return true
	}
	said := func(now string, before candour.Marking) bool {
		return mark(now).Empty() || mark(now).Words() == before.Words()
	}
	if said(c.words, d.Words) && said(c.reach, d.Reach) && said(c.keepOut, keptOut) {
		return false
	}
	setDangerCookie(w, intake.NewSecret().Cookie())
	s.show(w, r, http.StatusConflict, unsentCallPage(s.Forces, secret.ReturnCode(), d, c, s.Now()))
	return true
}

// callUnder is the call that was sent under a browser's secret, and who must not get it.
func (s *Server) callUnder(r *http.Request, secret intake.Secret) (d intake.Danger, keptOut candour.Marking, err error) {
	force, id, err := s.sentUnder(r, secret)
	if err != nil {
		return d, keptOut, err
	}
	err = s.Runner.Read(r.Context(), act.Reporter(force, secret.Reporter()), intake.ReadOwnReport, candour.Subject{Kind: "report", ID: string(id)}, func(tx *seal.Tx) error {
		sent, err := intake.Read(tx, force, id)
		if err != nil {
			return err
		}
		keptOut = sent.KeepOut
		d, err = intake.ReadDanger(tx, force, id)
		return err
	})
	return d, keptOut, err
}

// sentUnder is the report that was sent under a browser's secret.
func (s *Server) sentUnder(r *http.Request, secret intake.Secret) (force candour.ForceID, id candour.ReportID, err error) {
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		force, id, _, err = intake.ByCode(tx, s.forceIDs(), secret.ReturnCode())
		return err
	})
	return force, id, err
}

// finishCalled forgets the secret: the person has the code, or calls again, which is
// a call of its own.
func (s *Server) finishCalled(w http.ResponseWriter, r *http.Request) {
	setDangerCookie(w, "")
	to := closedPath
	if r.FormValue("again") != "" {
		to = page.DangerPath
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// clock is a time of day in words, with the day where it is another.
func clockWords(t, now time.Time) string {
	words := t.In(candour.London).Format("15:04")
	if day := candour.On(t); day != candour.On(now) {
		words += " on " + day.Words()
	}
	return words
}

// stands says how a call stands, to the person who called.
func stands(d intake.Danger, now time.Time) string {
	switch d.State() {
	case intake.TakenOn:
		return "Somebody has read it at " + clockWords(d.Taken, now) + " and is acting on it."
	case intake.Over:
		return "Somebody read it at " + clockWords(d.Taken, now) + ". It was closed at " + clockWords(d.Closed, now) + "."
	}
	next := d.At.Add(intake.AnswerWithin)
	for !next.After(now) {
		next = next.Add(intake.AnswerWithin)
	}
	return "Nobody has said yet that they are acting on it. If nobody does by " + clockWords(next, now) + ", we page the next person."
}

// fields are the questions of the page. None has to be answered.
func (c cry) fields(forces []Force) (out []page.Field) {
	if len(forces) > 1 {
		f := forceField(forces, c.force)
		f.Label = "Which police force is nearest?"
		out = append(out, f)
	}
	return append(out,
		page.Field{Name: "words", Label: "What is happening, and where are you?", Hint: "A few words are enough. You can leave this empty.", Kind: page.KindTextarea, Rows: 2, Value: c.words},
		page.Field{Name: "reach", Label: "How can we reach you in a safe way?", Hint: "Like “text me on this number, do not ring”. You can leave this empty. Then nobody can reach you.", Kind: page.KindTextarea, Rows: 2, Value: c.reach},
		page.Field{Name: "keep-out", Label: "Who must not get this?", Hint: "A name, a number or a team. We do not page them, the people in their team, or those above them. You can leave this empty.", Kind: page.KindTextarea, Rows: 2, Value: c.keepOut},
	)
}

// markedAll puts what is wrong on each question, and gives all of it for the summary.
func markedAll(fields []page.Field, problems []page.Problem) (out []page.Field, wrong []page.FieldError) {
	wrong = summary(problems)
	for _, f := range fields {
		for i, p := range problems {
			if p.Field == f.Name {
				f.Error, wrong[i].Href = p.Says, "#"+f.Name
			}
		}
		out = append(out, f)
	}
	return out, wrong
}
