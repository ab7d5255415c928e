package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/seal"
	"candour/web/desk"
)

// TestAPI does acts through the API: the same fields, the same refusals and the
// same silence about what is hidden as at the desk.
func TestAPI(t *testing.T) {
	t.Parallel()
	f, w := testWorld(t)
	h, err := f.handler(site{forces: w.forces, people: w.people, now: time.Now, log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()

	post := func(as, actID, body string) (int, string) {
		t.Helper()
		b := newBrowser(srv.URL)
		if as != "" {
			i := slices.IndexFunc(w.people, func(p desk.Person) bool { return p.Name == as })
			if _, _, err := b.do(t.Context(), "/desk/sign-in", url.Values{"as": {string(w.people[i].ID)}}); err != nil {
				t.Fatal(err)
			}
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/api/v1/acts/"+actID, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", rand.Text())
		for name, v := range b.cookies {
			req.AddCookie(&http.Cookie{Name: name, Value: v})
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(text) {
			t.Errorf("%s answered %q, which is not JSON", actID, text)
		}
		return res.StatusCode, string(text)
	}
	id := overdueCase(t, f)
	var first, second string
	if err := f.db.Read(t.Context(), func(tx *seal.Tx) error {
		return tx.One(`SELECT min(id), max(id) FROM cases_allegation WHERE force = $1 AND case_id = $2`, []any{"north", id}, &first, &second)
	}); err != nil {
		t.Fatal(err)
	}
	const triage, assessor, authority, accused = "Triage T, North force", "Assessor S, North force", "Authority U, North force", "Officer A, North force"
	for _, tt := range []struct {
		name, as, act, body string
		status              int
		says                string
	}{
		{"nobody", "", "assess-severity", `{"case":"` + id + `"}`, 401, "Sign in"},
		{"no such act", assessor, "burn-case", `{"case":"` + id + `"}`, 404, "Not found"},
		{"an act of the program", assessor, "import-case", `{"case":"` + id + `"}`, 404, "Not found"},
		{"no reasons", assessor, "assess-severity", `{"case":"` + id + `","severity":"misconduct"}`, 422, "What are your reasons?"},
		{"a field that is not there", assessor, "assess-severity", `{"case":"` + id + `","severity":"misconduct","reasons":"r","mood":"x"}`, 422, "mood"},
		{"not one of the answers", assessor, "assess-severity", `{"case":"` + id + `","severity":"dreadful","reasons":"r"}`, 422, "Choose one"},
		{"not an object", assessor, "assess-severity", `[1]`, 422, "JSON object"},
		{"the question is first", authority, "close-case", `{"case":"` + id + `","reasons":"r"}`, 404, "Not found"},
		{"the authority knows nobody", authority, "declare-on-case", `{"case":"` + id + `","knows":"nobody"}`, 200, "knows-nobody"},
		{"the assessor knows nobody", assessor, "declare-on-case", `{"case":"` + id + `","knows":"nobody"}`, 200, "knows-nobody"},
		{"too early", authority, "close-case", `{"case":"` + id + `","reasons":"r"}`, 409, "cannot be done now"},
		{"the officer concerned", accused, "tell-person", `{"case":"` + id + `","message":"m","harm":"no"}`, 404, "Not found"},
		{"a case that does not exist", accused, "tell-person", `{"case":"aaaaaaaaaaaaaaaa","message":"m","harm":"no"}`, 404, "Not found"},
		{"not described", assessor, "assess-severity", `{"case":"` + id + `","severity":"misconduct","reasons":"r"}`, 409, "what kind of thing is alleged"},
		{"a factor that is not offered", assessor, "describe-allegation", `{"allegation":"` + first + `","category":"A","factors":["domestic","mood"],"on-duty":"on"}`, 422, "Choose one or more"},
		{"described", assessor, "describe-allegation", `{"allegation":"` + first + `","category":"A","factors":["workplace"],"on-duty":"on"}`, 200, "allegation-described"},
		{"described, one text", assessor, "describe-allegation", `{"allegation":"` + second + `","category":"A","factors":"workplace","on-duty":"on"}`, 200, "allegation-described"},
		{"another force", "Assessor S, South force", "assess-severity", `{"case":"` + id + `","severity":"misconduct","reasons":"r"}`, 404, "Not found"},
		{"done", assessor, "assess-severity", `{"case":"` + id + `","severity":"misconduct","reasons":"r"}`, 200, "severity-assessed"},
		{"an allegation is undecided", authority, "close-case", `{"case":"` + id + `","reasons":"r"}`, 409, "allegation 1 and allegation 2 have no decision"},
	} {
		status, body := post(tt.as, tt.act, tt.body)
		if status != tt.status || !strings.Contains(body, tt.says) {
			t.Errorf("%s: %d %s, want %d and %q", tt.name, status, body, tt.status, tt.says)
		}
	}
}

// testWorld makes the demonstration's folder, with its logs' keys, unserved.
func testWorld(t *testing.T) (*folder, *world) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	seed, err := markDemo(dir)
	if err != nil {
		t.Fatal(err)
	}
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	w, err := f.makeWorld(t.Context(), seed, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range w.forces {
		if _, err := f.drain(context.Background(), x.ID); err != nil {
			t.Fatal(err)
		}
	}
	return f, w
}

// overdueCase is the demonstration's open case.
func overdueCase(t *testing.T, f *folder) (id string) {
	t.Helper()
	err := f.db.Read(t.Context(), func(tx *seal.Tx) error {
		return tx.One(`SELECT id FROM cases_case WHERE force = $1 AND closed_day = ''`, []any{string(candour.ForceID("north"))}, &id)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
