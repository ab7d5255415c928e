package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const lookupsSecret = "a secret of a test, and long"

// lookupsService is the real program, serving.
type lookupsService struct {
	t   *testing.T
	cmd *exec.Cmd
	at  string
}

func startLookups(t *testing.T, world, out, token string, more ...string) *lookupsService {
	t.Helper()
	cmd := exec.Command(binary(t), append([]string{"lookups", "serve", "--context", world, "--out", out, "--addr", "localhost:0", "--token", token}, more...)...)
	cmd.Stderr = os.Stderr
	o, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(o).ReadString('\n')
	if err != nil {
		t.Fatalf("it did not start: %v", err)
	}
	s := &lookupsService{t, cmd, strings.TrimSpace(line)}
	t.Cleanup(s.kill)
	return s
}

func (s *lookupsService) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func (s *lookupsService) ask(method, path string, body []byte, more ...string) (int, []byte, error) {
	r, err := http.NewRequest(method, s.at+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+lookupsSecret)
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, b, err
}

// lookupsWorld invents a small force in a folder.
func lookupsWorld(t *testing.T, format string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "world")
	if code, _, talk := lookupsRun(t, "lookups", "generate", "--officers", "200", "--people", "3000", "--days", "60", "--planted", "2", "--format", format, "--out", dir); code != exitDone {
		t.Fatal(talk)
	}
	return dir
}

// TestLookupsInnocent plants nothing, and then nobody is found who did anything.
func TestLookupsInnocent(t *testing.T) {
	dir := t.TempDir()
	if code, _, talk := lookupsRun(t, "lookups", "generate", "--officers", "200", "--people", "3000", "--days", "60", "--innocent", "--format", "csv", "--out", dir); code != exitDone {
		t.Fatal(talk)
	}
	labels, err := os.ReadFile(filepath.Join(dir, "labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if all, planted := bytes.Count(labels, []byte("\n")), bytes.Count(labels, []byte(",yes,")); all < 1000 || planted != 0 {
		t.Errorf("%d accesses, of which %d were planted", all, planted)
	}
	if code, _, _ := lookupsRun(t, "lookups", "generate", "--officers", "200", "--people", "3000", "--innocent", "--planted", "2", "--out", dir); code == exitDone {
		t.Error("both were taken: nothing planted, and two of each")
	}
}

func lookupsRun(t *testing.T, args ...string) (code int, out, talk string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, streams{&o, &e, strings.NewReader("")})
	return code, o.String(), e.String()
}

// TestLookupsKilled kills the service with SIGKILL again and again while accesses are
// sent, goes on where it says, and finds the cases that a screening of the whole file
// finds: no access is lost, and none is counted twice.
func TestLookupsKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts the real program: not in short mode")
	}
	world := lookupsWorld(t, "ocsf")
	found := filepath.Join(t.TempDir(), "found")
	if code, _, talk := lookupsRun(t, "lookups", "screen", "--context", world, "--out", found, filepath.Join(world, "events.jsonl")); code != exitDone {
		t.Fatal(talk)
	}
	want, err := os.ReadFile(filepath.Join(found, "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	events, err := os.ReadFile(filepath.Join(world, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(bytes.TrimSuffix(events, []byte("\n")), []byte("\n"))
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte(lookupsSecret), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "kept")
	s := startLookups(t, world, out, token)
	sent, acknowledged, kills := 0, 0, 0
	for sent < len(lines) {
		to := min(sent+150, len(lines))
		if kills < 5 && sent > len(lines)*(kills+1)/7 {
			kills++
			go func(p *os.Process) { // somewhere in what follows
				time.Sleep(time.Duration(kills) * 700 * time.Microsecond)
				_ = p.Kill()
			}(s.cmd.Process)
		}
		code, b, err := s.ask("POST", fmt.Sprintf("/events?source=events&from=%d", sent), bytes.Join(lines[sent:to], nil))
		if err != nil {
			_ = s.cmd.Wait()
			s = startLookups(t, world, out, token)
			_, b, err := s.ask("GET", "/position?source=events", nil)
			if err != nil {
				t.Fatal(err)
			}
			sent, err = strconv.Atoi(strings.TrimSpace(string(b)))
			if err != nil || sent < acknowledged {
				t.Fatalf("%d lines were acknowledged, and it holds %q", acknowledged, b)
			}
			continue
		}
		if code != http.StatusOK {
			t.Fatalf("%d: %s", code, b)
		}
		sent = to
		acknowledged = to
	}
	if kills != 5 {
		t.Fatalf("killed %d times, want 5", kills)
	}
	code, got, err := s.ask("GET", "/cases", nil, "Candour-Reader", "reviewer-1")
	if err != nil || code != http.StatusOK || !bytes.Equal(got, want) || len(want) == 0 {
		t.Errorf("killed five times, the cases are others (%d, %v): %d bytes, want %d", code, err, len(got), len(want))
	}
	t.Logf("sent %d, acknowledged %d, killed %d, cases the same: %d", len(lines), acknowledged, kills, bytes.Count(want, []byte("\n")))
}

// TestLookupsService tries what a source or a reader may do wrong.
func TestLookupsService(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts the real program: not in short mode")
	}
	world := lookupsWorld(t, "ocsf")
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(lookupsSecret), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "kept")
	s := startLookups(t, world, out, token)
	const line = `{"class_uid":6005,"time":1735700000000,"metadata":{"uid":"x"},"actor":{"user":{"uid":"O000001"}},"unmapped":{"person":"P00000007"}}`
	for _, c := range []struct {
		method, path, body string
		more               []string
		code               int
		says               string
	}{
		{"GET", "/position?source=s", "", []string{"Authorization", "Bearer wrong"}, 401, "secret"},
		{"GET", "/position?source=s", "", nil, 200, "0"},
		{"POST", "/events?source=s", line, nil, 400, "from=N"},
		{"POST", "/events?source=candour-lookups&from=0", line, nil, 400, "not beginning with candour"},
		{"POST", "/events?source=s&from=3", line, nil, 409, "go on from 0"},
		{"POST", "/events?source=s&from=0&answer=yes", line + "\nnonsense\n", nil, 200, `"position":2,"taken":2,"known_already":0,"not_read":1`},
		{"POST", "/events?source=s&from=0", line + "\nnonsense\n" + line, nil, 200, `"position":3,"taken":1,"known_already":2`},
		{"GET", "/cases", "", nil, 400, "who asks"},
		{"GET", "/cases", "", []string{"Candour-Reader", "reviewer"}, 200, ""},
		{"GET", "/position?source=candour-lookups", "", nil, 200, "1"},
	} {
		code, b, err := s.ask(c.method, c.path, []byte(c.body), c.more...)
		if err != nil || code != c.code || !strings.Contains(string(b), c.says) {
			t.Errorf("%s %s: %d %s (%v), want %d %s", c.method, c.path, code, b, err, c.code, c.says)
		}
	}
	if code, _, talk := lookupsRun(t, "lookups", "serve", "--context", world, "--out", out, "--token", token); code != exitFailed || !strings.Contains(talk, "alone") {
		t.Errorf("a second one on the same folder: %d %s", code, talk)
	}
}

// TestLookupsCommands follows the path of somebody who tries it: what is invented, is
// screened and evaluated, in each form with the same cases, and with what is wrong
// listed.
func TestLookupsCommands(t *testing.T) {
	t.Parallel()
	var first []byte
	for _, form := range []string{"parquet", "csv", "ocsf"} {
		world := lookupsWorld(t, form)
		name := filepath.Join(world, map[string]string{"parquet": "events.parquet", "csv": "events.csv", "ocsf": "events.jsonl"}[form])
		found := filepath.Join(t.TempDir(), "found")
		if code, _, talk := lookupsRun(t, "lookups", "screen", "--context", world, "--out", found, name); code != exitDone {
			t.Fatal(talk)
		}
		cases, err := os.ReadFile(filepath.Join(found, "cases.jsonl"))
		if err != nil || len(cases) == 0 {
			t.Fatalf("no cases (%v)", err)
		}
		if first == nil {
			first = cases
		}
		if !bytes.Equal(first, cases) {
			t.Errorf("%s gives other cases", form)
		}
		code, out, talk := lookupsRun(t, "lookups", "evaluate", "--labels", filepath.Join(world, "labels.csv"), "--out", found)
		if code != exitDone || !strings.Contains(out, "cases to review for 1,000 officers a month") {
			t.Errorf("%d %s %s", code, out, talk)
		}
		if form != "csv" {
			continue
		}
		f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.WriteString("\"never closed,2025-01-01,O000001\n")
		_ = f.Close()
		if code, out, _ := lookupsRun(t, "lookups", "screen", "--context", world, "--out", found, name); code != exitRejects || !strings.Contains(out, "lines not read: 1") {
			t.Errorf("a broken line: %d %s", code, out)
		}
		if b, _ := os.ReadFile(filepath.Join(found, "aside.txt")); !strings.Contains(string(b), "\"never closed") {
			t.Errorf("the broken line is not kept: %s", b)
		}
		var s map[string]any
		if b, err := os.ReadFile(filepath.Join(found, "summary.json")); err != nil || json.Unmarshal(b, &s) != nil || s["lines_not_read"] != 1.0 {
			t.Errorf("summary.json: %v %v", s["lines_not_read"], err)
		}
	}
}

// TestLookupsPartitions divides accesses into 1, 2 and 8 parts by person, with the real
// command, and finds the same cases and sums.
func TestLookupsPartitions(t *testing.T) {
	t.Parallel()
	world := lookupsWorld(t, "parquet")
	var want, sums []byte
	for _, n := range []string{"1", "2", "8"} {
		out := filepath.Join(t.TempDir(), "found")
		if code, _, talk := lookupsRun(t, "lookups", "screen", "--context", world, "--out", out, "--partitions", n, filepath.Join(world, "events.parquet")); code != exitDone {
			t.Fatal(talk)
		}
		got, err := os.ReadFile(filepath.Join(out, "cases.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := os.ReadFile(filepath.Join(out, "summary.json"))
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want, sums = got, sum
		}
		if len(got) == 0 || !bytes.Equal(got, want) || !bytes.Equal(sum, sums) {
			t.Errorf("%s parts: %d bytes of cases, in one part %d; the sums are the same: %v", n, len(got), len(want), bytes.Equal(sum, sums))
		}
		if left, err := filepath.Glob(filepath.Join(out, ".*")); err != nil || len(left) > 0 {
			t.Errorf("%s parts: %v was left, %v", n, left, err)
		}
	}
}

// TestLookupsStream sends thirty million bytes through a pipe into the real program.
func TestLookupsStream(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts the real program: not in short mode")
	}
	world := lookupsWorld(t, "parquet")
	out, err := exec.Command(binary(t), "lookups", "bench", "--world", world, "--only", "stream", "--bytes", "30").Output()
	if err != nil {
		t.Fatal(err)
	}
	var b, events, screened, twice int
	for line := range strings.Lines(string(out)) {
		_, _ = fmt.Sscanf(line, "through a pipe: %d bytes, %d accesses", &b, &events)
		_, _ = fmt.Sscanf(line, "accesses: %d, sent twice: %d,", &screened, &twice)
	}
	if b < 30e6 || events == 0 || screened != events || twice != 0 {
		t.Errorf("%d bytes and %d accesses were sent, %d screened, %d of them twice", b, events, screened, twice)
	}
}
