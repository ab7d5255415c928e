package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/web/report"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

// startWitness runs the real program and waits until it answers.
func startWitness(t *testing.T, dir, key string) (at string, kill func()) {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), binary(t), "ledger", "witness", "--dir", dir, "--log", key, "--addr", "127.0.0.1:0", "--name", "witness.test")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = func() {
		_ = cmd.Process.Kill() // SIGKILL
		_ = cmd.Wait()
	}
	t.Cleanup(kill)
	found := make(chan string, 1)
	go func() {
		in := bufio.NewScanner(out)
		for in.Scan() {
			if m := regexp.MustCompile(`answering on (\S+);`).FindStringSubmatch(in.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	select {
	case a := <-found:
		return "http://" + a, kill
	case <-time.After(time.Minute):
		t.Fatal("the witness did not start within a minute")
	}
	return "", nil
}

func post(t *testing.T, at, body string) (int, string) {
	t.Helper()
	res, err := http.Post(at+"/add-checkpoint", "", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestWitnessSurvivesAKill: what it cosigned before SIGKILL it holds afterwards.
func TestWitnessSurvivesAKill(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	signer, verifier, err := ledger.NewKey("candour/north")
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(folder, "north.pub")
	if err := os.WriteFile(key, []byte(verifier+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	checkpoint := func(fill byte) string {
		s, err := note.NewSigner(signer)
		if err != nil {
			t.Fatal(err)
		}
		root := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32))
		b, err := note.Sign(&note.Note{Text: "candour/north\n5\n" + root + "\n"}, s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	dir := filepath.Join(folder, "witness")
	at, kill := startWitness(t, dir, key)
	if status, answer := post(t, at, "old 0\n\n"+checkpoint(1)); status != 200 || !strings.HasPrefix(answer, "— witness.test ") {
		t.Fatalf("%d %q, want a cosignature", status, answer)
	}
	kill()
	at, _ = startWitness(t, dir, key)
	for body, want := range map[string]int{"old 0\n\n" + checkpoint(1): 409, "old 5\n\n" + checkpoint(2): 409, "old 5\n\n" + checkpoint(1): 200} {
		if status, answer := post(t, at, body); status != want {
			t.Errorf("after SIGKILL: %d %q to %q, want %d", status, answer, body, want)
		}
	}
	var out, errs bytes.Buffer
	if got := run(t.Context(), []string{"ledger", "witness", "--dir", dir, "--log", key}, streams{out: &out, err: &errs}); got != exitFailed || !strings.Contains(errs.String(), "another candour process holds the witness") {
		t.Errorf("a second process: %d %s", got, &errs)
	}
}

// TestWitnessPolicyOfAFolder: a policy that cannot be read stops the service, and
// one whose witnesses do not answer does not.
func TestWitnessPolicyOfAFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	_, vkey, err := note.GenerateKey(rand.Reader, "silent.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	policy := filepath.Join(dir, policyFile)
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(policy, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("witness silent " + vkey + " http://127.0.0.1:1\n") // and no quorum
	var out, errs bytes.Buffer
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if got := run(ctx, []string{"demo", "--dir", dir, "--addr", "localhost:0"}, streams{out: &out, err: &errs}); got != exitFailed || !strings.Contains(errs.String(), "quorum") {
		t.Errorf("with a policy without a quorum: %d %s", got, &errs)
	}
	if w, err := loadWitnesses(t.TempDir(), ""); err != nil || !w.none {
		t.Errorf("a folder without a policy: %+v %v, want no witnesses", w, err)
	}
	if _, err := loadWitnesses(dir, filepath.Join(dir, "absent")); err == nil {
		t.Error("a policy that was named and is not there is taken for none")
	}
	write(fmt.Sprintf("witness silent %s http://127.0.0.1:1\nquorum silent\n", vkey))
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.witnesses, err = loadWitnesses(dir, ""); err != nil || f.witnesses.none {
		t.Fatalf("%+v %v", f.witnesses, err)
	}
	f.witnesses.patience = 300 * time.Millisecond
	if _, err := f.runner.Run(t.Context(), act.By(authz.Program("north"), time.Now()), &workforce.FoundForce{Force: "north"}); err != nil {
		t.Fatal(err)
	}
	for _, start := range []string{"first", "second"} {
		logs, err := f.openLogs(t.Context(), site{forces: []report.Force{{ID: "north"}}, now: time.Now, log: slog.New(slog.DiscardHandler)}, pace{time.Minute, 4})
		if err != nil {
			t.Fatalf("the %s start with silent witnesses: %v", start, err)
		}
		if n, err := logs["north"].log.Unpublished(t.Context()); n < 1 || err != nil {
			t.Errorf("%d unpublished (%v), want the rows that nobody cosigned", n, err)
		}
		if err := logs["north"].log.Close(); err != nil && !errors.Is(err, ledger.ErrUnpublished) {
			t.Errorf("closing: %v", err)
		}
	}
}
