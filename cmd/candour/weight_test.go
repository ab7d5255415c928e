package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour/web/page"
)

// heaviest is what a page of the report door may weigh on a first visit, with all
// that it asks for, as it is sent: people tell things on old phones, where a
// megabyte is money.
const heaviest = 60_000

var fetched = regexp.MustCompile(`(?:<link[^>]* href|<script[^>]* src|<img[^>]* src)="([^"]+)"`)

// TestPageWeight weighs each page of the report door: those of its routes, which
// are read from the code, before and after something was told, and what each
// answers to a wrong and to a right form.
func TestPageWeight(t *testing.T) {
	t.Parallel()
	if !page.Assets() {
		t.Skip("SKIP: the style sheets are not built: run make assets")
	}
	x := newFuzzed(t)
	get := func(method, at, cookie string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, at, strings.NewReader(form.Encode()))
		r.Header.Set("Accept-Encoding", "gzip, deflate")
		r.RemoteAddr = x.address()
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if cookie != "" {
			r.Header.Set("Cookie", cookie)
		}
		out := httptest.NewRecorder()
		x.h.ServeHTTP(out, r)
		return out
	}
	worst, at, pages := 0, "", 0
	weigh := func(method, path, cookie string, form url.Values) {
		out := get(method, path, cookie, form)
		if !strings.HasPrefix(out.Header().Get("Content-Type"), "text/html") {
			return
		}
		sum := out.Body.Len()
		html := get(method, path, cookie+"; a=b", form).Body.String() // with a cookie it is not compressed
		asks := fetched.FindAllStringSubmatch(html, -1)
		if out.Code < 300 && len(asks) < 3 {
			t.Errorf("%s %s asks for %v, want a style sheet, a script and an icon", method, path, asks)
		}
		for _, a := range asks {
			if part := get(http.MethodGet, a[1], "", nil); part.Code == http.StatusOK {
				sum += part.Body.Len()
			} else {
				t.Errorf("%s %s asks for %s, which answers %d", method, path, a[1], part.Code)
			}
		}
		pages++
		if sum > worst {
			worst, at = sum, method+" "+path
		}
		if sum > heaviest {
			t.Errorf("%s %s weighs %d bytes, want at most %d", method, path, sum, heaviest)
		}
	}
	long := url.Values{}
	for _, name := range []string{"what", "when", "where", "who", "keep-out"} {
		long.Set(name, strings.Repeat("He came to the door again. ", 60))
	}
	cookies := []string{"", x.as(t, "report", 1), x.as(t, "report", 2)}
	routes := routesOf(t, "report")
	slices.SortFunc(routes, func(a, b string) int { // those that end a visit come last
		ends := func(r string) int {
			return len(regexp.MustCompile(`check|done|mine|leave|forget|exit`).FindString(r))
		}
		return ends(a) - ends(b)
	})
	for _, cookie := range cookies {
		for _, pattern := range routes {
			for n := range 4 {
				method, path := x.target(pattern, "", n)
				if method == http.MethodPost {
					weigh(method, path, cookie, url.Values{})
					weigh(method, path, cookie, long)
				} else {
					weigh(method, path, cookie, nil)
				}
			}
		}
	}
	if pages < 40 {
		t.Errorf("only %d pages were weighed", pages)
	}
	t.Logf("%d pages; the heaviest is %s: %d bytes", pages, at, worst)
}
