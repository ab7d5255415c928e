package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets stories call candour by its name; the test binary is it.
func TestMain(m *testing.M) {
	testscript.Main(cleaning{m}, map[string]func(){"candour": main})
}

// cleaning removes what binary, newOffice and browsing made, after the last test.
type cleaning struct{ m *testing.M }

func (c cleaning) Run() int {
	code := c.m.Run()
	if theBrowser.end != nil {
		theBrowser.end()
	}
	for _, dir := range []string{built.dir, theOffice.at, theBrowser.dir} {
		if dir == "" {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	return code
}

// built is the real program, built once for the tests that need it as a process
// of its own. Its folder goes when TestMain ends.
var built struct {
	once sync.Once
	dir  string
	err  error
}

func binary(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "candour-test-"); built.err != nil {
			return
		}
		build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(built.dir, "candour"), ".") // as for a container
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		out, err := build.CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("building candour: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "candour")
}

// process is a running demonstration.
type process struct {
	t     testing.TB
	cmd   *exec.Cmd
	at    string // http://localhost:PORT
	codes []string
	done  chan error
}

// demo starts the real binary on a folder and waits until it answers.
func demo(t testing.TB, bin, dir string, more ...string) *process {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	// Not under the test's context: a test that ends stops it in Cleanup.
	cmd := exec.CommandContext(context.Background(), bin, append([]string{"demo", "--dir", dir, "--addr", addr, "--tick", "200ms"}, more...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, at: "http://" + addr, done: make(chan error, 1)}
	code := regexp.MustCompile(`([0-9A-Z]{4}-){3}[0-9A-Z]{4}`)
	ready, gone := make(chan bool), make(chan bool)
	go func() {
		in := bufio.NewScanner(out)
		for in.Scan() {
			if c := code.FindString(in.Text()); c != "" {
				p.codes = append(p.codes, c)
			}
			if strings.HasPrefix(in.Text(), "Press Ctrl-C") {
				close(ready)
			}
		}
		p.done <- cmd.Wait()
		close(gone)
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-gone }) // and then its folder is removed
	select {
	case <-ready:
	case err := <-p.done:
		t.Fatalf("the demonstration ended: %v", err)
	case <-time.After(time.Minute):
		t.Fatal("the demonstration did not start within a minute")
	}
	for try := 0; ; try++ { // it prints just before it serves
		if res, err := http.Get(p.at + "/"); err == nil {
			_ = res.Body.Close()
			return p
		}
		if try == 200 {
			t.Fatal("the demonstration does not answer")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// kill sends SIGKILL and waits until the process is gone.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		p.t.Fatal(err)
	}
	<-p.done
}

// browser is a client that keeps cookies as a browser on localhost does, Secure
// ones too, which Go's own jar holds back over plain HTTP.
type browser struct {
	at      string
	client  *http.Client
	cookies map[string]string
	from    string // what the proxy says who asks; nothing where there is none
}

func newBrowser(at string) *browser {
	return &browser{at: at, cookies: map[string]string{}, client: &http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// do sends a GET, or a POST where there is a form, follows one redirect after
// another, and gives the last page.
func (b *browser) do(ctx context.Context, path string, form url.Values) (status int, body string, err error) {
	for range 5 {
		method, in := http.MethodGet, io.Reader(nil)
		if form != nil {
			method, in = http.MethodPost, strings.NewReader(form.Encode())
		}
		req, err := http.NewRequestWithContext(ctx, method, b.at+path, in)
		if err != nil {
			return 0, "", err
		}
		if form != nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if b.from != "" {
			req.Header.Set("X-Forwarded-For", b.from)
		}
		for name, v := range b.cookies {
			req.AddCookie(&http.Cookie{Name: name, Value: v})
		}
		res, err := b.client.Do(req)
		if err != nil {
			return 0, "", err
		}
		text, err := io.ReadAll(res.Body)
		if closing := res.Body.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return 0, "", err
		}
		for _, c := range res.Cookies() {
			if c.MaxAge < 0 || c.Value == "" {
				delete(b.cookies, c.Name)
			} else {
				b.cookies[c.Name] = c.Value
			}
		}
		if res.StatusCode != http.StatusSeeOther {
			return res.StatusCode, string(text), nil
		}
		path, form = res.Header.Get("Location"), nil
	}
	return 0, "", fmt.Errorf("too many redirects to %s", path)
}

// interrupt sends what Ctrl-C sends and waits for an orderly end.
func (p *process) interrupt() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		p.t.Fatal(err)
	}
	select {
	case err := <-p.done:
		if err != nil {
			p.t.Errorf("after Ctrl-C: %v, want an orderly end", err)
		}
	case <-time.After(30 * time.Second):
		p.t.Error("it did not stop within 30 s of Ctrl-C")
	}
}
