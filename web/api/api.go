// Package api is a door for programs: one route for each act that has a form,
// filled from the same typed fields as the form. It answers in JSON; a refusal is
// a problem (RFC 9457) with the sentences that a person would have been shown.
//
// It promises what the desk promises: absent and hidden answer alike.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/web/page"
	"candour/web/signin"

	"github.com/alexedwards/scs/v2"
)

// Server is the door. Whoever is signed in at the desk in the same browser may
// use it; programs with accounts of their own come later.
type Server struct {
	Runner   *act.Runner
	Acts     []*act.Kind
	Sessions *scs.SessionManager
	In       func(context.Context) (signin.Me, error) // who is signed in at the desk
	Now      func() time.Time
	Log      *slog.Logger
	Hold     page.Hold // of what is refused, and of acts
}

// Handler is every route.
func (s *Server) Handler() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /api/acts", s.list)
	m.HandleFunc("POST /api/acts/{act}", s.do)
	m.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { s.problem(w, candour.ErrNotFound) })
	return page.Held(s.Hold)(page.Headers(page.DeskDoor)(s.Sessions.LoadAndSave(http.MaxBytesHandler(m, 1<<20))))
}

// list tells every act, its fields and from which states it may be done.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	type field struct {
		Name     string   `json:"name"`
		Asks     string   `json:"asks,omitempty"`
		Kind     string   `json:"kind"`
		Optional bool     `json:"optional,omitempty"`
		Values   []string `json:"values,omitempty"`
	}
	type item struct {
		ID     string   `json:"id"`
		Does   string   `json:"does"`
		Of     string   `json:"of"`
		From   []string `json:"from"`
		Fields []field  `json:"fields"`
	}
	out := []item{}
	for _, k := range s.Acts {
		if k.New == nil {
			continue
		}
		x := item{ID: k.ID, Does: k.Does, Of: k.Of, From: k.From}
		for _, in := range act.Inputs(k.New()) {
			f := field{Name: in.Name, Asks: in.Ask, Kind: in.Kind, Optional: in.Optional}
			for _, c := range in.Choices {
				f.Values = append(f.Values, c.Value)
			}
			x.Fields = append(x.Fields, f)
		}
		out = append(out, x)
	}
	s.write(w, http.StatusOK, "application/json", out)
}

// do does one act: a JSON object of field names and texts.
func (s *Server) do(w http.ResponseWriter, r *http.Request) {
	me, err := s.In(r.Context())
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		s.problem(w, err)
		return
	}
	i := slices.IndexFunc(s.Acts, func(k *act.Kind) bool { return k.ID == r.PathValue("act") && k.New != nil })
	if err != nil || me.Who.ID == "" || i < 0 {
		s.problem(w, candour.ErrNotFound)
		return
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		s.problem(w, candour.Invalid("", "Send JSON, with the header Content-Type: application/json."))
		return
	}
	var body map[string]texts
	d := json.NewDecoder(r.Body)
	if err := d.Decode(&body); err != nil || d.More() {
		s.problem(w, candour.Invalid("", "The body must be one JSON object of texts, or lists of texts, such as {\"case\": \"…\"}."))
		return
	}
	from := map[string][]string{}
	for name, v := range body {
		from[name] = v
	}
	a := s.Acts[i].New()
	if err := act.Fill(a, from); err != nil {
		s.problem(w, err)
		return
	}
	happened, err := s.Runner.Run(r.Context(), act.By(me.Who, s.Now()), a)
	if err != nil {
		s.problem(w, err)
		return
	}
	type event struct {
		Kind    string `json:"kind"`
		Subject string `json:"subject"`
		On      string `json:"on"`
	}
	out := []event{}
	for _, e := range act.Told(a.Of(), happened) {
		out = append(out, event{string(e.Kind), e.Subject.String(), e.On.String()})
	}
	s.write(w, http.StatusOK, "application/json", out)
}

// texts is one text or a list of them.
type texts []string

// UnmarshalJSON takes both.
func (t *texts) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

func (s *Server) problem(w http.ResponseWriter, err error) {
	type wrong struct {
		Field string `json:"field,omitempty"`
		Says  string `json:"says"`
	}
	p := struct {
		Title  string  `json:"title"`
		Status int     `json:"status"`
		Errors []wrong `json:"errors,omitempty"`
	}{Title: "Not found", Status: http.StatusNotFound}
	switch {
	case errors.Is(err, candour.ErrNotFound):
	case errors.Is(err, candour.ErrInvalid), errors.Is(err, candour.ErrConflict):
		p.Title, p.Status = "Not valid", http.StatusUnprocessableEntity
		if errors.Is(err, candour.ErrConflict) {
			p.Title, p.Status = "Not allowed now", http.StatusConflict
		}
		for _, r := range act.Refusals(err) {
			p.Errors = append(p.Errors, wrong{r.Field, r.Says})
		}
	default:
		s.Log.Error("api", "err", err)
		p.Title, p.Status = "Something went wrong on our side; nothing was saved", http.StatusInternalServerError
	}
	s.write(w, p.Status, "application/problem+json", p)
}

func (s *Server) write(w http.ResponseWriter, status int, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		s.Log.Error("writing an answer of the api", "err", err)
	}
}
