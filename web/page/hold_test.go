package page_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"candour/web/page"
)

// TestHeld: what is absent and what answers an act leaves on the grid, however
// long it took; a page that is there leaves at once.
func TestHeld(t *testing.T) {
	const first, step = page.HoldFirst, page.HoldStep
	for name, c := range map[string]struct {
		method string
		status int
		took   time.Duration
		leaves time.Duration
	}{
		"absent, found out at once":   {http.MethodGet, 404, 0, first},
		"absent, after a look":        {http.MethodGet, 404, 3 * time.Millisecond, first},
		"absent, after many":          {http.MethodGet, 404, first - 1, first},
		"absent, a little late":       {http.MethodGet, 404, first, step},
		"absent, on a slow machine":   {http.MethodGet, 404, step + 1, 2 * step},
		"an act":                      {http.MethodPost, 303, 7 * time.Millisecond, first},
		"an act that is refused":      {http.MethodPost, 409, 7 * time.Millisecond, first},
		"an act without a word":       {http.MethodPost, 0, 7 * time.Millisecond, first},
		"an act that only says words": {http.MethodPost, -1, 7 * time.Millisecond, first},
		"a page":                      {http.MethodGet, 200, 3 * time.Millisecond, 3 * time.Millisecond},
	} {
		now := time.Unix(1_000_000, 0)
		began := now
		var left time.Time
		slept := 0
		hold := page.HoldTo(first, step, func() time.Time { return now }, func(_ context.Context, d time.Duration) { slept++; now = now.Add(d) })
		h := page.Held(hold)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			now = now.Add(c.took)
			switch c.status {
			case 0:
				return
			case -1:
				_, _ = w.Write([]byte("done"))
			default:
				w.WriteHeader(c.status)
			}
			left = now
			now = now.Add(time.Second) // what is written after the first byte is not waited for again
		}))
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(c.method, "/", nil))
		if left.IsZero() {
			left = now
		}
		if got := left.Sub(began); got != c.leaves || slept > 1 {
			t.Errorf("%s: left after %v with %d sleeps, want %v with at most one", name, got, slept, c.leaves)
		}
	}
	plain := http.NotFoundHandler()
	w := httptest.NewRecorder()
	page.Held(nil)(plain).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != 404 {
		t.Errorf("without a hold: %d", w.Code)
	}
}
