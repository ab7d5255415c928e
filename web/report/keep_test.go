package report_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/internal/testdb"
	"candour/web/page/session"
	"candour/web/report"
)

// door is the report door of a deployment, with made files.
type door struct {
	t     *testing.T
	h     http.Handler
	fails error // of the proof
	log   bytes.Buffer
}

func open(t *testing.T, w *testdb.World) *door {
	d := &door{t: t}
	now := func() time.Time { return w.Now }
	s := &report.Server{
		Runner: w.Runner, Forces: []report.Force{{ID: testdb.Force, Name: "North force"}}, Now: now, Paging: report.Paging{On: true},
		Mine: session.New(w.DB.DB, "mine", 15*time.Minute, time.Hour, now), Log: slog.New(slog.NewTextHandler(&d.log, nil)),
		Proof: func(_ context.Context, f candour.ForceID, id candour.ReportID) ([]byte, error) {
			return fmt.Appendf(nil, "proof of %s %s", f, id), d.fails
		},
		Account: func(_ context.Context, f candour.ForceID, id candour.ReportID) ([]byte, error) {
			return fmt.Appendf(nil, "account of %s %s", f, id), nil
		},
	}
	d.h = s.Handler()
	return d
}

func (d *door) ask(method, path, cookie string, form url.Values) *http.Response {
	d.t.Helper()
	r := httptest.NewRequestWithContext(d.t.Context(), method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	out := httptest.NewRecorder()
	d.h.ServeHTTP(out, r)
	return out.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// enter comes back with a code and gives the cookie.
func (d *door) enter(s testdb.Sent) string {
	d.t.Helper()
	r := d.ask(http.MethodPost, "/report/come-back", "", url.Values{"code": {s.Code.Words()}})
	for _, c := range r.Cookies() {
		if r.StatusCode == http.StatusSeeOther && c.Value != "" {
			return c.Name + "=" + c.Value
		}
	}
	d.t.Fatalf("coming back: %s", r.Status)
	return ""
}

// TestKeepAProof: each person gets the files of their own report and of no other,
// to be saved under names that say nothing, and kept by no cache.
func TestKeepAProof(t *testing.T) {
	w := testdb.Open(t)
	a, b := w.Send(1), w.Send(2)
	d := open(t, w)
	she, he := d.enter(a), d.enter(b)
	mine := body(t, d.ask(http.MethodGet, "/report/mine", she, nil))
	for _, want := range []string{"Keep a proof", "Stop and think first", `href="/report/mine/notes-1.txt"`, `href="/report/mine/notes-2.txt"`} {
		if !strings.Contains(mine, want) {
			t.Errorf("her page does not say %q", want)
		}
	}
	if strings.Contains(mine, "<details open") || !strings.Contains(mine, `<details id="keep"`) {
		t.Error("the section is not closed until she opens it")
	}
	for _, x := range []struct{ who, cookie, path, want, name string }{
		{"she", she, "/report/mine/notes-1.txt", "proof of north " + string(a.Report), "notes-1.txt"},
		{"she", she, "/report/mine/notes-2.txt", "account of north " + string(a.Report), "notes-2.txt"},
		{"he", he, "/report/mine/notes-1.txt?report=" + string(a.Report), "proof of north " + string(b.Report), "notes-1.txt"},
		{"he", he, "/report/mine/notes-2.txt", "account of north " + string(b.Report), "notes-2.txt"},
	} {
		r := d.ask(http.MethodGet, x.path, x.cookie, nil)
		if got := body(t, r); r.StatusCode != 200 || got != x.want {
			t.Errorf("%s, %s: %d %q, want %q", x.who, x.path, r.StatusCode, got, x.want)
		}
		for name, want := range map[string]string{"Content-Disposition": `attachment; filename="` + x.name + `"`, "Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", x.path, name, got, want)
			}
		}
	}
	// Whoever is not signed in, or not any more, learns not even that there are files.
	if r := d.ask(http.MethodPost, "/report/mine", she, url.Values{}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("closing: %s", r.Status)
	}
	for who, cookie := range map[string]string{"a stranger": "", "a made-up visit": "__Host-mine=abc", "she, after she closed": she} {
		absent := d.ask(http.MethodGet, "/report/mine/notes-3.txt", cookie, nil)
		want := body(t, absent)
		for _, path := range []string{"/report/mine/notes-1.txt", "/report/mine/notes-2.txt"} {
			r := d.ask(http.MethodGet, path, cookie, nil)
			if got := body(t, r); r.StatusCode != http.StatusNotFound || got != want || !maps.EqualFunc(r.Header, absent.Header, func(x, y []string) bool { return strings.Join(x, "\n") == strings.Join(y, "\n") }) {
				t.Errorf("%s, %s: %d %v, want the answer of an absent page: %d %v", who, path, r.StatusCode, r.Header, absent.StatusCode, absent.Header)
			}
		}
	}
	if d.log.Len() > 0 {
		t.Errorf("it logged:\n%s", &d.log)
	}
}

// TestKeepAProofThatIsNotThere: what the page says, and what the address answers.
func TestKeepAProofThatIsNotThere(t *testing.T) {
	w := testdb.Open(t)
	d := open(t, w)
	she := d.enter(w.Send(1))
	for name, x := range map[string]struct {
		err    error
		says   string
		status int
	}{
		"not in the log yet": {fmt.Errorf("so: %w", report.ErrNotYet), "Come back with your code then", http.StatusSeeOther},
		"our trouble":        {errors.New("disk"), "Something went wrong on our side", http.StatusInternalServerError},
		"nothing to prove":   {candour.ErrNotFound, "", http.StatusNotFound},
	} {
		d.fails = x.err
		page := body(t, d.ask(http.MethodGet, "/report/mine", she, nil))
		if strings.Contains(page, "notes-1.txt") || strings.Contains(page, "notes-2.txt") || !strings.Contains(page, x.says) || strings.Contains(page, `id="keep"`) != (x.says != "") {
			t.Errorf("%s: the page does not say %q, or offers files", name, x.says)
		}
		if r := d.ask(http.MethodGet, "/report/mine/notes-1.txt", she, nil); r.StatusCode != x.status {
			t.Errorf("%s: %d, want %d", name, r.StatusCode, x.status)
		}
	}
}
