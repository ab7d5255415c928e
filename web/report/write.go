package report

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/web/page"
)

// writePath is where a person writes to those who handle their report.
const writePath = minePath + "/write"

// sentPath is a person's own page after they sent something: it says what they are
// owed for it, and by when.
func sentPath(kind intake.Owing) string { return minePath + "?sent=" + string(kind) }

var ours = regexp.MustCompile(`^[a-z0-9]{26}$`)

// messageID is the id that a message will have: from the form, so that pressing twice
// sends one, or a new one.
func messageID(form url.Values) string {
	if id := form.Get("message"); ours.MatchString(id) {
		return id
	}
	return strings.ToLower(rand.Text())
}

func (s *Server) askWrite(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.me(r); !ok {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	s.show(w, r, http.StatusOK, writePage(messageID(nil), "", nil))
}

func (s *Server) write(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.show(w, r, http.StatusRequestEntityTooLarge, writePage(messageID(nil), "", tooLong))
		return
	}
	me, ok := s.me(r)
	if !ok {
		s.timeOver(w, r, "write")
		return
	}
	id, words := messageID(r.PostForm), typedIn(r, "words")
	err := s.send(r, me, &intake.WriteToUs{Report: me.id, Message: id, Words: candour.Mark(words)})
	status, problems := s.refused("sending a message", err)
	if status != 0 {
		s.show(w, r, status, writePage(id, strings.ToValidUTF8(words, "\uFFFD"), problems))
		return
	}
	http.Redirect(w, r, sentPath(intake.OwedReading), http.StatusSeeOther)
}

// send runs an act of the person. Whoever presses “send” and closes the browser in
// the same moment has sent.
func (s *Server) send(r *http.Request, me mineOf, a act.Act) error {
	_, err := s.Runner.Run(context.WithoutCancel(r.Context()), act.By(act.Reporter(me.force, me.person), s.Now()), a)
	return err
}

// refused says what a person is told where an act of theirs was not done, or status 0
// where it was, now or a moment ago. What they typed stands on the page again.
func (s *Server) refused(doing string, err error) (status int, says []page.Problem) {
	switch {
	case err == nil, errors.Is(err, intake.ErrSentAlready):
		return 0, nil
	case errors.Is(err, candour.ErrInvalid), errors.Is(err, candour.ErrConflict):
		return http.StatusUnprocessableEntity, page.Problems(err)
	case errors.Is(err, candour.ErrNotFound):
		return http.StatusUnprocessableEntity, []page.Problem{{Says: "It is not sent. Please come back with your code and try again."}}
	}
	s.Log.Error("report door: "+doing, "err", err)
	return http.StatusServiceUnavailable, []page.Problem{{Says: "It is not sent yet. Something went wrong on our side. What you wrote is still here. Press the button again in a minute."}}
}

func typedIn(r *http.Request, name string) string {
	return strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n")
}
