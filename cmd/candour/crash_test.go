package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var shownCode = regexp.MustCompile(`id="code">(?s:.{0,400}?)([0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3})<`)

// tell sends one report through the report door and returns the code that the
// page showed: from then on it is acknowledged.
func tell(ctx context.Context, at, what string) (code string, err error) {
	b := newBrowser(at)
	for _, step := range []struct {
		path string
		form url.Values
	}{
		{"/report/", url.Values{"force": {"north"}}},
		{"/report/1/what", url.Values{"what": {what}}},
		{"/report/1/when", url.Values{"when": {"last week"}}},
		{"/report/1/where", url.Values{"where": {""}}},
		{"/report/1/who", url.Values{"who": {""}}},
		{"/report/more", url.Values{"more": {"no"}}},
		{"/report/keep-out", url.Values{"keep-out": {""}}},
		{"/report/check", url.Values{}},
	} {
		status, body, err := b.do(ctx, step.path, step.form)
		if err != nil {
			return "", err
		}
		if status != http.StatusOK {
			return "", fmt.Errorf("%s answered %d", step.path, status)
		}
		if m := shownCode.FindStringSubmatch(body); m != nil {
			return m[1], nil
		}
	}
	return "", fmt.Errorf("no code was shown")
}

// TestKilledUnderLoad kills the real binary, as a process of its own, while ten
// people are sending reports, and looks for every report that was acknowledged.
func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	bin, dir := binary(t), t.TempDir()
	p := demo(t, bin, dir)
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	sent := map[string]string{} // code -> words
	var writers sync.WaitGroup
	for i := range 10 {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				words := fmt.Sprintf("invented words %d of writer %d", n, i)
				code, err := tell(ctx, p.at, words)
				if err != nil {
					return // killed
				}
				mu.Lock()
				sent[code] = words
				mu.Unlock()
			}
		})
	}
	enough := time.After(3 * time.Second)
	<-enough
	p.kill()
	stop()
	writers.Wait()

	p = demo(t, bin, dir)
	found, lost := 0, 0
	for code, words := range sent {
		b := newBrowser(p.at)
		_, body, err := b.do(t.Context(), "/report/come-back", url.Values{"code": {code}})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(body, words) {
			found++
		} else {
			lost++
		}
	}
	t.Logf("acknowledged %d, found %d, lost %d", len(sent), found, lost)
	if lost > 0 || len(sent) < 20 {
		t.Errorf("acknowledged %d (want at least 20), lost %d (want 0)", len(sent), lost)
	}
	p.kill()
	p = demo(t, bin, dir) // once more: the log goes on from where it was
	p.interrupt()
	out, err := exec.CommandContext(t.Context(), bin, "ledger", "check", "--dir", dir).CombinedOutput()
	t.Logf("ledger check: %s", out)
	if err != nil {
		t.Errorf("ledger check after the kill: %v", err)
	}
}
