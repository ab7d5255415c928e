package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium is the browser of these tests: what CANDOUR_BROWSER names, or Debian's, and
// of the two that Debian has the one without windows, which lays out and runs a page
// alike and spares the drawing of what nobody looks at. Elsewhere these tests are
// skipped, and say so.
var chromium = func() string {
	all := []string{"/usr/bin/chromium-headless-shell", "/usr/bin/chromium"}
	if at := os.Getenv("CANDOUR_BROWSER"); at != "" {
		return at
	}
	for _, at := range all {
		if _, err := os.Stat(at); err == nil {
			return at
		}
	}
	return all[1]
}()

// theBrowser is the one browser of all tests, begun when the first of them asks: to
// begin one costs more than most of them do in it. It ends with the last test.
var theBrowser struct {
	once sync.Once
	root context.Context
	dir  string
	end  func()
	err  error
}

// browsing gives the browser, in which a test makes contexts of its own so that nobody
// has another’s cookies, and axe, which judges its pages. Where there is none of them the
// test is skipped.
func browsing(t testing.TB) (root context.Context, axe string) {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Skipf("SKIP: there is no browser at %s: apt-get install chromium-headless-shell, or chromium", chromium)
	}
	text, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("SKIP: axe-core is not installed: npm ci --ignore-scripts")
	}
	b := &theBrowser
	b.once.Do(func() {
		if b.dir, b.err = os.MkdirTemp("", "candour-browser-"); b.err != nil {
			return
		}
		var stop func()
		b.root, stop = chromedp.NewExecAllocator(context.Background(), // no test’s: each may be the last
			chromedp.ExecPath(chromium), chromedp.UserDataDir(b.dir),
			chromedp.Flag("headless", true), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true),
			chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-background-networking", true),
			chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
			chromedp.Flag("disable-extensions", true), chromedp.Flag("mute-audio", true),
			chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "en-GB"))
		var end func()
		b.root, end = chromedp.NewContext(b.root)
		b.end = func() { end(); stop() }
		if b.err = chromedp.Do(b.root); b.err != nil {
			b.err = fmt.Errorf("starting %s: %w", chromium, b.err)
		}
	})
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.root, string(text)
}
