package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestLookupsReport opens the page of an invented force in a real browser, on an old
// phone and a desktop: axe finds nothing, and nothing stands out of the screen.
func TestLookupsReport(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the browser")
	}
	root, axe := browsing(t)
	world, found := lookupsWorld(t, "parquet"), filepath.Join(t.TempDir(), "found")
	if code, _, talk := lookupsRun(t, "lookups", "screen", "--context", world, "--out", found, filepath.Join(world, "events.parquet")); code != exitDone {
		t.Fatal(talk)
	}
	for _, s := range []screen{oldPhone, desktop} {
		ctx, end := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
		lookAtLookups(ctx, t, s, filepath.Join(found, "report.html"), axe)
		end()
	}
}

func lookAtLookups(ctx context.Context, t *testing.T, s screen, file, axe string) {
	t.Helper()
	must := func(what string, err error) {
		if err != nil {
			t.Fatalf("%v: %s: %v", s, what, err)
		}
	}
	must("making a tab", chromedp.Do(ctx, chromedp.EmulateViewport(s.width, s.height)))
	must("opening the page", chromedp.Do(ctx, chromedp.Navigate("file://"+file)))
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
	must("measuring", err)
	if wide > s.width {
		t.Errorf("%v: the page is %d wide", s, wide)
	}
	must("loading axe", chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](axe+";0")))
	found, err := chromedp.Run(ctx, chromedp.Evaluate[axed](axeRun, chromedp.EvalAwaitPromise))
	must("asking axe", err)
	for _, w := range found.Wrong {
		t.Errorf("%v: axe: %s", s, w)
	}
	if found.Passed == 0 {
		t.Errorf("%v: axe found nothing to test", s)
	}
	t.Logf("%v: axe-core %s violations: %d; passed: %d", s, found.Version, len(found.Wrong), found.Passed)
}
