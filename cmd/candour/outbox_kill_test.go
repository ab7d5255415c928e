package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"candour/outbox"
)

// pager is a service that is called, and that has the caller killed when it has a call
// and has not answered it.
type pager struct {
	mu     sync.Mutex
	t      *testing.T
	secret []byte
	calls  map[string]int // by id
	bad    int
	kill   func() // nil: answer
}

func (p *pager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := outbox.Verify(p.secret, r.Header, body, time.Now()); err != nil {
		p.t.Errorf("a call that is not ours: %v", err)
		p.bad++
		return
	}
	p.calls[r.Header.Get(outbox.HeaderID)]++
	if p.kill != nil {
		kill := p.kill
		p.kill = nil
		kill() // between sending and noting
	}
}

// settleOutbox gives a demonstration a pager of the force and one of the oversight
// body, both of which are called on this machine.
func settleOutbox(t *testing.T, dir, at string, secret []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, secret, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("[outbox]\ndesk = \"http://localhost:1\"\noversight = %q\nwebhook_secret_file = %q\nprivate_addresses = [\"127.0.0.1/32\"]\nlease = \"2s\"\n", at, file)
	if err := os.WriteFile(filepath.Join(dir, "candour.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestKilledBetweenSendingAndNoting kills the real program, again and again, in the
// moment in which the pager has a call and the program does not know it yet. Every
// call for help that was acknowledged reaches the pager, and what comes twice comes
// under the id that it had.
func TestKilledBetweenSendingAndNoting(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	const kills, each = 5, 4
	p := &pager{t: t, secret: []byte("0123456789abcdef0123456789abcdef"), calls: map[string]int{}}
	srv := httptest.NewServer(p)
	defer srv.Close()
	bin, dir := binary(t), memory(t)
	settleOutbox(t, dir, srv.URL, p.secret)
	acknowledged := 0
	for round := range kills {
		d := demo(t, bin, dir)
		dead := make(chan bool)
		p.mu.Lock()
		p.kill = func() { d.kill(); close(dead) }
		p.mu.Unlock()
		for n := range each {
			b := newBrowser(d.at)
			// All who are on call work in Standards: so it goes to the contact outside.
			_, body, err := b.do(t.Context(), "/report/danger", url.Values{"force": {"north"}, "words": {fmt.Sprintf("call %d of round %d", n, round)}, "keep-out": {"Standards"}})
			if err == nil && shownCode.MatchString(body) {
				acknowledged++
			}
		}
		select {
		case <-dead:
		case <-time.After(time.Minute):
			t.Fatal("nothing was sent within a minute")
		}
	}
	d := demo(t, bin, dir)
	reached := func() (n, again int) { // one call can be the one in two rounds
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, times := range p.calls {
			again += times - 1
		}
		return len(p.calls), again
	}
	for range 600 { // a lease of a dead process has to run out
		if n, again := reached(); n >= acknowledged && again >= kills {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	n, again := reached()
	t.Logf("%d kills between sending and noting: acknowledged %d, found %d, lost %d; sent again under the same id: %d", kills, acknowledged, n, max(0, acknowledged-n), again)
	if n < acknowledged || acknowledged < kills || again < kills {
		t.Errorf("acknowledged %d, found %d, again %d (want at least %d)", acknowledged, n, again, kills)
	}
	d.interrupt()
}
