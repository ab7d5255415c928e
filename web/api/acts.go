package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/view"
	"candour/web/api/answered"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Done is what an act did.
type Done struct {
	Events []Happened `json:"events" nullable:"false" doc:"What happened, as far as you may know it."`
}

// Happened is one event that an act set off.
type Happened struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject" doc:"What it happened to: its kind and its id."`
	On      string `json:"on" format:"date"`
}

// What the headers of an act and its answer are called.
const (
	nameHeader   = "Idempotency-Key"
	replayHeader = "Idempotent-Replayed"
)

// acts registers one operation for each act that has a form, from the same literals as
// the form: each with the fields of its own, so that a program which is made from the
// document can send no other. An act has an address of its own and not one below that of
// a case, because most are done to what hangs on one, and say themselves to what.
func (s *Server) acts(api huma.API) {
	schema := api.OpenAPI().Components.Schemas
	handle := api.Adapter().Handle
	done := schema.Schema(typeOf[Done](), true, "Done")
	for _, k := range s.kinds() {
		op := &huma.Operation{
			Method: http.MethodPost, Path: base + "/acts/" + k.ID, OperationID: k.ID, Summary: k.Button, Description: saysOf(k),
			Parameters: []*huma.Param{
				{Name: nameHeader, In: "header", Required: true, Description: "A name for this request, new for each: 16 to 255 letters and signs without spaces. Send it again with the same one where no answer came.", Schema: text(), Example: "4c1d8f0e-7a55-4b0e-9d0b-2f6f3c9a1e77"},
				{Name: "If-Match", In: "header", Description: "The ETag of the case as you read it. If something happened to the case since then, the act is not done.", Schema: text(), Example: `"Jw3k0mZt5sQ2c8yV1hB4xA"`},
			},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: fieldsOf(k), Example: exampleOf(k)}}},
			Responses: map[string]*huma.Response{"200": {
				Description: "It is done.",
				Headers: map[string]*huma.Param{
					"ETag":       {Description: "Of the case it was done in, as it is now.", Schema: text()},
					replayHeader: {Description: "true: it was done before, and this is the answer of that time.", Schema: text()},
				},
				Content: map[string]*huma.MediaType{"application/json": {Schema: done, Example: Done{[]Happened{{string(k.Emits[0]), k.Of + "/" + exampleCase, "2026-03-02"}}}}},
			}},
		}
		for _, code := range []string{"400", "401", "404", "409", "412", "413", "415", "422", "429", "500"} {
			op.Responses[code] = &huma.Response{}
		}
		api.OpenAPI().AddOperation(op)
		handle(op, func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			s.do(w, r, k)
		})
	}
}

// kinds are the acts that have a form.
func (s *Server) kinds() (out []*act.Kind) {
	for _, k := range s.Acts {
		if k.New != nil {
			out = append(out, k)
		}
	}
	return out
}

// do does one act, once for each name that a request was given.
func (s *Server) do(w http.ResponseWriter, r *http.Request, k *act.Kind) {
	c := callerOf(r.Context())
	body, err := sent(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	ask := answered.Request{Who: c.Who, Name: r.Header.Get(nameHeader), Says: k.ID + "\n" + r.Header.Get("If-Match") + "\n" + string(body)}
	free, ok := s.busy.take(ask)
	if !ok {
		w.Header().Set("Retry-After", "1")
		s.refuse(w, said(http.StatusConflict, "A request with this Idempotency-Key is being worked on. Send it again in a second."))
		return
	}
	defer free()
	if s.replay(w, r, c, ask) {
		return
	}
	a, err := filled(k, body)
	if err != nil {
		s.refuse(w, err)
		return
	}
	done, err := s.run(r.Context(), c, a, ask, r.Header.Get("If-Match"))
	if err != nil {
		// Another server of the folder may have done it meanwhile, or we did and the
		// answer of the database got lost.
		if !s.replay(w, r, c, ask) {
			s.refuse(w, err)
		}
		return
	}
	s.give(w, done)
}

// sent reads what was sent, and refuses what cannot be an act.
func sent(r *http.Request) ([]byte, error) {
	if r.URL.RawQuery != "" {
		return nil, problem(http.StatusUnprocessableEntity, Wrong{"query", "An act takes no parameters: send all that it needs in the body."})
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, problem(http.StatusUnsupportedMediaType)
	}
	body, err := io.ReadAll(r.Body)
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return nil, problem(http.StatusRequestEntityTooLarge)
	} else if err != nil {
		return nil, problem(http.StatusBadRequest)
	}
	name := r.Header.Get(nameHeader)
	if len(name) < 16 || len(name) > 255 || strings.ContainsFunc(name, func(x rune) bool { return x <= ' ' || x > '~' }) || len(r.Header.Values(nameHeader)) != 1 {
		return nil, said(http.StatusBadRequest, "Send the header "+nameHeader+" with a name for this request, new for each act, such as a UUID: 16 to 255 letters and signs without spaces. So it is done once, however often it is sent.")
	}
	return body, nil
}

// filled is the act that a body describes: a JSON object of field names and texts, or
// lists of texts.
func filled(k *act.Kind, body []byte) (act.Act, error) {
	from, err := fieldsIn(body)
	if err != nil {
		return nil, err
	}
	a := k.New()
	return a, act.Fill(a, from)
}

// fieldsIn reads one JSON object. A field that comes twice is refused: whoever looks at
// requests on the way may read the first of the two, and we the last.
func fieldsIn(body []byte) (map[string][]string, error) {
	no := candour.Invalid("", "The body must be one JSON object of texts, or lists of texts, such as {\"case\": \"…\"}, with each field once.")
	d := json.NewDecoder(bytes.NewReader(body))
	if at, err := d.Token(); err != nil || at != json.Delim('{') {
		return nil, no
	}
	out := map[string][]string{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, no
		}
		field, _ := name.(string)
		var v texts
		if _, twice := out[field]; twice || d.Decode(&v) != nil {
			return nil, no
		}
		out[field] = v
	}
	if _, err := d.Token(); err != nil {
		return nil, no
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, no
	}
	return out, nil
}

// run does the act, with what is remembered of it in the same transaction.
func (s *Server) run(ctx context.Context, c caller, a act.Act, ask answered.Request, match string) (out answered.Answer, err error) {
	now := s.Now()
	var in candour.CaseID
	_, err = s.Runner.RunBeside(ctx, act.By(c.Who, now), act.Beside{
		Allowed: func(tx *seal.Tx, of candour.Subject, within []candour.Subject) error {
			in = ""
			for _, x := range append([]candour.Subject{of}, within...) {
				if x.Kind == "case" {
					in = candour.CaseID(x.ID)
				}
			}
			return matches(tx, c, in, match)
		},
		Done: func(tx *seal.Tx, happened []candour.Event) error {
			out = answered.Answer{}
			body, err := json.Marshal(doneOf(a, happened))
			if err != nil {
				return err
			}
			out.Body = string(body)
			if in != "" {
				if out.Version, err = view.Version(tx, c.Who.Force, in); err != nil {
					return err
				}
			}
			return answered.Write(tx, ask, out, now)
		},
	}, a)
	return out, err
}

// matches refuses an act by somebody who has not seen the case as it is.
func matches(tx *seal.Tx, c caller, in candour.CaseID, match string) error {
	if match == "" {
		return nil
	}
	if in == "" {
		return problem(http.StatusPreconditionFailed, Wrong{"If-Match", "This act is not done in a case, which alone has an ETag. Send it without If-Match."})
	}
	is, err := view.Version(tx, c.Who.Force, in)
	if err != nil {
		return err
	}
	if match != `"`+is+`"` {
		return problem(http.StatusPreconditionFailed)
	}
	return nil
}

func doneOf(a act.Act, happened []candour.Event) Done {
	out := Done{[]Happened{}}
	for _, e := range act.Told(a.Of(), happened) {
		out.Events = append(out.Events, Happened{string(e.Kind), e.Subject.String(), e.On.String()})
	}
	return out
}

// replay answers what was answered before under the same name, if anything was.
func (s *Server) replay(w http.ResponseWriter, r *http.Request, c caller, ask answered.Request) bool {
	var was answered.Answer
	err := s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) (err error) {
		was, err = answered.Find(tx, ask, s.Now())
		return err
	})
	switch {
	case errors.Is(err, candour.ErrNotFound):
		return false
	case err != nil:
		s.refuse(w, err)
	case !was.Same:
		s.refuse(w, problem(http.StatusUnprocessableEntity, Wrong{nameHeader, "Another request was done under this name. Give each request a new one."}))
	default:
		w.Header().Set(replayHeader, "true")
		s.give(w, was)
	}
	return true
}

func (s *Server) give(w http.ResponseWriter, a answered.Answer) {
	if a.Version != "" {
		w.Header().Set("ETag", `"`+a.Version+`"`)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, a.Body+"\n") // the reader may have gone, and asks again
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
