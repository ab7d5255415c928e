package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// unread fails where anybody reads it.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("what another site sent is read")
	return 0, errors.New("nobody should read this")
}

// TestForgedIsRefusedFirst: what another site made a browser send is refused before it
// waits for a turn. A turn that is refused shows what was typed on a page of our own,
// with a button to send it again: one press, and a forged form would be a real one.
func TestForgedIsRefusedFirst(t *testing.T) {
	t.Parallel()
	x := newFuzzed(t)
	for _, at := range []string{"/desk/grants/aaaaaaaaaaaaaaaa/approve-grant", "/report/", "/subject/sign-in", "/api/v1/acts/open-case"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at, unread{t})
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Origin", "https://evil.example")
		w := httptest.NewRecorder()
		x.h.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %d, want it refused", at, w.Code)
		}
	}
}
