package twin

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/internal/testdb"
	"candour/web/desk"
)

// Absent is an id that is nobody's in either world.
const Absent = "aaaaaaaaaaaaaaaa"

// Pages are the routes of the desk, of the subject door and the API, each with the addresses that are
// asked for: {accused}, {case}, {report}, {waiting} and {allegation} are of the
// matter, {absent} of nothing, {other-case} and {other-report} of matters that are
// in both worlds. Routes that take an act's name are asked by Acts.
var Pages = map[string][]string{
	`"GET " + d.at() + "/sign-in"`:                    {"/desk/sign-in", "/subject/sign-in"},
	`"POST " + d.at() + "/sign-in"`:                   {},
	`"POST " + d.at() + "/sign-in/passkey"`:           {},
	`"GET " + d.at() + "/sign-in/provider"`:           {"/desk/sign-in/provider", "/subject/sign-in/provider"},
	`"GET " + d.at() + "/sign-in/provider/back"`:      {"/desk/sign-in/provider/back?code=x&state=x"},
	`"POST " + d.at() + "/sign-in/provider/ended"`:    {},
	`"GET " + d.at() + "/enrol"`:                      {"/desk/enrol", "/subject/enrol"},
	`"POST " + d.at() + "/enrol"`:                     {},
	`"POST " + d.at() + "/enrol/passkey"`:             {},
	`"POST " + d.at() + "/sign-out"`:                  {},
	`"GET " + d.at() + "/me/{$}"`:                     {"/desk/me/", "/subject/me/"},
	`"POST " + d.at() + "/me/passkeys/{id}/rename"`:   {"/subject/me/passkeys/{absent}/rename ?name", "/subject/me/passkeys/{case}/rename ?name"},
	`"GET " + d.at() + "/me/passkeys/{id}/withdraw"`:  {"/desk/me/passkeys/{absent}/withdraw", "/desk/me/passkeys/{case}/withdraw", "/subject/me/passkeys/{case}/withdraw"},
	`"POST " + d.at() + "/me/passkeys/{id}/withdraw"`: {"/subject/me/passkeys/{case}/withdraw ?x"},
	`"POST " + d.at() + "/me/sessions"`:               {"/subject/me/sessions ?session"},
	"GET /desk/sign-ins/{$}":                          {"/desk/sign-ins/"},
	"POST /desk/sign-ins/{$}":                         {},
	"GET /desk/{$}": {
		"/desk/", "/desk/?page=1", "/desk/?page=2&undated=1", "/desk/?page=-1&undated=x", "/desk/?all=yes", "/desk/?due=overdue", "/desk/?due=soon&sort=newest",
		"/desk/?whose=mine", "/desk/?whose=team", "/desk/?sort=oldest&whose=nobody", "/desk/?kind=complaints-34-2-a-i-first-update", "/desk/?kind=new-report", "/desk/?track=complaint", "/desk/?track=new-report",
		"/desk/?state=opened", "/desk/?state=assessed", "/desk/?sort=latest&state=closed", "/desk/?category=J", "/desk/?category=A", "/desk/?sensitive=yes", "/desk/?unit=response", "/desk/?unit=other-unit", "/desk/?sort=newest&unit=response",
		"/desk/?from=2026-01-01&to=2026-12-31", "/desk/?from-day=x", "/desk/?wrong=order",
	},
	"GET /desk/reports/{id}":                   {"/desk/reports/{report}", "/desk/reports/{waiting}", "/desk/reports/{absent}", "/desk/reports/{other-report}"},
	"GET /desk/cases/{id}":                     {"/desk/cases/{case}", "/desk/cases/{case}?part=1", "/desk/cases/{absent}", "/desk/cases/{other-case}", "/desk/cases/{earlier-case}"},
	"GET /desk/officers/{$}":                   {"/desk/officers/", "/desk/officers/?query=7001"},
	"POST /desk/officers/{$}":                  {"/desk/officers/ 7001", "/desk/officers/ Accused", "/desk/officers/ Officer", "/desk/officers/ {case}", "/desk/officers/ 9999"},
	"GET /desk/officers/{id}":                  {"/desk/officers/{accused}", "/desk/officers/{gone}", "/desk/officers/{other}", "/desk/officers/{absent}"},
	"GET /desk/{nouns}/{id}/{act}":             {"/desk/cases/{case}/shred", "/desk/nothing/{case}/close-case"},
	"POST /desk/{nouns}/{id}/{act}":            {},
	"/desk/":                                   {"/desk/nowhere", "/desk/cases/", "/desk/cases/{case}/", "/desk/allegations/{allegation}"},
	"GET /subject/{$}":                         {"/subject/", "/subject/?page=1"},
	"GET /subject/disclosures/{id}/{act}":      {"/subject/disclosures/{case}/answer-notice", "/subject/disclosures/{absent}/answer-notice", "/subject/disclosures/{report}/shred"},
	"POST /subject/disclosures/{id}/{act}":     {"/subject/disclosures/{case}/answer-notice ?says", "/subject/disclosures/{absent}/speak-against-suspension ?says"},
	"/subject/":                                {"/subject/nowhere", "/subject/cases/{case}", "/subject/disclosures/{case}"},
	"POST /api/v1/acts/{act}":                  {},
	"/api/":                                    {"/api/v1/acts/close-case", "/api/v1/cases/{case}/nothing"},
	`"GET " + base + "/openapi.json"`:          {"/api/v1/openapi.json"},
	"GET /api/v1/cases":                        {"/api/v1/cases", "/api/v1/cases?limit=1", "/api/v1/cases?state=assessed", "/api/v1/cases?state=opened&opened_from=2025-01-01", "/api/v1/cases?opened_to=2026-01-01&limit=200", "/api/v1/cases?mood=x"},
	"GET /api/v1/cases/{id}":                   {"/api/v1/cases/{case}", "/api/v1/cases/{absent}", "/api/v1/cases/{other-case}", "/api/v1/cases/{earlier-case}"},
	"GET /api/v1/cases/{id}/clocks":            {"/api/v1/cases/{case}/clocks", "/api/v1/cases/{absent}/clocks", "/api/v1/cases/{earlier-case}/clocks"},
	"GET /api/v1/cases/{id}/events":            {"/api/v1/cases/{case}/events", "/api/v1/cases/{absent}/events", "/api/v1/cases/{earlier-case}/events"},
	"GET /api/v1/allegations":                  {"/api/v1/allegations", "/api/v1/allegations?limit=1", "/api/v1/allegations?case={case}", "/api/v1/allegations?decided=no"},
	"GET /api/v1/allegations/{id}":             {"/api/v1/allegations/{allegation}", "/api/v1/allegations/{absent}"},
	"GET /api/v1/clocks":                       {"/api/v1/clocks", "/api/v1/clocks?limit=1", "/api/v1/clocks?overdue=yes", "/api/v1/clocks?rule=complaints-34-2-a-i-first-update", "/api/v1/clocks?by_from=2026-01-01&by_to=2026-12-31"},
	"GET /api/v1/calendar.ics":                 {"/api/v1/calendar.ics", "/api/v1/calendar.ics?rule=x"},
	"GET /api/v1/events":                       {"/api/v1/events", "/api/v1/events?limit=1", "/api/v1/events?limit=200", "/api/v1/events?cursor=x"},
	"GET /subject/disclosures/{id}":            {"/subject/disclosures/{case}", "/subject/disclosures/{absent}"},
	"GET /subject/representations/{id}/{act}":  {"/subject/representations/{case}/accept-representation", "/subject/representations/{absent}/withdraw-representative"},
	"POST /subject/representations/{id}/{act}": {"/subject/representations/{case}/accept-representation ?says", "/subject/representations/{absent}/decline-representation ?says"},
	"GET /desk/cases/{id}/print":               {"/desk/cases/{case}/print", "/desk/cases/{absent}/print", "/desk/cases/{earlier-case}/print"},
	"POST /desk/cases/{id}/print":              {"/desk/cases/{case}/print for the hearing", "/desk/cases/{absent}/print for the hearing", "/desk/cases/{earlier-case}/print for the hearing"},
	"GET /desk/officers/{id}/print":            {"/desk/officers/{accused}/print", "/desk/officers/{absent}/print"},
	"POST /desk/officers/{id}/print":           {"/desk/officers/{accused}/print for the hearing", "/desk/officers/{other}/print for the hearing", "/desk/officers/{absent}/print for the hearing"},
	"GET /desk/units/{$}":                      {"/desk/units/", "/desk/units/?page=1"},
	"GET /desk/units/{id}":                     {"/desk/units/response", "/desk/units/command", "/desk/units/other-unit?now=1&before=1&years=10", "/desk/units/{absent}"},
	"GET /desk/views":                          {"/desk/views", "/desk/views?category=J"},
	"POST /desk/views":                         {"/desk/views ?name", "/desk/views ?mood"},
	"POST /desk/views/{id}/remove":             {"/desk/views/{absent}/remove ?", "/desk/views/{case}/remove ?"},
	"POST /desk/views/{id}/open-with":          {"/desk/views/{absent}/open-with ?"},
	"GET /desk/search":                         {"/desk/search", "/desk/search?query=7001"},
	"POST /desk/search":                        {"/desk/search 7001", "/desk/search Accused", "/desk/search {case}", "/desk/search {report}", "/desk/search {waiting}", "/desk/search {allegation}", "/desk/search {absent}", "/desk/search {reference}", "/desk/search {reference}/1", "/desk/search {other-case}", "/desk/search AAA-AAA-AAB", "/desk/search x@y.org"},
	"GET /desk/danger/{$}":                     {"/desk/danger/", "/desk/danger/?page=1"},
	"GET /desk/orders/{$}":                     {"/desk/orders/"},
}

// Addresses are those of Pages, sorted, filled in.
func (p *Pair) Addresses() (out []string) {
	a := p.With
	fill := strings.NewReplacer("{case}", string(a.Matter.Case), "{report}", string(a.Matter.Report), "{waiting}", string(a.Matter.Waiting),
		"{allegation}", string(a.Matter.Allegation), "{absent}", Absent, "{accused}", "officer-accused", "{gone}", "officer-gone", "{other}", "officer-other",
		"{reference}", candour.Reference(string(a.Matter.Case)), "{other-case}", string(a.Others.Case), "{earlier-case}", string(a.Others.Earlier), "{other-report}", string(a.Others.Report))
	for _, route := range slices.Sorted(maps.Keys(Pages)) {
		for _, at := range Pages[route] {
			out = append(out, fill.Replace(at))
		}
	}
	return out
}

// Open asks for an address, or posts the search that stands behind a space in it;
// of the subject door the field whose name stands there.
func (a Asker) Open(at string) string {
	path, query, searches := strings.Cut(at, " ")
	if field, says := strings.CutPrefix(query, "?"); says && !strings.HasPrefix(path, "/subject/") {
		return a.Send(a.Desk, path, "application/x-www-form-urlencoded", url.Values{field: {"words that somebody typed"}, "filter": {"category=J"}}.Encode())
	}
	if strings.HasPrefix(path, "/subject/") {
		if field, says := strings.CutPrefix(query, "?"); says {
			return a.Send(a.Own, path, "application/x-www-form-urlencoded", url.Values{field: {"words that somebody typed"}}.Encode())
		}
		return a.request(a.Own, http.MethodGet, path, "", "")
	}
	if searches {
		return a.Send(a.Desk, path, "application/x-www-form-urlencoded", url.Values{"query": {query}, "purpose": {query}}.Encode())
	}
	if strings.HasPrefix(path, "/api/") {
		return a.request(a.API, http.MethodGet, path, "", "")
	}
	return a.request(a.Desk, http.MethodGet, path, "", "")
}

// Program asks an address of the API through the account of the accused, and not as
// somebody who is signed in.
func (a Asker) Program(at string) string {
	r := httptest.NewRequestWithContext(a.Ctx, http.MethodGet, at, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+a.program)
	w := httptest.NewRecorder()
	a.API.ServeHTTP(w, r)
	return written(w)
}

// sealedCursor is a place in a list, sealed: whoever holds it cannot tell two of them
// apart but by their length, which is compared. That it opens for nobody else, and that
// all are of one length, the tests of the API itself look at.
var sealedCursor = regexp.MustCompile(`"next":"[-_A-Za-z0-9]+"`)

// Send posts to a door.
func (a Asker) Send(door http.Handler, path, kind, body string) string {
	return a.request(door, http.MethodPost, path, kind, body)
}

func (a Asker) request(door http.Handler, method, path, kind, body string) string {
	r := httptest.NewRequestWithContext(a.Ctx, method, path, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if method == http.MethodPost && strings.HasPrefix(path, "/api/") {
		a.World.named++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("twin-request-%09d", a.World.named))
	}
	token, ok := a.tokens[a.Person.ID]
	if !ok {
		token = a.signIn()
	}
	r.AddCookie(&http.Cookie{Name: "desk", Value: token})
	w := httptest.NewRecorder()
	door.ServeHTTP(w, r)
	return strings.ReplaceAll(written(w), token, "TOKEN")
}

// written is all of an answer.
func written(w *httptest.ResponseRecorder) string {
	var b strings.Builder
	fmt.Fprintf(&b, "status %d\n", w.Code)
	for _, name := range slices.Sorted(maps.Keys(w.Result().Header)) {
		if name != "Date" {
			fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(w.Result().Header[name], ", "))
		}
	}
	fmt.Fprintf(&b, "%d bytes\n%s", w.Body.Len(), sealedCursor.ReplaceAllStringFunc(w.Body.String(), func(c string) string { return fmt.Sprintf("a cursor of %d letters", len(c)) }))
	return b.String()
}

// signIn signs in beside the question, and leaves nothing in its trace.
func (a Asker) signIn() string {
	r := httptest.NewRequest(http.MethodPost, "/desk/sign-in", strings.NewReader(url.Values{"as": {string(a.Person.ID)}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	a.Desk.ServeHTTP(w, r)
	a.World.held = 0
	for _, c := range w.Result().Cookies() {
		if c.Name == "desk" {
			a.tokens[a.Person.ID] = c.Value
		}
	}
	return a.tokens[a.Person.ID]
}

// Subjects are what an act of a kind is tried on: what is hidden, what is not
// there, and the officer's own file.
func (p *Pair) Subjects(kind string) []string {
	hidden := p.With.Matter
	switch kind {
	case "report":
		return []string{string(hidden.Report), string(hidden.Waiting), Absent}
	case "case":
		return []string{string(hidden.Case), Absent}
	case "allegation":
		return []string{string(hidden.Allegation), Absent}
	case "matter":
		return []string{hidden.Owed, Absent}
	case "withdrawal":
		return []string{hidden.Withdrawal, Absent}
	case "mailbox":
		return []string{string(hidden.Report), Absent}
	case "message":
		return []string{hidden.Message, Absent}
	case "page":
		return []string{hidden.Page, Absent}
	case "officer":
		return []string{"officer-accused", "officer-gone", Absent}
	case "force":
		return []string{string(testdb.Force)}
	}
	return []string{string(hidden.Case), Absent}
}

// Fields fills an act in as a form does: the first of each answer that is offered.
func (a Asker) Fields(k *act.Kind, id string) map[string]string {
	out := map[string]string{}
	for _, in := range act.Inputs(k.New()) {
		switch {
		case in.Name == k.Of:
			out[in.Name] = id
		case in.Name == "officer", in.Name == "alternate":
			out[in.Name] = "officer-accused"
		case in.Name == "hash":
			out[in.Name] = strings.Repeat("a", 64)
		case in.Name == "allegations":
			out[in.Name] = "all"
		case in.Choices != nil:
			out[in.Name] = in.Choices[0].Value
		case in.Kind == "yes-no":
			out[in.Name] = "no"
		case in.Kind == "date":
			out[in.Name] = candour.On(a.Now).String()
		default:
			out[in.Name] = "words that somebody typed"
		}
	}
	return out
}

// Form posts an act at the desk, and Call at the API.
func (a Asker) Form(k *act.Kind, id string, fields map[string]string) string {
	v := url.Values{}
	for name, value := range fields {
		if name != k.Of {
			v.Set(name, value)
		}
	}
	return a.Send(a.Desk, desk.Address(candour.Subject{Kind: k.Of, ID: id})+"/"+k.ID, "application/x-www-form-urlencoded", v.Encode())
}

// Call posts an act at the API.
func (a Asker) Call(k *act.Kind, fields map[string]string) string {
	b, err := json.Marshal(fields)
	if err != nil {
		a.T.Fatal(err)
	}
	return a.Send(a.API, "/api/v1/acts/"+k.ID, "application/json", string(b))
}
