package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"candour/ledger"
)

func get(t testing.TB, at string, headers ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// TestStrangersLearnNothingOfHealth is an attacker at a door, who wants to know how
// the machine stands, and one who comes to the address of health through a proxy
// that passes on too much.
func TestStrangersLearnNothingOfHealth(t *testing.T) {
	t.Parallel()
	dir, _ := ready(t)
	for _, doors := range []string{"report,public", "desk", "subject"} {
		p := serveAs(t, dir, doors)
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/report/healthz", "/report/metrics", "/desk/metrics", "/subject/readyz", "/api/metrics", "/debug/pprof/", "/debug/vars", "//metrics", "/./metrics", "/metrics/", "/%6detrics", "/report/../metrics"} {
			nowhere := "/nowhere"
			if strings.Count(path, "/") > 1 && !strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "/.") {
				nowhere = "/" + strings.Split(path, "/")[1] + "/nowhere"
			}
			for _, headers := range [][]string{nil, {"X-Forwarded-For", "127.0.0.1"}, {"Host", "localhost:9081"}, {"X-Original-URL", "/metrics"}} {
				status, body := get(t, p.at+path, headers...)
				wantStatus, want := get(t, p.at+nowhere, headers...)
				if status != wantStatus && status != http.StatusNotFound && status/100 != 3 || strings.Contains(body, "candour_") || strings.Contains(body, "alive") || strings.Contains(body, "database") {
					t.Errorf("%s: %s answers %d, and a page that is not there %d:\n%s", doors, path, status, wantStatus, body)
				}
				if status == wantStatus && status == http.StatusNotFound && len(body) != len(want) {
					t.Errorf("%s: %s answers differently from what is not there", doors, path)
				}
			}
		}
		for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
			if status, body := get(t, p.ops+path); status != http.StatusOK && path != "/readyz" || body == "" {
				t.Errorf("%s itself: %d %q", path, status, body)
			}
			for _, h := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "Cookie", "Origin"} {
				if status, body := get(t, p.ops+path, h, "127.0.0.1"); status != http.StatusNotFound || strings.Contains(body, "candour") {
					t.Errorf("%s with %s: %d %q, want what an empty address answers", path, h, status, body)
				}
			}
		}
		for _, path := range []string{"/", "/report/", "/desk/", "/metrics/x", "/debug/pprof/"} {
			if status, _ := get(t, p.ops+path); status != http.StatusNotFound {
				t.Errorf("the address of health answers %d to %s", status, path)
			}
		}
		p.interrupt()
	}
}

// allowedLabels are all labels and their values, written down a second time: a new
// one has to be thought about here.
var allowedLabels = map[string]string{
	"check":  `^(running|database|migrations|writes|log|report-door)$`,
	"method": `^(GET|POST|other)$`,
	"code":   `^[2345]xx$`,
	"le":     `^(0\.01|0\.05|0\.1|0\.25|0\.5|1|2\.5|10|\+Inf)$`,
	"route":  `^(/desk/|/api/$|other$)[a-z/{}$-]*$`,
}

var (
	sample   = regexp.MustCompile(`^(candour_[a-z_]+)(?:\{(.*)\})? (\S+)$`)
	oneLabel = regexp.MustCompile(`^([a-z]+)="([^"]*)"$`)
)

// readMetrics takes an answer apart, and refuses any label that is not allowed.
func readMetrics(t *testing.T, text string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("a metric that is not one of ours: %q", line)
			continue
		}
		out[strings.TrimSuffix(line, " "+m[3])] = m[3]
		if m[2] == "" {
			continue
		}
		for _, pair := range strings.Split(m[2], ",") {
			l := oneLabel.FindStringSubmatch(pair)
			if l == nil || allowedLabels[l[1]] == "" || !regexp.MustCompile(allowedLabels[l[1]]).MatchString(l[2]) {
				t.Errorf("%s: the label %s is not allowed", m[1], pair)
			}
		}
	}
	return out
}

// TestMetricsNameNobody visits every door with ids, names and codes in its paths, and
// reads every metric: no label is outside a list.
func TestMetricsNameNobody(t *testing.T) {
	t.Parallel()
	dir, _ := ready(t)
	seen := map[string]string{}
	for _, doors := range []string{"report,public", "desk", "subject"} {
		p := serveAs(t, dir, doors)
		for _, path := range []string{"/desk/cases/quokka-case", "/desk/officers/quokka", "/desk/sign-in?as=quokka", "/desk/quokka", "/desk/cases/quokka/print", "/desk/reports/quokka/erase-report", "/api/acts/quokka", "/report/quokka", "/subject/quokka", "/quokka", "/desk/search?words=quokka", "/desk/%00quokka"} {
			get(t, p.at+path)
			if res, err := http.PostForm(p.at+path, url.Values{"words": {"quokka"}}); err == nil {
				_ = res.Body.Close()
			}
			req, _ := http.NewRequestWithContext(t.Context(), "QUOKKA", p.at+path, nil)
			if res, err := http.DefaultClient.Do(req); err == nil {
				_ = res.Body.Close()
			}
		}
		status, text := get(t, p.ops+"/metrics")
		if status != http.StatusOK || strings.Contains(strings.ToLower(text), "quokka") {
			t.Errorf("%s: %d\n%s", doors, status, text)
		}
		for k, v := range readMetrics(t, text) {
			if counts := strings.HasPrefix(k, "candour_request"); counts && doors != "desk" {
				t.Errorf("%s has %s: requests are counted at the desk and nowhere else", doors, k)
			}
			seen[k] = v
		}
		p.interrupt()
	}
	for _, want := range []string{`candour_requests_total{code="3xx",method="GET",route="/desk/cases/{id}"}`, `candour_requests_total{code="4xx",method="POST",route="/api/"}`, "candour_ready", `candour_check_ok{check="database"}`} {
		if _, ok := seen[want]; !ok {
			t.Errorf("there is no %s in %q", want, slices.Sorted(keysOf(seen)))
		}
	}
}

func keysOf(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestMetricsDoNotTellThatSomebodyReported runs the same force twice. At one of the
// two a person reports, between two readings of the metrics; whoever has the metrics
// of both cannot tell at which.
func TestMetricsDoNotTellThatSomebodyReported(t *testing.T) {
	t.Parallel()
	var at [2]*serving
	for i := range at {
		dir, _ := ready(t)
		at[i] = serveAs(t, dir, "report,public", "--tick", "2s")
	}
	read := func(p *serving) map[string]string {
		_, text := get(t, p.ops+"/metrics")
		m := readMetrics(t, text)
		delete(m, "candour_start_time_seconds")
		delete(m, "candour_log_published_entries") // anybody reads it in the checkpoint, and the two began at different ticks
		return m
	}
	ready := func(p *serving) bool { s, _ := get(t, p.ops+"/readyz"); return s == http.StatusOK }
	until(t, "both are ready", func() bool { return ready(at[0]) && ready(at[1]) })
	same := func(when string) {
		t.Helper()
		// A tick may fall between the two readings: they are the same within a few tries.
		var a, b map[string]string
		for range 20 {
			if a, b = read(at[0]), read(at[1]); fmt.Sprint(a) == fmt.Sprint(b) {
				return
			}
			time.Sleep(150 * time.Millisecond)
		}
		for k := range a {
			if a[k] != b[k] {
				t.Errorf("%s: %s is %s where nobody reported and %s where somebody did", when, k, a[k], b[k])
			}
		}
	}
	same("before")
	for range 3 {
		if _, err := tell(t.Context(), at[1].at, "invented words, which are nobody’s."); err != nil {
			t.Fatal(err)
		}
		same("a report was sent")
	}
	for range 4 { // and at the ticks after it
		time.Sleep(time.Second)
		same("afterwards")
	}
	for _, p := range at {
		p.interrupt()
	}
}

// TestReadyTellsWhatIsWrong: a witness that is silent leaves the service ready and
// raises its metric, here at a desk whose log another server keeps; a database that is
// gone does not.
func TestReadyTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir, _ := ready(t)
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	policyOf(t, dir, "http://"+silent.Addr().String())
	report := serveAs(t, dir, "report,public")
	desk := serveAs(t, dir, "desk")
	metric := func(p *serving, name string) string {
		_, text := get(t, p.ops+"/metrics")
		return readMetrics(t, text)[name]
	}
	until(t, "the witness is known to be silent at both", func() bool {
		return metric(report, "candour_witness_silent") == "1" && metric(desk, "candour_witness_silent") == "1"
	})
	for _, p := range []*serving{report, desk} {
		if status, says := get(t, p.ops+"/readyz"); status != http.StatusOK {
			t.Errorf("with a silent witness: %d, want 200: %s", status, says)
		}
	}
	if metric(report, "candour_log_kept")+metric(desk, "candour_log_kept") != "10" {
		t.Error("one of the two keeps the log, and the metrics do not say which")
	}
	desk.interrupt()
	report.kill()
	// The desk alone: nothing is written any more, and it says so.
	alone := serveAs(t, dir, "desk")
	until(t, "the desk says that nothing is written", func() bool {
		status, says := get(t, alone.ops+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(says, "writes: no: nothing has been written for several ticks")
	})
	if status, _ := get(t, alone.ops+"/healthz"); status != http.StatusOK {
		t.Error("it is alive and does not say so")
	}
	alone.interrupt()
}

// policyOf names a witness at an address, with a key that nobody has.
func policyOf(t *testing.T, dir, at string) {
	t.Helper()
	w, err := ledger.OpenWitness(filepath.Join(t.TempDir(), "w"), "silent.example", nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	writePolicy(t, dir, w.Verifier(), at)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
