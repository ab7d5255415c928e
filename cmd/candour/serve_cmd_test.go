package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// served is a folder that may be served: its keys lie apart, and its settings
// say that it is a trial. It is given without the last of those two.
func served(t *testing.T) (dir, keys string) {
	t.Helper()
	o := newOffice(t)
	return o.dir, filepath.Join(filepath.Dir(o.dir), "keys-apart")
}

func settle(t *testing.T, dir, keys string, pilot bool) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "candour.toml"), fmt.Appendf(nil, "keys = %q\npilot = %t\n", keys, pilot), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestServeRefuses: each way in which real people's words would be served from a
// folder that must not be, with the sentence for whoever tried.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	dir, keys := served(t)
	refused := func(want int, says string, more ...string) {
		t.Helper()
		args := append([]string{"serve", "--dir", dir, "--door", "public", "--addr", "localhost:0"}, more...)
		if code, out, errs := candourRun(t, args...); code != want || !strings.Contains(errs, says) || out != "" {
			t.Errorf("%v: exit %d, want %d and %q; it said %q %q", args, code, want, says, out, errs)
		}
	}
	refused(exitFailed, "the keys lie inside the data folder")
	if err := os.Rename(filepath.Join(dir, "keys"), keys); err != nil {
		t.Fatal(err)
	}
	settle(t, dir, keys, false)
	refused(exitFailed, "write pilot = true there if this is a small trial")
	settle(t, dir, keys, true)

	refused(exitUsage, "is not where people can sign in", "--door", "desk")
	refused(exitUsage, "is not where people can sign in", "--door", "subject")
	refused(exitUsage, "is not where people can sign in", "--door", "desk", "--origin", "http://desk.example")
	refused(exitUsage, "report and desk need a host name each", "--door", "report", "--door", "desk")
	refused(exitUsage, "report and subject need a host name each", "--door", "subject", "--door", "report")
	refused(exitUsage, "desk and subject need a host name each", "--door", "desk", "--door", "subject")
	refused(exitUsage, "must be one of", "--door", "oversight")
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:8080", "candour.example:80"} {
		refused(exitUsage, "put a proxy with TLS in front", "--addr", addr)
	}
	refused(exitUsage, "is not an address", "--addr", "8080")
	refused(exitUsage, `there is no force "south"`, "--force", "south")

	toml := filepath.Join(dir, "candour.toml")
	good, err := os.ReadFile(toml)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(toml, append(good, "[outbox]\ndesk = \"http://desk.example\"\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(exitFailed, "desk must be where the desk is")
	if err := os.WriteFile(toml, good, 0o600); err != nil {
		t.Fatal(err)
	}

	private := filepath.Join(keys, "log-north")
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	inside := filepath.Join(dir, "keys", "log-north")
	if err := os.MkdirAll(filepath.Dir(inside), 0o700); err != nil {
		t.Fatal(err)
	}
	move(private, inside)
	refused(exitFailed, "the private key of a log lies in the data folder")
	move(inside, filepath.Join(dir, "run", "key"))
	refused(exitFailed, "the log of north was signed before")
	if err := os.Symlink(filepath.Join(dir, "run", "key"), private); err != nil {
		t.Fatal(err)
	}
	refused(exitFailed, "is a link into the data folder")
	move(filepath.Join(dir, "run", "key"), private)

	policy := filepath.Join(dir, policyFile)
	if err := os.WriteFile(policy, []byte("witness\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(exitFailed, "reading the witness policy")
	if err := os.Remove(policy); err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(dir, demoMark)
	if err := os.WriteFile(mark, []byte("0123456789012345678901234567\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(exitFailed, "is a demonstration")
	if err := os.Remove(mark); err != nil {
		t.Fatal(err)
	}

	empty := t.TempDir()
	refused(exitFailed, "there is no data in", "--dir", empty)
}

// TestServe starts the real program on each door, two of them beside each other
// on one folder, and asks for what each has and for what it has not.
func TestServe(t *testing.T) {
	t.Parallel()
	dir, keys := served(t)
	if err := os.Rename(filepath.Join(dir, "keys"), keys); err != nil {
		t.Fatal(err)
	}
	settle(t, dir, keys, true)
	bin := binary(t)
	start := func(doors ...string) (at string, errs *bytes.Buffer, stop func()) {
		args := []string{"serve", "--dir", dir, "--addr", "127.0.0.1:0", "--name", "North force", "--tick", "2s", "--origin", "https://desk.example", "--run-by-force"}
		for _, d := range doors {
			args = append(args, "--door", d)
		}
		cmd := exec.CommandContext(context.Background(), bin, args...)
		errs = new(bytes.Buffer)
		cmd.Stderr = errs
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		line := make([]byte, 200)
		n, err := pipe.Read(line)
		_, at, ok := strings.Cut(string(line[:n]), " answers on ")
		if err != nil || !ok {
			t.Fatalf("it did not start: %v %q\n%s", err, line[:n], errs)
		}
		at, _, _ = strings.Cut(at, ";")
		return at, errs, func() {
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("stopped with Ctrl-C: %v\n%s", err, errs)
			}
		}
	}
	see := func(at, path string, want int, says string, not ...string) {
		t.Helper()
		b := newBrowser(at)
		code, body, err := b.do(t.Context(), path, nil)
		for try := 0; err != nil && try < 200; try++ { // it prints just before it serves
			time.Sleep(20 * time.Millisecond)
			code, body, err = b.do(t.Context(), path, nil)
		}
		if err != nil || code != want || !strings.Contains(body, says) {
			t.Errorf("%s: %d %v, want %d and %q in\n%s", path, code, err, want, says, body)
		}
		for _, n := range not {
			if strings.Contains(body, n) {
				t.Errorf("%s shows %q", path, n)
			}
		}
	}
	people, talk, stopPeople := start("report", "public")
	see(people, "/", http.StatusOK, `href="/report/"`, `href="/desk/"`, "demonstration")
	see(people, "/report/", http.StatusOK, "This website is run by North force itself.", "demonstration")
	see(people, "/log/north/key", http.StatusOK, "north")
	see(people, "/verify", http.StatusOK, "North force")
	see(people, "/desk/sign-in", http.StatusNotFound, "")
	see(people, "/api/v1/cases", http.StatusNotFound, "")

	staff, beside, stopStaff := start("desk")
	see(staff, "/", http.StatusOK, "Sign in with your passkey", `type="radio"`, "demonstration")
	see(staff, "/report/", http.StatusNotFound, "")
	see(staff, "/verify", http.StatusNotFound, "")
	b := newBrowser(staff)
	if code, _, err := b.do(t.Context(), "/desk/sign-in", map[string][]string{"as": {"person-t"}}); err != nil || code != http.StatusNotFound {
		t.Errorf("signing in as somebody: %d %v, want 404", code, err)
	}
	see(staff, "/subject/sign-in", http.StatusNotFound, "")
	own, _, stopOwn := start("subject")
	see(own, "/", http.StatusOK, "Sign in with your passkey", `type="radio"`)
	for _, path := range []string{"/desk/sign-in", "/api/v1/cases", "/report/", "/verify"} {
		see(own, path, http.StatusNotFound, "")
	}
	if code, _, err := newBrowser(own).do(t.Context(), "/subject/sign-in", map[string][]string{"as": {"person-t"}}); err != nil || code != http.StatusNotFound {
		t.Errorf("signing in as somebody at the subject door: %d %v, want 404", code, err)
	}
	stopOwn()
	// A second server of reports would promise what it cannot publish.
	if code, _, errs := candourRun(t, "serve", "--dir", dir, "--door", "report", "--run-by-force", "--addr", "localhost:0"); code != exitFailed || !strings.Contains(errs, "another candour process holds the log") {
		t.Errorf("a second server of reports: exit %d: %s", code, errs)
	}
	stopStaff()
	stopPeople()
	if got := talk.String(); strings.Count(got, noWitness) != 1 {
		t.Errorf("without a witness it said %q, want one line", got)
	}
	if got := beside.String(); !strings.Contains(got, "another server keeps the log") {
		t.Errorf("beside another it said %q", got)
	}
}
