package report

import (
	"errors"
	"net/http"
	"strconv"

	"candour"
	"candour/intake"
)

// byItself is in the address of what a browser sends while a person types. It does
// so only where they asked for it, and only then may the page connect to anything:
// see page.AllowKeeping.
const byItself = "typing"

// keepTyped keeps what was typed so far. It answers with nothing, whatever happens:
// the page must not change under somebody's hands, and the next one is sent soon. A
// draft that the person has left stays gone.
func (s *Server) keepTyped(w http.ResponseWriter, r *http.Request, secret intake.Secret, a asked, typed string, of func(*intake.Draft) *string) {
	at := stamp(r)
	if says := a.wrong(typed); says == "" || typed == "" {
		err := intake.ChangeDraft(r.Context(), s.Runner.DB.DB, secret, s.Now(), func(d *intake.Draft) bool {
			if !d.Keep || at <= d.At || a.N > len(d.Said) {
				return false
			}
			*of(d), d.At = typed, at
			return true
		})
		if err != nil && !errors.Is(err, candour.ErrNotFound) {
			s.Log.Error("report door: keeping what is typed", "err", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// stamp is the browser's clock when an answer left it, or 0 where no script runs.
func stamp(r *http.Request) int64 {
	at, err := strconv.ParseInt(r.PostForm.Get("at"), 10, 64)
	if err != nil || at < 0 {
		return 0
	}
	return at
}
