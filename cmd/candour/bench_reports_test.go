package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/intake"
	"candour/seal"
)

// BenchmarkReports sends 200 reports a second for a minute to the real binary, a
// process of its own, whether it keeps up or not (an open loop), and then looks in
// the database for every one that was acknowledged. Twice: the confirming page
// alone, of reports that were typed before, and the whole journey of eight pages
// of questions, each kept as it is typed.
// It is run as a command: go test ./cmd/candour -run '^$' -bench Reports -benchtime 1x
// CANDOUR_BENCH_RATE and CANDOUR_BENCH_SECONDS make it another load.
func BenchmarkReports(b *testing.B) {
	rate, seconds := setting(b, "CANDOUR_BENCH_RATE", 200), setting(b, "CANDOUR_BENCH_SECONDS", 60)
	for _, kind := range []struct {
		name string
		send func(b *testing.B, dir string, n int) (tell func(context.Context, *browser, int) (code string, err error))
	}{
		{"confirming", typedBefore},
		{"whole journey", func(*testing.B, string, int) func(context.Context, *browser, int) (string, error) {
			return func(ctx context.Context, c *browser, i int) (string, error) { return tellAs(ctx, c, account(i)) }
		}},
	} {
		b.Run(kind.name, func(b *testing.B) { reports(b, kind.send, rate, seconds) })
	}
}

func setting(b *testing.B, name string, or int) int {
	b.Helper()
	if os.Getenv(name) == "" {
		return or
	}
	n, err := strconv.Atoi(os.Getenv(name))
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return n
}

// account is what the i-th person tells.
func account(i int) string {
	return fmt.Sprintf("Invented report %d. He came to my door at night, and said that nobody would believe me.", i)
}

// typedBefore puts n reports into a folder that are typed and not sent, and sends
// them by pressing the last button. Nobody serves the folder meanwhile.
func typedBefore(b *testing.B, dir string, n int) func(context.Context, *browser, int) (string, error) {
	b.Helper()
	f, err := openFolder(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	secrets := make([]intake.Secret, n)
	for i := range secrets {
		secrets[i] = intake.NewSecret()
		d := intake.Draft{Force: "north", Said: []intake.DraftSaid{{What: account(i), When: "last week", Who: "a sergeant with a moustache"}}}
		if err := intake.SaveDraft(b.Context(), f.db.DB, secrets[i], d, time.Now()); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return func(ctx context.Context, c *browser, i int) (string, error) {
		c.cookies["__Host-notes"] = secrets[i].Cookie()
		status, body, err := c.do(ctx, "/report/check", url.Values{})
		m := shownCode.FindStringSubmatch(body)
		if err != nil || m == nil {
			return "", fmt.Errorf("confirming answered %d and showed no code: %w", status, err)
		}
		return m[1], nil
	}
}

func reports(b *testing.B, send func(*testing.B, string, int) func(context.Context, *browser, int) (string, error), rate, seconds int) {
	ctx := b.Context()
	bin, dir, n := binary(b), onDisk(b), rate*seconds
	p := demo(b, bin, dir) // makes the folder
	p.interrupt()
	tell := send(b, dir, n)
	p = demo(b, bin, dir)
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 1000}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	took, codes, errs := make([]time.Duration, n), make([]string, n), make([]error, n)
	before := cpu(b, p.cmd.Process.Pid)
	began := time.Now()
	var sending sync.WaitGroup
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		sending.Go(func() {
			c := newBrowser(p.at)
			c.client = client
			c.from = fmt.Sprintf("192.0.%d.%d", i>>8&255, i&255) // as a proxy says it
			codes[i], errs[i] = tell(ctx, c, i)
			took[i] = time.Since(due) // of an open loop: who had to wait before they could ask waited too
		})
	}
	sending.Wait()
	whole := time.Since(began)
	spent := cpu(b, p.cmd.Process.Pid) - before
	p.interrupt()

	sent, found := 0, 0
	f, err := openFolder(ctx, dir)
	if err != nil {
		b.Fatal(err)
	}
	for i, shown := range codes {
		if errs[i] != nil {
			if sent == i {
				b.Logf("report %d: %v", i, errs[i])
			}
			continue
		}
		sent++
		if said(b, ctx, f, shown) == account(i) {
			found++
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	slices.Sort(took)
	ms := func(part float64) float64 { return float64(took[int(part*float64(n-1))].Microseconds()) / 1000 }
	fmt.Printf("%s, %d cores, SQLite, clients on the same machine: %d reports asked for at %d a second; acknowledged %d, found %d, lost %d; all answered after %.1f s, %.1f a second; p50 %.0f ms  p95 %.0f ms  p99 %.0f ms  max %.0f ms; the server took %.2f ms of CPU a report\n",
		runtime.Version(), runtime.NumCPU(), n, rate, sent, found, sent-found, whole.Seconds(), float64(sent)/whole.Seconds(), ms(0.5), ms(0.95), ms(0.99), ms(1), float64(spent.Microseconds())/1000/float64(n))
	if found != n {
		b.Errorf("found %d of %d", found, n)
	}
	if out, err := exec.CommandContext(ctx, bin, "ledger", "check", "--dir", dir).CombinedOutput(); err != nil {
		b.Errorf("ledger check: %v\n%s", err, out)
	}
}

// said is what the report of a code says, or nothing where there is none.
func said(b *testing.B, ctx context.Context, f *folder, shown string) (words string) {
	b.Helper()
	code, err := intake.ParseReturnCode(shown)
	if err != nil {
		b.Fatal(err)
	}
	err = f.db.Read(ctx, func(tx *seal.Tx) error {
		force, id, _, err := intake.ByCode(tx, []candour.ForceID{"north", "south"}, code)
		if err != nil {
			return err
		}
		r, err := intake.Read(tx, force, id)
		if err == nil {
			words = r.Allegations[0].What.Words()
		}
		return err
	})
	if err != nil {
		b.Logf("a code that was acknowledged: %v", err)
	}
	return words
}

// onDisk is a temporary folder on a disk: what is acknowledged is on it.
func onDisk(b *testing.B) string {
	b.Helper()
	return filepath.Join(b.TempDir(), "data")
}

// cpu is what a process has used of the processors by now.
func cpu(b *testing.B, pid int) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0 // not on Linux
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	var ticks int
	for _, f := range fields[11:13] { // utime, stime: proc(5)
		n, err := strconv.Atoi(f)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
