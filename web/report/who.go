package report

import (
	"net/http"
	"net/url"
	"regexp"
)

// whoPath says who can read what a person tells, now and later. It is linked on each
// step of telling.
const whoPath = "/report/who"

// steps are the places from which that page is looked at, and to which it leads back.
var steps = regexp.MustCompile(`^([1-9][0-9]?/(what|when|where|who)(\?change)?|keep-out(\?change)?|more|check|done|come-back|mine(/write|/record/[1-9][0-9]?)?)$`)

// whoFrom is its address for somebody who comes from a step.
func whoFrom(step string) string { return whoPath + "?from=" + url.QueryEscape(step) }

func (s *Server) who(w http.ResponseWriter, r *http.Request) {
	back := "/report/"
	if from := r.URL.Query().Get("from"); steps.MatchString(from) {
		back += from
	}
	s.show(w, r, http.StatusOK, whoPage(back))
}
