package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheBinaryRefusesToStart asks the real program to start in each way that would let
// somebody in who must not be, or read what must not be read, and wants the sentence.
func TestTheBinaryRefusesToStart(t *testing.T) {
	t.Parallel()
	dir, keys := served(t)
	if err := os.Rename(filepath.Join(dir, "keys"), keys); err != nil {
		t.Fatal(err)
	}
	bin := binary(t)
	refused := func(want int, says string, args ...string) {
		t.Helper()
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		out, err := exec.CommandContext(ctx, bin, args...).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != want || !strings.Contains(string(out), says) {
			t.Errorf("%q: %v, want exit %d and %q; it said %s", args, err, want, says, out)
		}
	}
	settings := func(more string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "candour.toml"), fmt.Appendf(nil, "keys = %q\npilot = true\n%s", keys, more), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settings("")
	desk := []string{"serve", "--dir", dir, "--door", "desk", "--addr", "localhost:0", "--origin", "http://localhost:9"}

	// Signing in as anybody is a demonstration’s, and a demonstration is never a force’s.
	refused(exitFailed, "holds data that is not a demonstration", "demo", "--dir", dir, "--addr", "localhost:0")
	shown := t.TempDir()
	if err := os.WriteFile(filepath.Join(shown, demoMark), []byte("0123456789012345678901234567\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(exitFailed, "is a demonstration, where anybody can sign in as anybody", "serve", "--dir", shown, "--door", "desk", "--addr", "localhost:0", "--origin", "http://localhost:9")
	refused(exitUsage, "no passwords, so it serves this machine only", "demo", "--dir", shown, "--addr", "0.0.0.0:0")
	refused(exitUsage, "unknown flag", append(desk, "--as", "person-t")...)

	// Plain HTTP beyond this machine.
	refused(exitUsage, "put a proxy with TLS in front", "serve", "--dir", dir, "--door", "desk", "--addr", "0.0.0.0:0", "--origin", "https://desk.example")
	for _, door := range []string{"desk", "subject"} {
		refused(exitUsage, "is not where people can sign in", "serve", "--dir", dir, "--door", door, "--addr", "localhost:0", "--origin", "http://desk.example")
		refused(exitUsage, "is not where people can sign in", "serve", "--dir", dir, "--door", door, "--addr", "localhost:0")
	}

	// An identity provider that would let in whoever asks.
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("a secret of some length\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(dir, "run", "secret")
	if err := os.WriteFile(inside, []byte("a secret of some length\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(filepath.Dir(secret), "open")
	if err := os.WriteFile(open, []byte("a secret of some length\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	const good = "oidc-issuer = \"https://login.example\"\noidc-client = \"desk\"\noidc-acr = [\"2\"]\n"
	file := fmt.Sprintf("oidc-secret-file = %q\n", secret)
	for says, more := range map[string]string{
		"is not the address of an identity provider":        strings.Replace(good, "https", "http", 1) + file,
		"say how people must have signed in":                strings.Replace(good, "oidc-acr = [\"2\"]\n", "", 1) + file,
		"its client id":                                     strings.Replace(good, "oidc-client = \"desk\"\n", "", 1) + file,
		"name the file with the secret":                     good,
		"lies in the data folder":                           good + fmt.Sprintf("oidc-secret-file = %q\n", inside),
		"chmod":                                             good + fmt.Sprintf("oidc-secret-file = %q\n", open),
		"may differ by 5m0s at most":                        good + file + "oidc-skew = \"10m\"\n",
		"at most 24h0m0s ago":                               good + file + "oidc-max-age = \"48h\"\n",
		"settings of an identity provider, and not its add": "oidc-client = \"desk\"\n",
	} {
		settings(more)
		want := exitUsage
		if says == "lies in the data folder" || says == "chmod" {
			want = exitFailed
		}
		refused(want, says, desk...)
	}

	// A report door that shares its keys with a desk.
	settings("")
	report := []string{"serve", "--dir", dir, "--door", "report", "--addr", "localhost:0"}
	const shares = "a report door and a desk would use the same keys"
	running := serveDoor(t, bin, dir, "desk")
	refused(exitFailed, shares, report...)
	running.interrupt()
	running = serveDoor(t, bin, dir, "report", "--tick", "2s")
	refused(exitFailed, shares, desk...)
	running.interrupt()
	running = serveDoor(t, bin, dir, "report", "--run-by-force", "--name", "North force")
	beside := serveDoor(t, bin, dir, "desk")
	for _, path := range []string{"/report/", "/report/1/what", "/report/come-back", "/report/nowhere", "/report/check"} {
		if _, page := ask(t, http.MethodGet, running.at+path, "", nil); !strings.Contains(page, "This website is run by North force itself.") && strings.Contains(page, "<h1") {
			t.Errorf("%s does not say who runs it:\n%s", path, page)
		}
	}
	beside.interrupt()
	running.interrupt()
}
