package main

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"candour/intake"
)

// BenchmarkWrongCodes has one client try 10,000 wrong return codes a minute, and
// says what another client saw of the report door meanwhile and before: once with
// two addresses, as a proxy says them, and once as an onion service brings both.
// It is run as a command: go test ./cmd/candour -run '^$' -bench WrongCodes -benchtime 1x
// CANDOUR_BENCH_SECONDS makes it longer or shorter than a minute.
func BenchmarkWrongCodes(b *testing.B) {
	seconds := setting(b, "CANDOUR_BENCH_SECONDS", 60)
	for _, x := range []struct{ name, attacker, other string }{
		{"two addresses", "203.0.113.66", "203.0.113.7"},
		{"an address that all share", "", ""},
	} {
		b.Run(x.name, func(b *testing.B) { wrongCodes(b, x.name, x.attacker, x.other, time.Duration(seconds)*time.Second) })
	}
}

func wrongCodes(b *testing.B, name, attacker, other string, long time.Duration) {
	p := demo(b, binary(b), onDisk(b), "--client-header", "X-Forwarded-For")
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 1000}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	right := p.codes[0]
	// journey is one page after another of somebody who comes back with their code.
	journey := func(long time.Duration) (took []time.Duration) {
		for until := time.Now().Add(long); time.Now().Before(until); time.Sleep(3 * time.Second) {
			c := newBrowser(p.at)
			c.client, c.from = client, other
			for _, step := range []struct {
				path string
				form url.Values
			}{{"/report/", nil}, {"/report/come-back", nil}, {"/report/come-back", url.Values{"code": {right}}}, {"/report/mine", nil}} {
				began := time.Now()
				if status, _, err := c.do(b.Context(), step.path, step.form); err != nil || status != http.StatusOK {
					b.Errorf("the other client at %s: %d %v", step.path, status, err)
				}
				took = append(took, time.Since(began))
			}
		}
		return took
	}
	before := journey(long / 3)
	answers := map[int]int{}
	var mu sync.Mutex
	var attacking sync.WaitGroup
	stop := make(chan bool)
	n := 0
	attacking.Go(func() {
		for began := time.Now(); ; n++ {
			time.Sleep(time.Until(began.Add(time.Duration(n) * time.Minute / 10_000)))
			select {
			case <-stop:
				return
			default:
			}
			attacking.Go(func() {
				c := newBrowser(p.at)
				c.client, c.from = client, attacker
				status, _, _ := c.do(b.Context(), "/report/come-back", url.Values{"code": {wrongCode()}})
				mu.Lock()
				answers[status]++
				mu.Unlock()
			})
		}
	})
	during := journey(long)
	close(stop)
	attacking.Wait()
	fmt.Printf("%s, %d cores; %s: %d wrong codes in %s, answered %v\n", runtime.Version(), runtime.NumCPU(), name, n, long, answers)
	for _, x := range []struct {
		when string
		took []time.Duration
	}{{"before", before}, {"meanwhile", during}} {
		slices.Sort(x.took)
		ms := func(part float64) float64 {
			return float64(x.took[int(part*float64(len(x.took)-1))].Microseconds()) / 1000
		}
		fmt.Printf("  the other client, %-9s %4d pages: p50 %5.1f ms  p95 %5.1f ms  max %5.1f ms\n", x.when, len(x.took), ms(0.5), ms(0.95), ms(1))
	}
	p.interrupt()
}

// wrongCode is a code with the right check letter that nobody has: it is looked for.
func wrongCode() string {
	secret := intake.NewSecret()
	return secret.ReturnCode().Words()
}
