package main

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStopsInOrder: told to stop, the program takes nothing new, finishes what it had
// begun, says that it is not ready, gives the lock up and leaves a log that is whole.
func TestStopsInOrder(t *testing.T) {
	dir, _ := ready(t)
	p := serveAs(t, dir, "report,public", "--log-json")
	at, err := url.Parse(p.at)
	if err != nil {
		t.Fatal(err)
	}
	// A page that is half sent when the program is told to stop.
	c, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	half := "POST /report/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\nforce="
	if _, err := io.WriteString(c, half); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // it has the half
	p.term()
	until(t, "it says that it is stopping", func() bool {
		status, says := get(t, p.ops+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(says, "running: no: it was told to stop")
	})
	until(t, "it takes nothing new", func() bool {
		n, err := net.DialTimeout("tcp", at.Host, time.Second)
		if err == nil {
			_ = n.Close()
		}
		return err != nil
	})
	if _, err := io.WriteString(c, "north"); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 4096)
	n, err := c.Read(answer)
	if err != nil || !strings.HasPrefix(string(answer[:n]), "HTTP/1.1 303") || !strings.Contains(string(answer[:n]), "/report/1/what") {
		t.Errorf("what was begun was not finished: %v %q", err, answer[:n])
	}
	select {
	case err := <-p.done:
		if err != nil {
			t.Errorf("it ended with %v, want 0: %s", err, p.said)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it did not end within its deadline")
	}
	if said := p.said.String(); !strings.Contains(said, `"msg":"stopped"`) {
		t.Errorf("it said %s", said)
	}
	out, err := exec.CommandContext(t.Context(), binary(t), "ledger", "check", "--dir", dir).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "clean") {
		t.Errorf("the ledger afterwards: %v %s", err, out)
	}
	serveAs(t, dir, "report,public").interrupt() // the lock is free
}

// TestStopsAtItsDeadline: whoever holds a request open does not hold the program. It
// may take its deadline; a second signal ends it at once.
func TestStopsAtItsDeadline(t *testing.T) {
	dir, _ := ready(t)
	p := serveAs(t, dir, "report,public")
	at, _ := url.Parse(p.at)
	c, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "POST /report/ HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nforce="); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	began := time.Now()
	p.term()
	until(t, "it is stopping", func() bool { status, _ := get(t, p.ops+"/readyz"); return status == http.StatusServiceUnavailable })
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(5 * time.Second):
		t.Error("a second signal did not end it")
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}
