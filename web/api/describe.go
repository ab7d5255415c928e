package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// about is what stands before the operations.
const about = "What was said about officers’ conduct, and what became of it, for programs: no word that anybody said is in it, only ids, kinds, states and days. " +
	"Whatever you must not see answers as if it were not there, and is in no list, no number and no gap between numbers. Every reading is on record.\n\n" +
	"A program has an account, for which a person answers: it sees what that person sees in one of their roles. Lists go page by page: send the cursor that came as next, with the same filters. " +
	"An act needs the header Idempotency-Key; sent again within a day under the same key it is not done again, and gets the same answer. docs/api.md tells the rest, with examples that run."

// reading is what is written of one GET.
type reading struct {
	path, id, summary, says string
	errors                  []int
	example                 any
}

// config is the document without its operations.
func config() huma.Config {
	c := huma.DefaultConfig("Candour", "1")
	c.Info.Description = about
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // no page of anybody else's
	c.CreateHooks, c.Transformers = nil, nil
	c.RejectUnknownQueryParameters = true // nothing that was sent is silently dropped
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"secret":   {Type: "http", Scheme: "bearer", Description: "The secret of a program’s account, as ‘candour staff service secret’ printed it."},
		"password": {Type: "http", Scheme: "basic", Description: "The same in two parts, for programs that ask for a name and a password: what stands before the last full stop is the name, and the rest the password."},
	}
	c.Security = []map[string][]string{{"secret": {}}, {"password": {}}}
	return c
}

// describe registers every operation, and gives the document.
func (s *Server) describe(routes *http.ServeMux) *huma.OpenAPI {
	useProblems()
	api := humago.New(routes, config())
	s.readings(api)
	s.calendar(api)
	s.acts(api)
	problems(api.OpenAPI())
	return api.OpenAPI()
}

// read registers one reading.
func read[I, O any](s *Server, api huma.API, d reading, f func(context.Context, caller, *I) (*O, error)) {
	op := huma.Operation{Method: http.MethodGet, Path: base + d.path, OperationID: d.id, Summary: d.summary, Description: d.says, Errors: append([]int{401, 422, 429, 500}, d.errors...)}
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, callerOf(ctx), in)
		if err != nil {
			return nil, s.problemOf(err)
		}
		return out, nil
	})
	answer := api.OpenAPI().Paths[op.Path].Get.Responses["200"]
	answer.Description = "What was asked for, as far as you may see it."
	answer.Content["application/json"].Example = d.example
}

// problems writes each problem once, with an example, and has every operation refer to
// it: a hundred acts have the same ten.
func problems(doc *huma.OpenAPI) {
	schema := doc.Components.Schemas.Schema(typeOf[Problem](), true, "Problem")
	doc.Components.Responses = map[string]*huma.Response{}
	for status := range titles {
		p := problem(status)
		if status == http.StatusUnprocessableEntity {
			p.Errors = []Wrong{{"reasons", "Answer the question “What are your reasons?”"}}
		}
		doc.Components.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: p.Title + ". " + p.Detail,
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema, Example: p}},
		}
	}
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			for code := range op.Responses {
				if doc.Components.Responses[code] != nil {
					op.Responses[code] = &huma.Response{Ref: "#/components/responses/" + code}
				}
			}
		}
	}
}
