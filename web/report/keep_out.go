package report

import (
	"net/http"
	"strings"

	"candour/intake"
	"candour/web/page"
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

func (s *Server) askKeepOut(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(_ intake.Secret, d intake.Draft) {
		s.show(w, r, http.StatusOK, keepOutPage(d.KeepOut, r.URL.Query().Has("change"), nil))
	})
}

func (s *Server) answerKeepOut(w http.ResponseWriter, r *http.Request) {
	s.withDraft(w, r, func(secret intake.Secret, d intake.Draft) {
		change := r.URL.Query().Has("change")
		if err := r.ParseForm(); err != nil {
			s.show(w, r, http.StatusRequestEntityTooLarge, keepOutPage(d.KeepOut, change, tooLong))
			return
		}
		typed := strings.ReplaceAll(r.PostForm.Get(keepOut.path), "\r\n", "\n")
		if says := keepOut.wrong(typed); says != "" {
			s.show(w, r, http.StatusUnprocessableEntity, keepOutPage(strings.ToValidUTF8(typed, "\uFFFD"), change, []page.Problem{{Field: keepOut.path, Says: says}}))
			return
		}
		d.KeepOut = typed
		if err := intake.SaveDraft(r.Context(), s.Runner.DB.DB, secret, d, s.Now()); err != nil {
			s.Log.Error("report door: keeping an answer", "err", err)
			s.show(w, r, http.StatusServiceUnavailable, keepOutPage(typed, change, []page.Problem{{Says: "We could not keep your answer just now. It is still here: press the button again in a minute."}}))
			return
		}
		http.Redirect(w, r, "/report/check", http.StatusSeeOther)
	})
}
