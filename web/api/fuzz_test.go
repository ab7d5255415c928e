package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"candour/internal/testdb"
	"candour/web/api"
	"candour/workforce"
)

// fuzzed is a program, and one case that its person must not see.
func fuzzed(f *testing.F) (o *office, as http.Header, hidden []string) {
	o = newOffice(f)
	c := o.crew.CaseWorker
	o.knows(c.Who, o.open)
	id, parts := o.matter(c.Officer)
	return o, o.draw(c, o.service(c, workforce.ProposeService{Acts: workforce.ServiceActs{"name-source", "add-item", "handle-item", "verify-item"}})), []string{string(id), string(parts[0]), string(parts[1])}
}

// judge holds an answer to what holds of every one: no fault of ours, JSON or a calendar,
// and nothing that is hidden but what was sent.
func judge(t *testing.T, at string, w *httptest.ResponseRecorder, sent string, hidden []string) {
	t.Helper()
	kind := w.Header().Get("Content-Type")
	if w.Code >= 500 || w.Code >= 400 && kind != "application/problem+json" || !json.Valid(w.Body.Bytes()) && !strings.HasPrefix(kind, "text/calendar") {
		t.Errorf("%s: %d %s %s", at, w.Code, kind, w.Body)
	}
	for _, id := range hidden {
		if strings.Contains(w.Body.String(), id) && !strings.Contains(sent, id) {
			t.Errorf("%s shows %s: %s", at, id, w.Body)
		}
	}
}

var param = regexp.MustCompile(`\{[a-z]+\}`)

// FuzzQuery asks every address with any id and any query.
func FuzzQuery(f *testing.F) {
	o, as, hidden := fuzzed(f)
	var all []string
	for _, p := range api.Patterns() {
		if path, ok := strings.CutPrefix(p, "GET "); ok {
			all = append(all, path)
		}
	}
	for i := range all {
		for _, q := range []string{"", "limit=1", "limit=-1", "limit=99999999999999999999", "cursor=AAAA", "state=opened&state=closed", "opened_from=2026-02-30", "case=" + hidden[0], "decided=maybe", "%zz", "limit=%00", "mood=x", "rule=" + strings.Repeat("x", 200)} {
			f.Add(uint(i), hidden[i%3], q)
		}
	}
	f.Fuzz(func(t *testing.T, n uint, id, query string) {
		at := param.ReplaceAllLiteralString(all[n%uint(len(all))], url.PathEscape(id))
		u, err := url.ParseRequestURI(at)
		if err != nil {
			return
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		u.RawQuery = query
		r.URL, r.RequestURI, r.RemoteAddr, r.Header = u, u.RequestURI(), from, as.Clone()
		w := httptest.NewRecorder()
		o.h.ServeHTTP(w, r)
		judge(t, at+"?"+query, w, id+query, hidden)
	})
}

// FuzzBody sends any body to every act: none is done but the four of programs, whatever
// is in it, and on nothing that is hidden.
func FuzzBody(f *testing.F) {
	o, as, hidden := fuzzed(f)
	var all []string
	for _, k := range testdb.Kinds() {
		if k.New != nil {
			all = append(all, k.ID)
		}
	}
	good := o.source()
	for i := range all {
		for _, body := range []string{good, strings.Replace(good, string(o.allegations[0]), hidden[1], 1), `{}`, `null`, `[]`, `{"case":null}`, `{"case":["a","b"]}`, `{"case":"a","case":"b"}`, `{"case":1e999}`, good + good, `{"a":{"b":[{}]}}`, strings.Repeat("[", 20000), "\xff", `{"case":"\ud800"}`} {
			f.Add(uint(i), body)
		}
	}
	f.Fuzz(func(t *testing.T, n uint, body string) {
		id := all[n%uint(len(all))]
		w := o.ask(t, as, http.MethodPost, "/api/v1/acts/"+id, body, nil)
		judge(t, id+" "+body, w, body, hidden)
		if w.Code == http.StatusOK && id != "name-source" && id != "add-item" && id != "handle-item" && id != "verify-item" {
			t.Errorf("a program did %s with %s", id, body)
		}
		if w.Code == http.StatusOK && strings.Contains(body, `"allegation":"`+hidden[1]) {
			t.Errorf("done to what is hidden: %s", body)
		}
	})
}

// FuzzAuthorization sends anything as a secret: nobody comes in, and nothing breaks.
func FuzzAuthorization(f *testing.F) {
	o, as, hidden := fuzzed(f)
	right := as.Get("Authorization")
	for _, s := range []string{"", "Bearer", "Bearer ", "Bearer .", "Bearer ..", "Bearer north..x", right[:len(right)-1], right + "x", strings.ToLower(right), "Basic !", "Basic Og==", "Digest x", "Bearer " + strings.Repeat("x.", 5000), "Bearer north.\x00.x", "Bearer north." + hidden[0] + ".x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if header == right {
			return
		}
		w := o.ask(t, http.Header{"Authorization": {header}}, http.MethodGet, "/api/v1/cases", "", nil)
		judge(t, header, w, header, append(hidden, string(o.open)))
		if w.Code != http.StatusUnauthorized && w.Code != http.StatusTooManyRequests {
			t.Errorf("%q: %d", header, w.Code)
		}
	})
}
