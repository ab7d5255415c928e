package page

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestHeaders(t *testing.T) {
	for _, door := range []Door{PublicDoor, ReportDoor, DeskDoor, SubjectDoor, OversightDoor} {
		w := httptest.NewRecorder()
		Headers(door)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		for name, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" + map[Door]string{ReportDoor: "; script-src 'self'"}[door] + "; require-trusted-types-for 'script'; trusted-types 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "same-origin",
			"Cache-Control":                "no-store",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", door, name, got, want)
			}
		}
		for feature := range strings.SplitSeq(w.Header().Get("Permissions-Policy"), ", ") {
			if !strings.HasSuffix(feature, "=()") {
				t.Errorf("%s: %s is allowed", door, feature)
			}
		}
		if hidden := w.Header().Get("X-Robots-Tag") != ""; hidden != (door != PublicDoor) {
			t.Errorf("%s: hidden from search %v", door, hidden)
		}
	}
}

func TestAssetHandler(t *testing.T) {
	built := fstest.MapFS{
		"manifest.json": {Data: []byte(`{"desk.css": "desk-1.css", "notes.svg": "notes-2.svg"}`)},
		"desk-1.css":    {Data: []byte("a{}")},
		"notes-2.svg":   {Data: []byte("<svg/>")},
		".keep":         {},
		"left.css":      {Data: []byte("b{}")},
	}
	a, err := readAssets(built)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.url("desk.css"), "/assets/desk-1.css"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, c := range []struct {
		method, path string
		status       int
		kind, cache  string
	}{
		{"GET", "/assets/desk-1.css", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		{"HEAD", "/assets/notes-2.svg", 200, "image/svg+xml", "public, max-age=31536000, immutable"},
		{"GET", "/assets/left.css", 404, "", "no-store"},
		{"GET", "/assets/manifest.json", 404, "", "no-store"},
		{"GET", "/assets/.keep", 404, "", "no-store"},
		{"GET", "/assets/", 404, "", "no-store"},
		{"GET", "/assets/../assets/desk-1.css", 404, "", "no-store"},
		{"GET", "/desk-1.css", 404, "", "no-store"},
		{"POST", "/assets/desk-1.css", 405, "", ""},
	} {
		w := httptest.NewRecorder()
		Headers(DeskDoor)(a).ServeHTTP(w, &http.Request{Method: c.method, URL: httptest.NewRequest("GET", c.path, nil).URL, Header: http.Header{}})
		if w.Code != c.status {
			t.Errorf("%s %s: status %d, want %d", c.method, c.path, w.Code, c.status)
		}
		if got := w.Header().Get("Content-Type"); c.kind != "" && got != c.kind {
			t.Errorf("%s is %q, want %q", c.path, got, c.kind)
		}
		if got := w.Header().Get("Cache-Control"); c.cache != "" && got != c.cache {
			t.Errorf("%s is kept %q, want %q", c.path, got, c.cache)
		}
	}
}

func TestWithoutAssets(t *testing.T) {
	for _, files := range []fstest.MapFS{
		{".keep": {}},
		{"manifest.json": {Data: []byte(`{"desk.css": "gone.css"}`)}},
		{"manifest.json": {Data: []byte(`not json`)}},
	} {
		a, err := readAssets(files)
		if err == nil || a.url("desk.css") != "" {
			t.Errorf("%v: got %q, %v; want no address and an error", files, a.url("desk.css"), err)
		}
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest("GET", "/assets/desk.css", nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("status %d, want 404", w.Code)
		}
	}
}

// TestBuiltSheets looks at what cmd/assets made, where it was run.
func TestBuiltSheets(t *testing.T) {
	if !Assets() {
		t.Skip("SKIP: no assets are built: run `go run ./cmd/assets`")
	}
	limits := map[string]int{"report": 72 << 10, "desk": 120 << 10}
	for name, limit := range limits {
		found, err := filepath.Glob("dist/" + name + "-*.css")
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v", name, found, err)
		}
		css, err := os.ReadFile(found[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"url(", "@import", "@font-face", "gds transport"} {
			if strings.Contains(strings.ToLower(string(css)), bad) {
				t.Errorf("%s holds %q", found[0], bad)
			}
		}
		if len(css) > limit {
			t.Errorf("%s has %d bytes, want at most %d: it is read on slow connections", found[0], len(css), limit)
		}
	}
}
