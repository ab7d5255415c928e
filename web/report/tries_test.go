package report_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour/internal/testdb"
)

// TestWrongCodesOfOneClient: who tries many codes is told to wait, has what they
// typed before them, and keeps nobody else from coming back.
func TestWrongCodesOfOneClient(t *testing.T) {
	w := testdb.Open(t)
	sent := w.Send(1)
	d := open(t, w)
	try := func(from, code string) *http.Response {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/report/come-back", strings.NewReader(url.Values{"code": {code}}.Encode()))
		r.RemoteAddr = from + ":9"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		out := httptest.NewRecorder()
		d.h.ServeHTTP(out, r)
		return out.Result()
	}
	const wrong = "AAAA-AAAA-AAAA-AAAA"
	codes := map[int]int{}
	var last *http.Response
	for range 100 {
		last = try("203.0.113.66", wrong)
		codes[last.StatusCode]++
	}
	if codes[http.StatusUnprocessableEntity] != 20 || codes[http.StatusTooManyRequests] != 80 {
		t.Errorf("a hundred wrong codes: %v, want 20 looked up and 80 told to wait", codes)
	}
	if page := body(t, last); last.Header.Get("Retry-After") == "" || !strings.Contains(page, wrong) || !strings.Contains(page, "Wait a minute") {
		t.Errorf("refused with %v:\n%s", last.Header, page)
	}
	if r := try("203.0.113.66", sent.Code.Words()); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a right code from who tries too often: %s, want the same answer as to a wrong one", r.Status)
	}
	if r := try("203.0.113.7", sent.Code.Words()); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a right code from somebody else: %s", r.Status)
	}
	for range 100 { // as an onion service brings everybody: no address tells them apart
		try("127.0.0.1", wrong)
	}
	if r := try("127.0.0.1", sent.Code.Words()); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a right code from an address that many share: %s", r.Status)
	}
}

// TestCallsOfOneClient: who calls for help again and again does not wear out those on
// call; what was typed stands there again, nobody else's call is turned away, and
// where many share an address nobody is counted.
func TestCallsOfOneClient(t *testing.T) {
	w := testdb.Open(t)
	d := open(t, w)
	call := func(from, words string) *http.Response {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/report/danger", strings.NewReader(url.Values{"words": {words}}.Encode()))
		r.RemoteAddr = from + ":9"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		out := httptest.NewRecorder()
		d.h.ServeHTTP(out, r)
		return out.Result()
	}
	codes := map[int]int{}
	var last *http.Response
	for range 50 { // without a cookie each is a call of its own
		last = call("203.0.113.66", "let them look away")
		codes[last.StatusCode]++
	}
	if n := len(said(w)); n != 20 || codes[http.StatusTooManyRequests] != 30 {
		t.Errorf("fifty calls: %v, %d on file, want 20 of them", codes, n)
	}
	if page := body(t, last); last.Header.Get("Retry-After") == "" || !strings.Contains(page, "let them look away") || !strings.Contains(page, "This call was not sent") || !strings.Contains(page, "999") {
		t.Errorf("refused with %v:\n%s", last.Header, page)
	}
	if r := call("203.0.113.7", "he is at the door"); r.StatusCode == http.StatusTooManyRequests || len(said(w)) != 21 {
		t.Errorf("somebody else's call: %s, %d on file", r.Status, len(said(w)))
	}
	for range 30 {
		call("127.0.0.1", "he is at the door")
	}
	if n := len(said(w)); n != 51 {
		t.Errorf("from an address that many share: %d on file, want 51", n)
	}
	w.Now = w.Now.Add(time.Minute)
	if r := call("203.0.113.66", "now it is true"); r.StatusCode == http.StatusTooManyRequests || len(said(w)) != 52 {
		t.Errorf("a minute later: %s", r.Status)
	}
}
