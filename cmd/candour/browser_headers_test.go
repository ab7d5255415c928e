package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ask sends one request by hand and reads the answer.
func ask(t *testing.T, method, url, body string, headers map[string]string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range headers {
		req.Header.Set(name, v)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

// TestHeaders holds what each door sends with its pages against
// testdata/headers.txt. Run it with UPDATE=1 to write that anew, and read what
// changed: a header that is gone is a door left open.
func TestHeaders(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	p := demo(t, binary(t), filepath.Join(memory(t), "data"))
	_, home := ask(t, http.MethodGet, p.at+"/desk/sign-in", "", nil)
	triage := regexp.MustCompile(`value="([a-z0-9]+)"`).FindStringSubmatch(home)[1]
	_, own := ask(t, http.MethodGet, p.at+"/subject/sign-in", "", nil)
	subject := regexp.MustCompile(`value="([a-z0-9]+)"`).FindStringSubmatch(own)[1]
	var got strings.Builder
	for _, x := range []struct{ door, method, path, body string }{
		{"public", http.MethodGet, "/", ""},
		{"public", http.MethodGet, "/verify", ""},
		{"public", http.MethodGet, "/log/north/checkpoint", ""},
		{"public", http.MethodGet, "/no-such-page", ""},
		{"report", http.MethodGet, "/report/", ""},
		{"report", http.MethodPost, "/report/", "force=north"},
		{"report", http.MethodGet, "/report/no-such-page", ""},
		{"report", http.MethodGet, "/report/mine", ""},
		{"report", http.MethodGet, "/report/danger", ""},
		{"report", http.MethodGet, "/report/danger/called", ""},
		{"report", http.MethodGet, "/report/contact", ""},
		{"report", http.MethodGet, "/report/leave", ""},
		{"report", http.MethodGet, "/report/forget", ""},
		{"desk", http.MethodGet, "/desk/", ""},
		{"desk", http.MethodGet, "/desk/sign-in", ""},
		{"desk", http.MethodPost, "/desk/sign-in", "as=" + triage},
		{"subject", http.MethodGet, "/subject/", ""},
		{"subject", http.MethodGet, "/subject/sign-in", ""},
		{"subject", http.MethodPost, "/subject/sign-in", "as=" + subject},
		{"subject", http.MethodPost, "/subject/sign-in", "as=" + triage},
		{"api", http.MethodGet, "/api/v1/openapi.json", ""},
		{"api", http.MethodGet, "/api/no-such-page", ""},
		{"assets", http.MethodGet, "/assets/no-such-file", ""},
	} {
		res, _ := ask(t, x.method, p.at+x.path, x.body, nil)
		fmt.Fprintf(&got, "== %s: %s %s\n%d\n", x.door, x.method, x.path, res.StatusCode)
		var lines []string
		for name, values := range res.Header {
			if name == "Date" || name == "Content-Length" || name == "Last-Modified" {
				continue
			}
			for _, v := range values {
				if name == "Set-Cookie" {
					v = regexp.MustCompile(`^([^=]+)=[^;]+`).ReplaceAllString(v, "$1=...")
				}
				lines = append(lines, name+": "+v)
			}
		}
		slices.Sort(lines)
		fmt.Fprintln(&got, strings.Join(lines, "\n"))
	}
	golden := filepath.Join("testdata", "headers.txt")
	if os.Getenv("UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the headers are not those of %s; they are:\n%s", golden, got.String())
	}
	res, _ := ask(t, http.MethodGet, p.at+"/report/", "", nil)
	csp := res.Header.Get("Content-Security-Policy")
	for _, never := range []string{"unsafe", "nonce", "strict-dynamic", "blob:", "data:", "http:", "https:", "*"} {
		if strings.Contains(csp, never) {
			t.Errorf("the policy of the report door allows %q: %s", never, csp)
		}
	}
}

// postRoutes is every route that changes something, as it stands in the code,
// and an address of it.
var postRoutes = map[string][]string{
	`"POST /report/{$}"`:                          {"/report/"},
	`"POST /report/{n}/"+q.path`:                  {"/report/1/what", "/report/1/when", "/report/1/where", "/report/1/who"},
	`"POST /report/more"`:                         {"/report/more"},
	`"POST "+keepOutPath`:                         {"/report/keep-out"},
	`"POST /report/check"`:                        {"/report/check"},
	`"POST /report/done"`:                         {"/report/done"},
	`"POST /report/come-back"`:                    {"/report/come-back"},
	`"POST /report/mine"`:                         {"/report/mine"},
	`"POST "+d.at()+"/sign-in"`:                   {"/desk/sign-in", "/subject/sign-in"},
	`"POST "+d.at()+"/sign-in/passkey"`:           {"/desk/sign-in/passkey", "/subject/sign-in/passkey"},
	`"POST "+d.at()+"/sign-in/provider/ended"`:    {"/desk/sign-in/provider/ended"},
	`"POST "+d.at()+"/enrol"`:                     {"/desk/enrol", "/subject/enrol"},
	`"POST "+d.at()+"/enrol/passkey"`:             {"/desk/enrol/passkey", "/subject/enrol/passkey"},
	`"POST "+d.at()+"/sign-out"`:                  {"/desk/sign-out", "/subject/sign-out"},
	`"POST "+d.at()+"/me/passkeys/{id}/rename"`:   {"/desk/me/passkeys/aaaaaaaaaaaaaaaa/rename"},
	`"POST "+d.at()+"/me/passkeys/{id}/withdraw"`: {"/subject/me/passkeys/aaaaaaaaaaaaaaaa/withdraw"},
	`"POST "+d.at()+"/me/sessions"`:               {"/desk/me/sessions"},
	`"POST /desk/sign-ins/{$}"`:                   {"/desk/sign-ins/"},
	`"POST /desk/officers/{$}"`:                   {"/desk/officers/"},
	`"POST /desk/{nouns}/{id}/{act}"`:             {"/desk/cases/aaaaaaaaaaaaaaaa/close-case", "/desk/reports/aaaaaaaaaaaaaaaa/open-case"},
	`"POST /subject/disclosures/{id}/{act}"`:      {"/subject/disclosures/aaaaaaaaaaaaaaaa/answer-notice"},
	`"POST /desk/cases/{id}/print"`:               {"/desk/cases/aaaaaaaaaaaaaaaa/print"},
	`"POST /desk/officers/{id}/print"`:            {"/desk/officers/aaaaaaaaaaaaaaaa/print"},
	`"POST /report/mine/add"`:                     {"/report/mine/add"},
	`"POST "+writePath`:                           {"/report/mine/write"},
	`"POST /report/mine/record/{n}"`:              {"/report/mine/record/1"},
	`"POST "+page.DangerPath`:                     {"/report/danger"},
	`"POST "+calledPath`:                          {"/report/danger/called"},
	`"POST "+contactPath`:                         {"/report/contact"},
	`"POST "+noContactPath`:                       {"/report/contact/never"},
	`"POST /subject/representations/{id}/{act}"`:  {"/subject/representations/aaaaaaaaaaaaaaaa/accept-representation"},
	`"POST /desk/search"`:                         {"/desk/search"},
	`"POST /desk/views"`:                          {"/desk/views"},
	`"POST /desk/views/{id}/remove"`:              {"/desk/views/aaaaaaaaaaaaaaaa/remove"},
	`"POST /desk/views/{id}/open-with"`:           {"/desk/views/aaaaaaaaaaaaaaaa/open-with"},
}

// TestForged sends what another site would make a visitor's browser send, to
// every route that changes something, and wants it refused before it is read.
func TestForged(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	files, err := filepath.Glob("../../web/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`HandleFunc\(("POST [^,]*),`).FindAllStringSubmatch(string(text), -1) {
			if postRoutes[m[1]] == nil {
				t.Errorf("%s has a route that this test does not know: %s", f, m[1])
			}
		}
	}
	p := demo(t, binary(t), filepath.Join(memory(t), "data"))
	forged := []map[string]string{
		{"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
		{"Origin": "http://evil.example"}, // an old browser
		{"Sec-Fetch-Site": "cross-site"},
		{"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
		{"Origin": "null"},
	}
	n := 0
	for route, paths := range postRoutes {
		for _, path := range paths {
			for _, headers := range forged {
				res, body := ask(t, http.MethodPost, p.at+path, "force=north&what=x&more=no", headers)
				if n++; res.StatusCode != http.StatusForbidden || len(res.Cookies()) > 0 {
					t.Errorf("%s: POST %s with %v answered %d, %v, want 403:\n%s", route, path, headers, res.StatusCode, res.Cookies(), body)
				}
			}
			// The same from our own page is read: the refusal is the origin's doing.
			res, _ := ask(t, http.MethodPost, p.at+path, "force=north&what=x&more=no", map[string]string{"Origin": p.at, "Sec-Fetch-Site": "same-origin"})
			if res.StatusCode == http.StatusForbidden {
				t.Errorf("%s: POST %s from our own page is refused", route, path)
			}
		}
	}
	t.Logf("%d forged requests to %d routes, all refused", n, len(postRoutes))
}
