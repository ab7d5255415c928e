package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"candour"
	"candour/act"

	"github.com/danielgtaylor/huma/v2"
)

// Problem is how every refusal is written (RFC 9457). Of what is absent and of what is
// hidden it says the same.
type Problem struct {
	Type   string  `json:"type" doc:"What kind of problem it is: a page of docs/api.md." example:"about:blank"`
	Title  string  `json:"title" doc:"The kind of problem in a few words."`
	Status int     `json:"status" doc:"The status of the answer."`
	Detail string  `json:"detail,omitempty" doc:"What to do next."`
	Errors []Wrong `json:"errors,omitempty" doc:"What is wrong, field by field, in the sentences that a person would be shown."`
}

// Wrong is one thing that is wrong with what was sent. What was sent stands nowhere in
// it: it may be somebody's words.
type Wrong struct {
	Field string `json:"field,omitempty" doc:"The field or parameter that is wrong; none where it is all of it."`
	Says  string `json:"says" doc:"What is wrong with it, and what to do."`
}

func (p *Problem) Error() string { return p.Title }

// GetStatus is the status of the answer.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of a problem, whatever was asked for.
func (*Problem) ContentType(string) string { return "application/problem+json" }

// titles are what each status is called, and what to do.
var titles = map[int][2]string{
	400: {"The request cannot be read", "Compare it with the description of this operation."},
	401: {"Sign in", "Send the secret of an account in the header Authorization: Bearer. It may be wrong, stopped, past its last day, or not for the network from which you ask."},
	404: {"Not found", "There is nothing here that you can see. An id of something that you must not see gives the same answer."},
	405: {"No such method", "The header Allow says what can be done with this address."},
	409: {"Not allowed now", "Look at it again to see what can be done."},
	412: {"It has changed", "Something happened since you looked. Read the case again, and send the act with its new ETag if it is still right."},
	413: {"Too large", "A request may be 1 MiB long. Send it in smaller parts."},
	415: {"Not JSON", "Send JSON, with the header Content-Type: application/json."},
	422: {"Not valid", "Put right what stands under errors, and send it again."},
	429: {"Too many tries", "Wait as many seconds as the header Retry-After says."},
	500: {"Something went wrong on our side; nothing was saved", "Send it again with the same Idempotency-Key."},
}

// problem is the one of a status.
func problem(status int, wrong ...Wrong) *Problem {
	t, ok := titles[status]
	if !ok {
		t = [2]string{http.StatusText(status), ""}
	}
	return &Problem{Type: "about:blank", Title: t[0], Status: status, Detail: t[1], Errors: wrong}
}

// said is a problem with a sentence of its own.
func said(status int, detail string) *Problem {
	p := problem(status)
	p.Detail = detail
	return p
}

// fromHuma is a problem of a request that does not fit its description. What was sent
// is left out.
func fromHuma(status int, _ string, errs ...error) huma.StatusError {
	p := problem(status)
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			e := d.ErrorDetail()
			if e.Message == "unknown query parameter" {
				if !isName(e.Location) { // it is what somebody sent, and may be anything
					e.Location = "query"
				}
				e.Message = "This address has no such parameter. Look at its description."
			}
			if w := (Wrong{e.Location, e.Message}); !slices.Contains(p.Errors, w) {
				p.Errors = append(p.Errors, w)
			}
		}
	}
	return p
}

// isName reports whether the name of a parameter is one that a programmer would give it.
func isName(location string) bool {
	return len(location) <= 40 && strings.Trim(location, "abcdefghijklmnopqrstuvwxyz_-.") == ""
}

// problemOf is the problem that an error is, and logs it where it is ours.
func (s *Server) problemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	switch {
	case errors.Is(err, candour.ErrNotFound):
		return problem(http.StatusNotFound)
	case errors.Is(err, candour.ErrConflict):
		return problem(http.StatusConflict, wrongs(err)...)
	case errors.Is(err, candour.ErrInvalid):
		return problem(http.StatusUnprocessableEntity, wrongs(err)...)
	}
	s.Log.Error("api", "err", err)
	return problem(http.StatusInternalServerError)
}

func wrongs(err error) (out []Wrong) {
	for _, r := range act.Refusals(err) {
		out = append(out, Wrong{r.Field, r.Says})
	}
	return out
}

// refuse writes a problem.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	p := s.problemOf(err)
	switch p.Status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="candour", Basic realm="candour"`)
	case http.StatusTooManyRequests:
		w.Header().Set("Retry-After", strconv.Itoa(int(tryEach.Seconds())))
	}
	s.write(w, p.Status, p.ContentType(""), p)
}

func (s *Server) write(w http.ResponseWriter, status int, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		s.Log.Error("writing an answer of the api", "err", err)
	}
}
