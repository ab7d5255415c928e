package report

import (
	"net/http"

	"candour/intake"
)

// keepOut is asked once, after everything else, about the whole report: whoever
// is close to the officer, or to the person, may sit where reports are read.
var keepOut = question{
	path: "keep-out", ask: "Is there anybody who must not see what you wrote?", rows: 3,
	hint: "For example someone who works for the police and is related to you, or close to the person you are telling us about. A name or number is enough. You can leave this empty.",
}

// keepOutPath is its page.
const keepOutPath = "/report/keep-out"

func keepOutAction(change bool) string {
	if change {
		return keepOutPath + "?change"
	}
	return keepOutPath
}

func beforeKeepOut(change bool) string {
	if change {
		return "/report/check"
	}
	return "/report/more"
}

// keepOutAsked is that question as its page shows it.
func keepOutAsked(d intake.Draft, r *http.Request) asked {
	change := r.URL.Query().Has("change")
	return asked{question: keepOut, Draft: d, Value: d.KeepOut, Change: change, Action: keepOutAction(change), Back: beforeKeepOut(change)}
}

func (s *Server) askKeepOut(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(_ intake.Secret, d intake.Draft) {
		s.showQuestion(w, r, http.StatusOK, keepOutAsked(d, r))
	})
}

func (s *Server) answerKeepOut(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(secret intake.Secret, d intake.Draft) {
		s.answered(w, r, secret, keepOutAsked(d, r), func(d *intake.Draft) *string { return &d.KeepOut })
	})
}
