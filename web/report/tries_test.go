package report_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

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
