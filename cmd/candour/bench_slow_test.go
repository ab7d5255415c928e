package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The line of an old phone in a bad place, as browsers call “Slow 3G”: 400 kbit/s
// each way, and 400 ms until an answer begins.
const (
	slowLatency = 400
	slowBytes   = 400_000 / 8
)

// BenchmarkSlowLine opens the first page of the report door in a browser that was
// never there, on a slow line, and prints when words first stand on the screen and
// when all is loaded.
// It is run as a command: go test ./cmd/candour -run '^$' -bench SlowLine -benchtime 1x
func BenchmarkSlowLine(b *testing.B) {
	if _, err := os.Stat(chromium); err != nil {
		b.Skipf("SKIP: there is no browser at %s: apt-get install chromium", chromium)
	}
	p := demo(b, binary(b), onDisk(b))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium), chromedp.UserDataDir(b.TempDir()),
		chromedp.Flag("headless", true), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("no-first-run", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))
	defer stop()
	root, end := chromedp.NewContext(alloc)
	defer end()
	if err := chromedp.Do(root); err != nil {
		b.Fatalf("starting %s: %v", chromium, err)
	}
	type seen struct{ Paint, Load, Bytes float64 }
	var all []seen
	for range 9 {
		all = append(all, func() (s seen) {
			ctx, end := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
			defer end()
			ctx, late := context.WithTimeout(ctx, 30*time.Second)
			defer late()
			must := func(err error) {
				if err != nil {
					b.Fatal(err)
				}
			}
			must(chromedp.Do(ctx, chromedp.EmulateViewport(oldPhone.width, oldPhone.height, chromedp.EmulateMobile)))
			_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
			must(err)
			_, err = chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
				MatchedNetworkConditions: []*network.Conditions{{Latency: slowLatency, DownloadThroughput: slowBytes, UploadThroughput: slowBytes}},
			})
			must(err)
			must(chromedp.Do(ctx, chromedp.Navigate(p.at+"/report/")))
			s, err = chromedp.Run(ctx, chromedp.Evaluate[seen](`(async () => {
				for (;;) {
					const nav = performance.getEntriesByType("navigation")[0];
					const paint = performance.getEntriesByName("first-contentful-paint")[0];
					if (paint && nav.loadEventEnd) {
						const all = [nav, ...performance.getEntriesByType("resource")];
						return {Paint: paint.startTime, Load: nav.loadEventEnd, Bytes: all.reduce((n, x) => n + x.transferSize, 0)};
					}
					await new Promise(r => setTimeout(r, 50));
				}
			})()`, chromedp.EvalAwaitPromise))
			must(err)
			return s
		}())
	}
	slices.SortFunc(all, func(a, b seen) int { return int(a.Paint - b.Paint) })
	m := all[len(all)/2]
	fmt.Printf("slow line (400 kbit/s, 400 ms until an answer begins), a phone of 320 px that was never there: words on the screen after %.0f ms (%.0f to %.0f), all loaded after %.0f ms, %.0f bytes with their headers; median of %d visits\n",
		m.Paint, all[0].Paint, all[len(all)-1].Paint, m.Load, m.Bytes, len(all))
	p.interrupt()
}
