package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/store"
	"candour/web/api"
	"candour/web/desk"
	"candour/web/signin"
)

// Each door has a target that fuzzes the path, the query and the body of each of
// its routes, by each kind of person who could be there, in a small world in a real
// database. `go test` runs the seeds; longer, one door at a time:
//
//	go test ./cmd/candour -run '^$' -fuzz '^FuzzReportDoor$' -fuzztime 2m

func FuzzReportDoor(f *testing.F)  { fuzzDoor(f, "report") }
func FuzzDeskDoor(f *testing.F)    { fuzzDoor(f, "desk") }
func FuzzSubjectDoor(f *testing.F) { fuzzDoor(f, "subject") }
func FuzzAPIDoor(f *testing.F)     { fuzzDoor(f, "api") }
func FuzzPublicDoor(f *testing.F)  { fuzzDoor(f, "public") }

// marker is what nobody may find in a page as it was sent.
const marker = `zq<"'>&qz`

// typings are what seeds put into each field: what people paste, and what people try.
var typings = []string{"", marker, odd, "yes", "2026-02-30", "-1", "\x00\xff\xc3", strings.Repeat("w", 3000), "//elsewhere.example/", "../../etc", "a,b;c\r\nSet-Cookie: x=y"}

func fuzzDoor(f *testing.F, door string) {
	routes := routesOf(f, door)
	if door == "api" {
		routes = append(routes, api.Patterns()...)
	}
	routes = append(routes, actRoutes(door)...)
	acts := len(actRoutes(door))
	for i, r := range routes {
		for k, typed := range typings {
			if i >= len(routes)-acts && (i+k)%len(typings) > 1 { // there are many, and one way to fill them
				continue
			}
			f.Add(uint16(i), byte(k), typed, "page="+url.QueryEscape(typed)+"&x="+url.QueryEscape(typed), filled(door, r, typed))
			if k%3 == 0 {
				f.Add(uint16(i), byte(i+k), "", "", filled(door, r, typed))
			}
		}
	}
	w := newFuzzed(f)
	f.Fuzz(func(t *testing.T, route uint16, who byte, param, query, body string) {
		w.ask(t, door, routes[int(route)%len(routes)], int(who), param, query, body)
	})
}

// actRoutes are the acts that have a form, each as a route.
func actRoutes(door string) (out []string) {
	for _, k := range kinds {
		if k.New == nil {
			continue
		}
		switch {
		case door == "api":
			out = append(out, "POST /api/v1/acts/"+k.ID)
		case door == "desk" && desk.Address(candour.Subject{Kind: k.Of, ID: "x"}) != "/desk/":
			at := strings.TrimSuffix(desk.Address(candour.Subject{Kind: k.Of, ID: "x"}), "x") + "{" + k.Of + "}/" + k.ID
			out = append(out, "GET "+at, "POST "+at)
		case door == "subject" && k.Of == "disclosure":
			out = append(out, "GET /subject/disclosures/{disclosure}/"+k.ID, "POST /subject/disclosures/{disclosure}/"+k.ID)
		}
	}
	return out
}

// filled is a body in which each field of a route holds the same.
func filled(door, route, typed string) string {
	form := url.Values{}
	for _, name := range []string{"what", "when", "where", "who", "more", "keep-out", "code", "force", "as", "query", "number", "first-code", "second-code"} {
		form.Set(name, typed)
	}
	i := slices.IndexFunc(kinds, func(k *act.Kind) bool { return k.New != nil && strings.HasSuffix(route, "/"+k.ID) })
	if i >= 0 {
		for n, in := range act.Inputs(kinds[i].New()) {
			form.Set(in.Name, typed)
			if len(in.Choices) > 0 && typed == "yes" {
				form.Set(in.Name, in.Choices[n%len(in.Choices)].Value)
			}
			if in.Kind == "date" {
				form.Set(in.Name+"-day", typed)
				form.Set(in.Name+"-month", "2")
				form.Set(in.Name+"-year", "2026")
			}
		}
	}
	if door != "api" {
		return form.Encode()
	}
	var b strings.Builder
	for name := range form {
		fmt.Fprintf(&b, "%s%q:%q", map[bool]string{true: "{", false: ","}[b.Len() == 0], name, form.Get(name))
	}
	return b.String() + "}"
}

// fuzzed is a demonstration whose doors are asked without a network.
type fuzzed struct {
	f       *folder
	w       *world
	h       http.Handler // sign-in as anybody
	strict  http.Handler // with passkeys
	log     bytes.Buffer
	cookies map[string]string // of whoever is signed in
	known   map[string][]string
	tables  []string
	asked   int
}

func newFuzzed(f testing.TB) *fuzzed {
	ctx := context.Background() // the target's own context ends before its inputs run
	dir := f.TempDir()
	folder, err := openFolder(ctx, dir)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = folder.Close() })
	x := &fuzzed{f: folder, cookies: map[string]string{}}
	if x.w, err = folder.makeWorld(ctx, []byte("0123456789ABCDEFGHIJKLMNOP\n"), time.Now()); err != nil {
		f.Fatal(err)
	}
	for _, force := range x.w.forces { // a log with its key, for the public door and proofs
		if _, err := folder.drain(ctx, force.ID); err != nil {
			f.Fatal(err)
		}
	}
	s := site{forces: x.w.forces, people: x.w.people, own: x.w.own, now: time.Now, log: slog.New(slog.NewTextHandler(&x.log, nil)), unheld: true}
	if x.h, err = folder.handler(s); err != nil {
		f.Fatal(err)
	}
	s.people, s.own = nil, nil
	if s.passkeys, err = signin.NewPasskeys(x.w.forces[0].ID, "http://localhost:8080"); err != nil {
		f.Fatal(err)
	}
	if x.strict, err = folder.handler(s); err != nil {
		f.Fatal(err)
	}
	x.look(f)
	return x
}

// look notes what there is: ids of each kind, and the tables.
func (x *fuzzed) look(t testing.TB) {
	x.known, x.tables = map[string][]string{}, nil
	err := x.f.db.Read(context.Background(), func(tx *seal.Tx) error {
		err := tx.Each(`SELECT DISTINCT subject_kind, subject_id FROM journal ORDER BY subject_kind, subject_id`, nil, func(scan func(...any) error) error {
			var kind, id string
			err := scan(&kind, &id)
			x.known[kind] = append(x.known[kind], id)
			return err
		})
		if err != nil {
			return err
		}
		return tx.Each(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			x.tables = append(x.tables, name)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ofRecord counts the rows of all tables but those that any request may write, and
// the refusals in the journal.
func (x *fuzzed) ofRecord(t testing.TB) string {
	var b strings.Builder
	err := x.f.db.Read(context.Background(), func(tx *seal.Tx) error {
		for _, name := range x.tables {
			if slices.Contains(store.NotOfRecord, name) || name == "journal" || name == "journal_head" || name == "seal_key" { // a refusal may make the key of the force
				continue
			}
			var n int
			if err := tx.One(`SELECT count(*) FROM `+name, nil, &n); err != nil {
				return err
			}
			fmt.Fprintf(&b, "%s %d\n", name, n)
		}
		var n int
		err := tx.One(`SELECT count(*) FROM journal WHERE kind <> $1`, []any{string(act.Refused)}, &n)
		fmt.Fprintf(&b, "journal %d\n", n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// target fills the wildcards of a pattern: with what was fuzzed, or, where that is
// empty, with something that is there.
func (x *fuzzed) target(pattern, param string, n int) (method, path string) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = http.MethodPost, pattern
	}
	path = strings.ReplaceAll(path, "{$}", "")
	if strings.HasSuffix(path, "/") && param != "" && !ok { // what catches all the rest
		path += url.PathEscape(param)
	}
	for {
		before, rest, ok := strings.Cut(path, "{")
		if !ok {
			return method, path
		}
		name, after, _ := strings.Cut(rest, "}")
		value := url.PathEscape(param)
		if param == "" {
			value = x.there(name, before, n)
		}
		path = before + value + after
	}
}

// there is something that a wildcard could stand for.
func (x *fuzzed) there(name, before string, n int) string {
	pick := func(list []string) string {
		if len(list) == 0 {
			return "aaaaaaaaaaaaaaaa"
		}
		return list[n%len(list)]
	}
	switch name {
	case "n":
		return "1"
	case "":
		if strings.HasPrefix(before, "/log/") {
			return string(x.w.forces[0].ID)
		}
		return pick([]string{"what", "when", "where", "who"})
	case "nouns":
		return pick([]string{"cases", "reports", "allegations", "officers"})
	case "act":
		return kinds[n%len(kinds)].ID
	case "id":
		kind := strings.TrimSuffix(before[strings.LastIndexByte(strings.TrimSuffix(before, "/"), '/')+1:], "s/")
		return pick(x.known[kind])
	}
	return pick(x.known[name])
}

// ask sends one request and holds the answer against what every answer must be.
func (x *fuzzed) ask(t *testing.T, door, pattern string, who int, param, query, body string) {
	method, path := x.target(pattern, param, who)
	query = strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || r == '#' { // end a request line, or never leave a browser
			return -1
		}
		return r
	}, query)
	if door == "api" && method == http.MethodPost && who%4 != 3 {
		query = "" // an act with a parameter is refused before its body is read
	}
	raw := fmt.Sprintf("%s %s?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", method, path, query)
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
	if err != nil {
		return // net/http itself refuses it
	}
	kind := "application/x-www-form-urlencoded"
	if door == "api" {
		kind = "application/json"
	}
	h := x.h
	if strings.Contains(pattern, "sign-in") || strings.Contains(pattern, "enrol") || strings.Contains(pattern, "recover") {
		if who%2 == 1 {
			h = x.strict
		}
		if strings.Contains(pattern, "passkey") {
			kind = "application/json"
		}
	}
	cookie := x.as(t, door, x.fit(door, pattern, who))
	r = r.WithContext(t.Context())
	r.RemoteAddr, r.Body = x.address(), http.NoBody
	if method == http.MethodPost {
		r.Body = struct {
			*strings.Reader
			unclosed
		}{strings.NewReader(body), unclosed{}}
		r.ContentLength = int64(len(body))
		r.Header.Set("Content-Type", kind)
		if door == "api" {
			r.Header.Set("Idempotency-Key", rand.Text())
		}
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	before := x.ofRecord(t)
	x.log.Reset()
	out := httptest.NewRecorder()
	h.ServeHTTP(out, r)
	x.judge(t, method+" "+path+"?"+query, out, before)
	if out.Code == http.StatusSeeOther {
		x.cookies = map[string]string{} // it may have been a way out
		x.look(t)
	}
}

type unclosed struct{}

func (unclosed) Close() error { return nil }

// judge is what is promised of every answer.
func (x *fuzzed) judge(t *testing.T, asked string, out *httptest.ResponseRecorder, before string) {
	h, page := out.Header(), out.Body.String()
	if out.Code >= 500 {
		t.Errorf("%s answers %d: an error of ours\n%s", asked, out.Code, x.log.String())
	}
	if to := h.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
		t.Errorf("%s leads to %q, away from us", asked, to)
	}
	if strings.HasPrefix(h.Get("Content-Type"), "text/html") && (strings.Contains(page, `zq<`) || strings.Contains(page, `<"'>`)) {
		t.Errorf("%s gives back what was sent as markup:\n%s", asked, page)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" && out.Code < 300 {
		t.Errorf("%s: nothing keeps a browser from guessing what it is: %v", asked, h)
	}
	if out.Body.Len() > 4<<20 {
		t.Errorf("%s answers with %d bytes", asked, out.Body.Len())
	}
	if log := x.log.String(); strings.Contains(log, "qz") && strings.Contains(log, "zq") {
		t.Errorf("%s: what was sent stands in the log: %s", asked, log)
	}
	if after := x.ofRecord(t); out.Code >= 400 && after != before {
		t.Errorf("%s answers %d, and something was written:\nbefore\n%s\nafter\n%s", asked, out.Code, before, after)
	}
}

// address is another each time: how often one client may try is not the question.
func (x *fuzzed) address() string {
	x.asked++
	return fmt.Sprintf("10.%d.%d.%d:9", x.asked>>16&255, x.asked>>8&255, x.asked&255)
}

// fit is, three times of four, somebody who may do the act of a route.
func (x *fuzzed) fit(door, pattern string, who int) int {
	i := slices.IndexFunc(kinds, func(k *act.Kind) bool { return k.New != nil && strings.HasSuffix(pattern, "/"+k.ID) })
	if i < 0 || who%4 == 3 || door != "desk" && door != "api" {
		return who
	}
	var may []int
	for n, p := range x.w.people {
		if p.Force == x.w.forces[0].ID && slices.ContainsFunc(strings.Split(p.Role, ", "), func(r string) bool { return slices.Contains(kinds[i].Roles, authz.Role(r)) }) {
			may = append(may, n+1)
		}
	}
	if len(may) == 0 {
		return who
	}
	return may[who%len(may)]
}

// as signs somebody in, once each, or nobody, and gives their cookie.
func (x *fuzzed) as(t testing.TB, door string, who int) string {
	key := fmt.Sprint(door, who)
	if c, ok := x.cookies[key]; ok {
		return c
	}
	path, form := "", url.Values{}
	switch {
	case door == "report" && who%3 == 1:
		path, form = "/report/", url.Values{"force": {string(x.w.forces[0].ID)}}
	case door == "report" && who%3 == 2:
		path, form = "/report/come-back", url.Values{"code": {x.w.codes[who%len(x.w.codes)]}}
	case door == "desk" || door == "api":
		if i := who % (len(x.w.people) + 1); i > 0 {
			path, form = "/desk/sign-in", url.Values{"as": {string(x.w.people[i-1].ID)}}
		}
	case door == "subject":
		if i := who % (len(x.w.own) + 1); i > 0 {
			path, form = "/subject/sign-in", url.Values{"as": {string(x.w.own[i-1].ID)}}
		}
	}
	cookie := ""
	if path != "" {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.RemoteAddr = x.address()
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		out := httptest.NewRecorder()
		x.h.ServeHTTP(out, r)
		for _, c := range out.Result().Cookies() {
			if c.Value != "" {
				cookie = c.Name + "=" + c.Value
			}
		}
		if cookie == "" {
			t.Fatalf("signing in at %s: %d", path, out.Code)
		}
	}
	x.cookies[key] = cookie
	return cookie
}
