package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestVettingReport writes the page of each command that has one and opens it in a
// real browser, on an old phone and a desktop: axe finds nothing, nothing stands out
// of the screen, every chart has its table and there is no script.
func TestVettingReport(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the browser")
	}
	root, axe := browsing(t)
	dir := t.TempDir()
	pages := vettingPages(t, dir)
	for _, s := range []screen{oldPhone, desktop} {
		for _, p := range pages {
			ctx, end := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
			lookAtVetting(ctx, t, s, p, axe)
			end()
		}
	}
}

// vettingPage is a page and what must stand on it.
type vettingPage struct {
	name   string
	charts int // at least
	says   []string
}

// vettingPages makes an invented world and the pages of wash, link, dedupe and train
// over it.
func vettingPages(t *testing.T, dir string) []vettingPage {
	t.Helper()
	at := func(name string) string { return filepath.Join(dir, name) }
	do := func(args ...string) {
		t.Helper()
		if code, _, talk := lookupsRun(t, append([]string{"vetting"}, args...)...); code != exitDone {
			t.Fatalf("%v: exit %d: %s", args, code, talk)
		}
	}
	do("generate", "--workforce", "2000", "--records", "8000", "--known", "0.1", "--out", at("world"))
	workforce, records := at("world/workforce.csv"), at("world/records.csv")
	labels(t, at("world/truth.csv"), at("labels.csv"))
	settings := strings.NewReplacer("dedupe_only", "link_only", `"id"`, `"unique_id"`, "dob", "date_of_birth", "given", "given_name").Replace(vettingSettings)
	for name, text := range map[string]string{"link.json": settings, "dedupe.json": strings.Replace(settings, "link_only", "dedupe_only", 1)} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do("wash", "--workforce", workforce, "--records", records, "--truth", at("world"), "--threshold", "0.01", "--out", at("wash"), "--report", at("wash.html"))
	do("train", "--left", workforce, "--right", records, "--settings", at("link.json"), "--labels", at("labels.csv"), "--out", at("m.json"), "--report", at("train.html"))
	do("link", "--left", workforce, "--right", records, "--model", at("m.json"), "--labels", at("labels.csv"), "--out", at("link"), "--report", at("link.html"))
	do("dedupe", "--input", workforce, "--settings", at("dedupe.json"), "--out", at("dedupe"), "--report", at("dedupe.html"))
	return []vettingPage{
		{at("wash.html"), 14, []string{"This page decides nothing", "false matches", "just under the threshold", "victims or witnesses", "Records that nobody can find"}},
		{at("train.html"), 4, []string{"Judged by 200 pairs that a person labelled"}},
		{at("link.html"), 13, []string{"candidate pairs were scored", "Judged by 200 pairs", "not measured by way of naming"}},
		{at("dedupe.html"), 4, []string{"Nobody has judged any pair yet"}},
	}
}

// labels makes pairs of a truth such as a person would have judged: as many of one
// person as of two.
func labels(t *testing.T, truth, to string) {
	t.Helper()
	f, err := os.Open(truth)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("unique_id_l,unique_id_r,clerical_match_score\n")
	for i := 1; i <= 100; i++ {
		b.WriteString(rows[i][0] + "," + rows[i][1] + ",1\n" + rows[i][0] + "," + rows[i+1][1] + ",0\n")
	}
	if err := os.WriteFile(to, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func lookAtVetting(ctx context.Context, t *testing.T, s screen, p vettingPage, axe string) {
	t.Helper()
	name := filepath.Base(p.name)
	must := func(what string, err error) {
		if err != nil {
			t.Fatalf("%s, %v: %s: %v", name, s, what, err)
		}
	}
	must("making a tab", chromedp.Do(ctx, chromedp.EmulateViewport(s.width, s.height)))
	must("opening the page", chromedp.Do(ctx, chromedp.Navigate("file://"+p.name)))
	ask := func(script string) int64 {
		n, err := chromedp.Run(ctx, chromedp.Evaluate[int64](script))
		must(script, err)
		return n
	}
	if wide := ask("document.documentElement.scrollWidth"); wide > s.width {
		t.Errorf("%s, %v: the page is %d wide", name, s, wide)
	}
	charts := ask("document.querySelectorAll('svg[role=img] > title').length")
	if charts < int64(p.charts) || charts != ask("document.querySelectorAll('svg').length") {
		t.Errorf("%s, %v: %d charts with a title, want %d and no other", name, s, charts, p.charts)
	}
	if n := ask("[...document.querySelectorAll('svg')].filter(s => !s.closest('section').querySelector('table')).length"); n > 0 {
		t.Errorf("%s, %v: %d charts have no table beside them", name, s, n)
	}
	if n := ask("document.querySelectorAll('script, [onclick], link, img').length"); n > 0 {
		t.Errorf("%s, %v: the page needs %d things of elsewhere", name, s, n)
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.textContent"))
	must("reading", err)
	for _, want := range p.says {
		if !strings.Contains(text, want) {
			t.Errorf("%s: it does not say %q", name, want)
		}
	}
	if strings.Contains(text, "NaN") || strings.Contains(text, "%!") {
		t.Errorf("%s: a figure is none", name)
	}
	if to := os.Getenv("CANDOUR_SHOTS"); to != "" {
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		must("taking a picture", err)
		must("keeping it", os.WriteFile(filepath.Join(to, strings.TrimSuffix(name, ".html")+"-"+s.String()+".png"), png, 0o600))
	}
	must("loading axe", chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](axe+";0")))
	found, err := chromedp.Run(ctx, chromedp.Evaluate[axed](axeRun, chromedp.EvalAwaitPromise))
	must("asking axe", err)
	for _, w := range found.Wrong {
		t.Errorf("%s, %v: axe: %s", name, s, w)
	}
	if found.Passed == 0 {
		t.Errorf("%s, %v: axe found nothing to test", name, s)
	}
	t.Logf("%s, %v: axe-core %s violations: %d; passed: %d; charts: %d", name, s, found.Version, len(found.Wrong), found.Passed, charts)
}
