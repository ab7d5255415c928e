package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

var shownCode = regexp.MustCompile(`id="code">(?s:.{0,400}?)([0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3})<`)

// tell sends one report through the report door and returns the code that the
// page showed: from then on it is acknowledged.
func tell(ctx context.Context, at, what string) (code string, err error) {
	return tellAs(ctx, newBrowser(at), what)
}

func tellAs(ctx context.Context, b *browser, what string) (code string, err error) {
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

// TestKilledUnderLoad kills the real binary, as a process of its own, twenty
// times while fifty people are sending reports, and looks for every report that
// was acknowledged.
func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	const kills, writers = 20, 50
	bin, dir := binary(t), memory(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var mu sync.Mutex
	sent := map[string]string{} // code -> words
	for round := range kills {
		before := len(sent)
		p := demo(t, bin, dir)
		ctx, stop := context.WithCancel(t.Context())
		var writing sync.WaitGroup
		for i := range writers {
			writing.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					words := fmt.Sprintf("invented words %d of writer %d in round %d.", n, i, round)
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
		until(t, "the first of them is acknowledged", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(sent) > before
		})
		<-time.After(time.Duration(random.IntN(800)) * time.Millisecond) // in the midst of it, wherever that is
		p.kill()
		stop()
		writing.Wait()
	}

	p := demo(t, bin, dir)
	var found, lost atomic.Int64
	codes := make(chan string)
	var looking sync.WaitGroup
	for range 4 {
		looking.Go(func() {
			for code := range codes {
				_, body, err := newBrowser(p.at).do(t.Context(), "/report/come-back", url.Values{"code": {code}})
				if err != nil {
					t.Error(err)
				}
				if strings.Contains(body, sent[code]) {
					found.Add(1)
				} else {
					lost.Add(1)
				}
			}
		})
	}
	for code := range sent {
		codes <- code
	}
	close(codes)
	looking.Wait()
	t.Logf("%d kills under %d writers: acknowledged %d, found %d, lost %d", kills, writers, len(sent), found.Load(), lost.Load())
	if lost.Load() > 0 || len(sent) < kills {
		t.Errorf("acknowledged %d (want at least %d), lost %d (want 0)", len(sent), kills, lost.Load())
	}
	p.interrupt()
	out, err := exec.CommandContext(t.Context(), bin, "ledger", "check", "--dir", dir).CombinedOutput()
	t.Logf("ledger check: %s", out)
	if err != nil {
		t.Errorf("ledger check after the kills: %v", err)
	}
}

// memory is a temporary folder in memory where the machine has some to spare: what a
// killed process has written is there either way.
func memory(t testing.TB) string {
	t.Helper()
	var at syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &at); err != nil || int64(at.Bavail)*at.Bsize < 2<<30 { // a container has 64 MB
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "candour-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
