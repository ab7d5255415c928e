package main

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// serving is a running server of the real program with its address of health.
type serving struct {
	process
	ops  string
	said *safely
}

// safely is a buffer that a process writes and a test reads.
type safely struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safely) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safely) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// ready is a folder of an office that may be served: its keys lie apart.
func ready(t *testing.T) (dir, keys string) {
	t.Helper()
	dir, keys = served(t)
	if err := os.Rename(filepath.Join(dir, "keys"), keys); err != nil {
		t.Fatal(err)
	}
	settle(t, dir, keys, true)
	return dir, keys
}

// serveAs starts doors of a folder, "report,public" say, and waits until they answer.
func serveAs(t testing.TB, dir, doors string, more ...string) *serving {
	t.Helper()
	args := []string{"serve", "--dir", dir, "--addr", "127.0.0.1:0", "--ops-addr", "127.0.0.1:0", "--name", "North force", "--tick", "1s", "--origin", "https://desk.example", "--run-by-force"}
	for _, d := range strings.Split(doors, ",") {
		args = append(args, "--door", d)
	}
	return serveWith(t, exec.CommandContext(context.Background(), binary(t), append(args, more...)...))
}

func serveWith(t testing.TB, cmd *exec.Cmd) *serving {
	t.Helper()
	p := &serving{process: process{t: t, cmd: cmd, done: make(chan error, 1)}, said: &safely{}}
	cmd.Stderr = p.said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	found, gone := make(chan [2]string, 1), make(chan bool)
	go func() {
		in := bufio.NewScanner(out)
		var at string
		for in.Scan() {
			if _, a, ok := strings.Cut(in.Text(), " answers on "); ok {
				at, _, _ = strings.Cut(a, ";")
			}
			if _, ops, ok := strings.Cut(in.Text(), "health and metrics on "); ok {
				found <- [2]string{at, ops}
			}
		}
		p.done <- cmd.Wait()
		close(gone)
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-gone }) // and then its folder is removed
	select {
	case at := <-found:
		p.at, p.ops = at[0], at[1]
	case err := <-p.done:
		t.Fatalf("it ended: %v\n%s", err, p.said)
	case <-time.After(time.Minute):
		t.Fatal("it did not start within a minute")
	}
	for try := 0; ; try++ { // it prints just before it serves
		if res, err := http.Get(p.at + "/nowhere"); err == nil {
			_ = res.Body.Close()
			return p
		}
		if try == 500 {
			t.Fatalf("it does not answer\n%s", p.said)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// until asks for something until it holds, for half a minute.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for range 600 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("not within half a minute: %s", what)
}

// term sends what systemd sends.
func (p *serving) term() { _ = p.cmd.Process.Signal(syscall.SIGTERM) }

// writePolicy makes one witness a folder's.
func writePolicy(t testing.TB, dir, key, at string) {
	t.Helper()
	text := "witness one " + key + " " + at + "\nquorum one\n"
	if err := os.WriteFile(filepath.Join(dir, policyFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
