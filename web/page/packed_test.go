package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// TestPacked: a page is compressed for a stranger who sent nothing, and for nobody
// else: the length of a compressed page tells what stands in it twice.
func TestPacked(t *testing.T) {
	body := []byte(strings.Repeat("<p>The same for everybody.</p>", 100))
	for name, x := range map[string]struct {
		packs bool
		ask   func(*http.Request, http.Header)
	}{
		"a stranger's first page":    {true, func(*http.Request, http.Header) {}},
		"any cookie":                 {false, func(r *http.Request, _ http.Header) { r.Header.Set("Cookie", "a=b") }},
		"a cookie is given":          {false, func(_ *http.Request, h http.Header) { h.Set("Set-Cookie", "a=b") }},
		"something in the address":   {false, func(r *http.Request, _ http.Header) { r.URL.RawQuery = "x=y" }},
		"something was sent":         {false, func(r *http.Request, _ http.Header) { r.Method = http.MethodPost }},
		"a file":                     {false, func(_ *http.Request, h http.Header) { h.Set("Content-Type", "text/plain") }},
		"who cannot unpack":          {false, func(r *http.Request, _ http.Header) { r.Header.Del("Accept-Encoding") }},
		"who does not want":          {false, func(r *http.Request, _ http.Header) { r.Header.Set("Accept-Encoding", "br, gzip;q=0") }},
		"who wants among others":     {true, func(r *http.Request, _ http.Header) { r.Header.Set("Accept-Encoding", "deflate, GZIP ;q=0.5, br") }},
		"a program with a signature": {false, func(r *http.Request, _ http.Header) { r.Header.Set("Authorization", "x") }},
	} {
		r := httptest.NewRequest(http.MethodGet, "/report/", nil)
		r.Header.Set("Accept-Encoding", "gzip, deflate, br")
		h := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
		x.ask(r, h)
		out := Packed(r, h, http.StatusOK, body)
		if packs := h.Get("Content-Encoding") == "gzip"; packs != x.packs {
			t.Errorf("%s: compressed %v, want %v", name, packs, x.packs)
		}
		if x.packs {
			z, err := gzip.NewReader(bytes.NewReader(out))
			if err != nil {
				t.Fatal(err)
			}
			out, err = io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(out, body) {
			t.Errorf("%s: it is another page", name)
		}
	}
}

func TestAssetsArePacked(t *testing.T) {
	css := []byte(strings.Repeat("a{color:red}", 500))
	a, err := readAssets(fstest.MapFS{
		"manifest.json": {Data: []byte(`{"desk.css": "desk-1.css", "notes.svg": "notes-2.svg"}`)},
		"desk-1.css":    {Data: css}, "notes-2.svg": {Data: []byte("<svg/>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	get := func(name, takes string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, AssetsPath+name, nil)
		r.Header.Set("Accept-Encoding", takes)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		return w
	}
	if w := get("desk-1.css", "gzip"); w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Vary") != "Accept-Encoding" || w.Body.Len() > 200 || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%d bytes, %v", w.Body.Len(), w.Header())
	}
	for _, w := range []*httptest.ResponseRecorder{get("desk-1.css", ""), get("notes-2.svg", "gzip")} {
		if w.Header().Get("Content-Encoding") != "" || w.Code != http.StatusOK {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	}
}
