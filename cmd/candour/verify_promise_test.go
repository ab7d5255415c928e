package main

import (
	"bytes"
	"html"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/record"
)

// TestPromise sends a report through the door, keeps the promise that the page
// shows, and verifies it before and after the log is published.
func TestPromise(t *testing.T) {
	t.Parallel()
	f, w := testWorld(t)
	l, err := f.openLog(t.Context(), "north")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := time.Now()
	p := &record.Pace{Runner: f.runner, Log: l, Who: authz.Program("north"), Tick: time.Minute, Leaves: 4, Out: slog.Default(), Signer: l}
	if err := p.Start(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	h, err := f.handler(site{forces: w.forces, people: w.people, now: time.Now, log: slog.Default(), logs: map[candour.ForceID]paced{"north": {l, p}}})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	b := newBrowser(srv.URL)
	if _, err := tellAs(t.Context(), b, "invented words"); err != nil {
		t.Fatal(err)
	}
	_, body, err := b.do(t.Context(), "/report/done", nil)
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`(?s)<pre class="app-promise">(.*?)</pre>`).FindStringSubmatch(body)
	if shown == nil || !regexp.MustCompile(`in the public record by \d\d:\d\d`).MatchString(body) {
		t.Fatalf("the page shows no promise:\n%s", body)
	}
	file := filepath.Join(t.TempDir(), "promise")
	verify := func(text string) (int, string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		code := run(t.Context(), []string{"verify", f.logDir("north"), "--key", f.verifierFile("north"), "--promise", file}, streams{out: &out, err: &out})
		return code, out.String()
	}
	promise := html.UnescapeString(shown[1])
	if code, out := verify(promise); code != exitDone || !strings.HasPrefix(out, "not yet due") {
		t.Errorf("before the tick: %d, %s", code, out)
	}
	tick := now.Truncate(time.Minute).Add(time.Minute)
	if err := p.Ready(t.Context(), time.Now(), tick); err != nil {
		t.Fatal(err)
	}
	if err := p.Publish(t.Context(), tick); err != nil {
		t.Fatal(err)
	}
	if code, out := verify(promise); code != exitDone || !strings.HasPrefix(out, "kept: entry ") {
		t.Errorf("after the tick: %d, %s", code, out)
	}
	if code, out := verify(strings.Replace(promise, "Z\n", "Y\n", 1)); code != exitDiffers {
		t.Errorf("changed: %d, %s", code, out)
	}
	late, err := l.Promise(append([]byte("candour/v1"), make([]byte, 32)...), now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if code, out := verify(string(late)); code != exitDiffers || !strings.Contains(out, "broken") {
		t.Errorf("broken: %d, %s", code, out)
	}
}
