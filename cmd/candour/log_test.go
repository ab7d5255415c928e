package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour"
)

// TestLogWithholds: what is planted in a line of the log, in any of the ways in which
// it can get there, is not in what is written, and what is of use is.
func TestLogWithholds(t *testing.T) {
	const words, code = "she lives behind the mill", "ABCD-EF12-3456-789J"
	type inside struct{ m candour.Marking }
	planted := []any{
		"marked", candour.Mark(words), "list",
		[]candour.Marking{candour.Mark(words)},
		"struct",
		inside{candour.Mark(words)},
		"pointer", &inside{candour.Mark(words)},
		"map",
		map[string]string{"a": words},
		"err", fmt.Errorf("dialling 203.0.113.9:443: %w", errors.New("mail to somebody@survivor.example")),
		"code", "came back with " + code, "spaced", strings.ReplaceAll(code, "-", " "), "v6", "[2001:db8::17]:5000 and 2001:db8::18", slog.Group("in", "deep", candour.Mark(words), "at", "198.51.100.7"),
		"force", candour.ForceID("north"), "n", 3, "when", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "took", time.Second, "version", "v1.25.0", "hour", "03:04:05",
	}
	for _, asJSON := range []bool{true, false} {
		var b bytes.Buffer
		newLog(&b, asJSON).Error("a page failed for 192.0.2.4:1234 with "+code, planted...)
		got := b.String()
		for _, no := range []string{words, "mill", code, "203.0.113.9", "survivor.example", "2001:db8::1", "198.51.100.7", "192.0.2.4", strings.ReplaceAll(code, "-", " ")} {
			if strings.Contains(got, no) {
				t.Errorf("the log holds %q: %s", no, got)
			}
		}
		for _, yes := range []string{"north", "v1.25.0", "03:04:05", "dialling", "a page failed for", "2026-01-02"} {
			if !strings.Contains(got, yes) {
				t.Errorf("the log has lost %q: %s", yes, got)
			}
		}
	}
}

// TestLogsOfTheDoors drives the doors of real servers with planted words, addresses
// and codes, well and badly, and looks for them in all that the programs wrote.
func TestLogsOfTheDoors(t *testing.T) {
	t.Parallel()
	dir, _ := ready(t)
	const mark = "Quokkalogwords"
	report := serveAs(t, dir, "report,public", "--log-json", "--client-header", "X-Forwarded-For")
	desk := serveAs(t, dir, "desk", "--log-json", "--client-header", "X-Forwarded-For")
	b := newBrowser(report.at)
	b.from = "203.0.113.77"
	code, err := tellAs(t.Context(), b, mark+" at Quokka Lane 7, call 07700 900123 or quokka@survivor.example.")
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []url.Values{{"code": {code}}, {"code": {code + "X"}}, {"code": {mark}}, {"words": {mark}, "force": {"north"}}} {
		for _, path := range []string{"/report/come-back", "/report/danger", "/report/1/what", "/report/mine/add", "/report/contact", "/report/" + mark, "/" + mark} {
			_, _, _ = b.do(t.Context(), path+"?x="+mark, form)
		}
	}
	d := newBrowser(desk.at)
	d.from = "203.0.113.77"
	for _, path := range []string{"/desk/search", "/desk/officers/" + mark, "/desk/sign-in", "/desk/enrol", "/api/acts/" + mark} {
		_, _, _ = d.do(t.Context(), path+"?x="+mark, url.Values{"words": {mark}, "number": {mark}, "code": {code}})
	}
	// What breaks off and what is no HTTP at all.
	for _, p := range []*serving{report, desk} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.at+"/report/1/what", strings.NewReader("what="+mark))
		req.Header.Set("Content-Length", "9999")
		req.ContentLength = 9999
		_, _ = http.DefaultTransport.RoundTrip(req)
		p.term()
		if err := <-p.done; err != nil {
			t.Errorf("after SIGTERM: %v", err)
		}
		said := p.said.String()
		for _, no := range []string{mark, "Quokka", "survivor", "203.0.113", "07700", code, strings.ReplaceAll(code, "-", ""), "127.0.0.1"} {
			if strings.Contains(said, no) {
				t.Errorf("the log holds %q:\n%s", no, said)
			}
		}
		lines := 0
		for line := range strings.Lines(said) {
			var x map[string]any
			if strings.HasPrefix(line, "{") {
				lines++
				if err := json.Unmarshal([]byte(line), &x); err != nil || x["time"] == nil || x["level"] == nil || x["msg"] == nil {
					t.Errorf("a line that is no JSON with time, level and msg: %q", line)
				}
			}
		}
		if lines < 3 {
			t.Errorf("%d lines of JSON, want its beginning and its end at least:\n%s", lines, said)
		}
	}
}
