package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// generate runs the real binary and gives what it said and its exit code.
func generate(t *testing.T, dir string, args ...string) (said string, code int) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), binary(t), append(args, "--dir", dir)...).CombinedOutput()
	return string(out), exitCode(err)
}

// TestGenerateCaseload makes a small world by the real binary and serves it. The
// log of another one with the same numbers has the same root: every leaf, and so
// every key and word, follows from the seed.
func TestGenerateCaseload(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	root := regexp.MustCompile(`north: clean: .* root ([0-9a-f]{64})`)
	var roots []string
	var dir string
	for _, seed := range []string{"8", "7", "7"} {
		dir = filepath.Join(memory(t), "new")
		said, code := generate(t, dir, "generate", "caseload", "--officers", "60", "--allegations", "400", "--on", "2026-05-22", "--seed", seed)
		if code != exitDone || !strings.Contains(said, "60 officers and 400 allegations, seen from 2026-05-22, seed "+seed) || !strings.Contains(said, "a second") {
			t.Fatalf("exit %d: %s", code, said)
		}
		said, code = generate(t, dir, "ledger", "check")
		m := root.FindStringSubmatch(said)
		if code != exitDone || m == nil {
			t.Fatalf("ledger check: exit %d: %s", code, said)
		}
		roots = append(roots, m[1])
	}
	if roots[1] != roots[2] || roots[0] == roots[1] {
		t.Errorf("roots of the logs for the seeds 8, 7 and 7: %v", roots)
	}
	for _, x := range []struct {
		want int
		says string
		args []string
	}{
		{exitFailed, "holds a caseload already: 60 officers and 400 allegations", []string{"generate", "caseload", "--officers", "60", "--allegations", "400"}},
		{exitFailed, "takes no real records", []string{"import", "complaints", t.TempDir()}},
		{exitFailed, "is a demonstration", []string{"serve", "--door", "public"}},
	} {
		if said, code := generate(t, dir, x.args...); code != x.want || !strings.Contains(said, x.says) {
			t.Errorf("candour %v: exit %d: %s", x.args, code, said)
		}
	}

	p := demo(t, binary(t), dir)
	defer p.kill()
	seed, err := os.ReadFile(filepath.Join(dir, demoMark))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{seed: seed}
	for name, due := range map[string]string{"Triage T": "Read a new report and open a case", "Authority U": "overdue"} {
		b := newBrowser(p.at)
		if _, _, err := b.do(t.Context(), "/desk/sign-in", url.Values{"as": {string(w.person("north", name).ID)}}); err != nil {
			t.Fatal(err)
		}
		body := ""
		for page := range 10 {
			status, more, err := b.do(t.Context(), fmt.Sprintf("/desk/?page=%d", page), nil)
			if err != nil || status != http.StatusOK {
				t.Fatalf("the worklist of %s answers %d, %v", name, status, err)
			}
			body += more
		}
		if !strings.Contains(strings.ToLower(body), strings.ToLower(due)) || strings.Count(body, "<tr") < 20 {
			t.Errorf("the worklist of %s shows %d rows, %q among them: %v", name, strings.Count(body, "<tr"), due, strings.Contains(body, due))
		}
	}
}

// TestGenerateIsInterrupted: what Ctrl-C leaves is whole and says that it is half
// of something.
func TestGenerateIsInterrupted(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	dir := filepath.Join(memory(t), "new")
	cmd := exec.CommandContext(t.Context(), binary(t), "generate", "caseload", "--officers", "2000", "--allegations", "40000", "--dir", dir)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * time.Second) // well into it, however fast the machine
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := exitCode(cmd.Wait()); got != exitInterrupted {
		t.Fatalf("exit %d after Ctrl-C, want %d: %s", got, exitInterrupted, said.String())
	}
	if out, code := generate(t, dir, "ledger", "check"); code != exitDone || !strings.Contains(out, "north: clean: ") {
		t.Errorf("ledger check: exit %d: %s", code, out)
	}
	for _, args := range [][]string{{"generate", "caseload", "--officers", "60", "--allegations", "60"}, {"demo", "--addr", "localhost:0"}} {
		if out, code := generate(t, dir, args...); code != exitFailed || !strings.Contains(out, "interrupted half-way") {
			t.Errorf("candour %v: exit %d: %s", args, code, out)
		}
	}
}

// TestGenerateRefuses: nothing is generated beside real records, nor from numbers
// that make no world; and then nothing is left behind.
func TestGenerateRefuses(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	for _, x := range []struct {
		flags string
		says  string
	}{
		{"--officers=-5 --allegations=10", "number of officers from 20"},
		{"--officers=0 --allegations=10", "number of officers from 20"},
		{"--officers=9999999 --allegations=10", "number of officers from 20"},
		{"--officers=60 --allegations=0", "number of allegations of 1 or more"},
		{"--officers=60 --allegations=-1", "number of allegations of 1 or more"},
		{"--officers=60 --allegations=1201", "60 officers can have at most 1200 allegations"},
		{"--officers=60 --allegations=60 --seed=-1", "a seed is a number of 0 or more"},
		{"--officers=60 --allegations=60 --seed=99999999999999999999", "seed"},
		{"--officers=many --allegations=60", "officers"},
		{"--officers=60", "allegations"},
		{"--officers=60 --allegations=60 --on=9999-01-01", "has not come yet"},
		{"--officers=60 --allegations=60 --on=1999-01-01", "2022 or after"},
		{"--officers=60 --allegations=60 --on=tomorrow", "is not a day"},
	} {
		dir := filepath.Join(t.TempDir(), "new")
		out, code := generate(t, dir, append([]string{"generate", "caseload"}, strings.Fields(x.flags)...)...)
		if code != exitUsage || !strings.Contains(out, x.says) {
			t.Errorf("%s: exit %d: %s", x.flags, code, out)
		}
		if exists(dir) {
			t.Errorf("%s: a folder was made", x.flags)
		}
	}
	for name, file := range map[string]string{"a database": "candour.db", "keys": "keys", "anything": "notes.txt"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, file), []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, code := generate(t, dir, "generate", "caseload", "--officers", "60", "--allegations", "60")
		if code != exitFailed || !strings.Contains(out, "never lies beside real records") || exists(filepath.Join(dir, demoMark)) {
			t.Errorf("a folder with %s: exit %d: %s", name, code, out)
		}
	}
}

// TestGenerateIntoADemonstration: one that was served before, and has its people.
func TestGenerateIntoADemonstration(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	dir := memory(t)
	p := demo(t, binary(t), dir)
	if out, code := generate(t, dir, "generate", "caseload", "--officers", "60", "--allegations", "60"); code != exitFailed {
		t.Errorf("while it is served: exit %d: %s", code, out)
	}
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	<-p.done
	if out, code := generate(t, dir, "generate", "caseload", "--officers", "60", "--allegations", "60"); code != exitDone {
		t.Errorf("afterwards: exit %d: %s", code, out)
	}
	if out, code := generate(t, dir, "ledger", "check"); code != exitDone {
		t.Errorf("ledger check: exit %d: %s", code, out)
	}
}
