package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"candour/signals"

	"github.com/chromedp/chromedp"
)

// TestSignalsReport opens the page of an invented force in a real browser, on an old
// phone and a desktop: axe finds nothing, and nothing stands out of the screen.
func TestSignalsReport(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the browser")
	}
	root, axe := browsing(t)
	file := filepath.Join(t.TempDir(), "signs.html")
	inventedReport(t, file)
	for _, s := range []screen{oldPhone, desktop} {
		ctx, end := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
		lookAtReport(ctx, t, s, file, axe)
		end()
	}
}

func lookAtReport(ctx context.Context, t *testing.T, s screen, file, axe string) {
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
	pictures, err := chromedp.Run(ctx, chromedp.Evaluate[int]("document.querySelectorAll('svg[role=img] > title').length"))
	must("counting pictures", err)
	if pictures < 14 {
		t.Errorf("%v: %d pictures, want three for each outcome, a group on a circle and a large one", s, pictures)
	}
	squares, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("[...document.querySelectorAll('svg > desc')].some(d => d.textContent.includes('larger black square'))"))
	must("looking for the large group", err)
	if !squares {
		t.Errorf("%v: the group of nineteen is not drawn as squares", s)
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
	t.Logf("%v: axe-core %s violations: %d; passed: %d; pictures: %d", s, found.Version, len(found.Wrong), found.Passed, pictures)
}

// inventedReport writes the page of a force of which nobody is real, with an
// officer's listing and groups.
func inventedReport(t *testing.T, file string) {
	t.Helper()
	now, err := signals.ParseDay("2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	at := now - 4*365
	r := signals.Invent(3000, 30000, now, 7)
	for i := range r.Officers {
		if i >= 1000 && i < 1200 {
			r.Officers[i].Appointed = min(r.Officers[i].Appointed, at-1000) // else one who is new breaks a group in two
		}
		r.Officers[i].Group = signals.Group{Race: fmt.Sprintf("group %d", i%3), Sex: []string{"F", "M"}[i%2]}
		r.Postings = append(r.Postings, signals.Posting{Officer: int32(i), Unit: fmt.Sprint(i % 12), Start: r.Officers[i].Appointed})
		if i%9 == 0 {
			r.Payouts = append(r.Payouts, signals.Payout{Officer: int32(i), Incident: at + 100})
		}
	}
	for k := range 6 {
		for _, o := range []int32{1000, 1001, 1002} {
			r.Allegations = append(r.Allegations, signals.Allegation{Officer: o, Case: fmt.Sprint("group ", k), Received: at - 100 - signals.Day(k), Accused: 3, Type: signals.Force})
		}
	}
	for k := range 5 { // too many for a circle
		for o := int32(1100); o < 1118; o += 2 {
			for _, p := range []int32{o, o + 1, o + 2} {
				r.Allegations = append(r.Allegations, signals.Allegation{Officer: p, Case: fmt.Sprint("many ", o, k), Received: at - 200 - signals.Day(k), Accused: 3, Type: signals.Force})
			}
		}
	}
	r.Sort()
	m, err := signals.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	e, err := signals.Evaluate(r, at, m, 1)
	if err != nil {
		t.Fatal(err)
	}
	l, err := signals.Explain(r, m, r.Officers[r.Population(at)[0]].ID, at, signals.Independent)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := signals.NewReport(r, e, l).WriteHTML(f); err != nil {
		t.Fatal(err)
	}
}
