package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/ledger"
	"candour/record"

	"github.com/transparency-dev/tessera"
	"golang.org/x/mod/sumdb/note"
)

// TestDeskSaysThatTheRecordIsBehind: a witness that never answers stops the
// published log. Reports are still taken; the program's log and the desk say it.
func TestDeskSaysThatTheRecordIsBehind(t *testing.T) {
	t.Parallel()
	f, w := testWorld(t)
	hang := make(chan struct{})
	never := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	defer never.Close()
	defer close(hang)
	_, key, err := note.GenerateKey(rand.Reader, "witness.example")
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(never.URL)
	if err != nil {
		t.Fatal(err)
	}
	witness, err := tessera.NewWitness(key, at)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.LoadSigner(filepath.Join(f.dir, "keys", "log-north"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.OpenLog(t.Context(), f.logDir("north"), filepath.Join(f.dir, "run", "appender-north.lock"), signer,
		ledger.LogOptions{Witnesses: tessera.NewWitnessGroup(1, witness), PublishTimeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := time.Now().Truncate(time.Minute) // sessions end by the real time
	began := now.In(candour.London).Format("15:04")
	var said strings.Builder
	p := &record.Pace{Runner: f.runner, Log: l, Who: authz.Program("north"), Tick: time.Minute, Leaves: 4, Out: slog.New(slog.NewTextHandler(&said, nil))}
	if err := p.Start(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	h, err := f.handler(site{forces: w.forces, people: w.people, now: func() time.Time { return now }, log: slog.Default(), logs: map[candour.ForceID]paced{"north": {l, p}}})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	for tick := range 6 {
		b := newBrowser(srv.URL)
		if _, _, err := b.do(t.Context(), "/desk/sign-in", url.Values{"as": {string(w.people[0].ID)}}); err != nil {
			t.Fatal(err)
		}
		_, body, err := b.do(t.Context(), "/desk/", nil)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if tick > 3 {
			want = fmt.Sprintf("The public record is behind by %d entries since %s", 1+4*tick, began)
		}
		if !strings.Contains(body, "Worklist") || !strings.Contains(body, want) || want == "" && strings.Contains(body, "is behind") {
			t.Errorf("after %d ticks the desk says\n%s\nwant %q", tick, body, want)
		}
		now = now.Add(time.Minute)
		if err := p.Ready(t.Context(), now, now); err != nil {
			t.Fatal(err)
		}
		if err := p.Publish(t.Context(), now); err == nil {
			t.Fatal("a log whose witness never answers was published")
		}
	}
	if got := strings.Count(said.String(), "level=ERROR"); got != 1 {
		t.Errorf("%d errors were logged, want 1:\n%s", got, said.String())
	}
}
