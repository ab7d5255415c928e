package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// gallery is every page that was looked at, and what was wrong with it.
type gallery struct {
	axe   string
	shots string // folder of the pictures that CANDOUR_SHOTS names; '': nobody asks for any

	mu         sync.Mutex
	pages      map[string]map[string]bool // page, screens
	violations int
	wide       int
	noticed    int
	version    string
}

func (g *gallery) count(noticed int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.noticed += noticed
}

// seen reports whether a page was looked at on a screen before, and notes it.
func (g *gallery) seen(name string, on screen) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pages[name] == nil {
		g.pages[name] = map[string]bool{}
	}
	was := g.pages[name][on.String()]
	g.pages[name][on.String()] = true
	return was
}

// tell prints what was seen: a line that a person can hold against the next run.
func (g *gallery) tell(t *testing.T, took time.Duration) {
	looks, screens := 0, map[string]bool{}
	for _, on := range g.pages {
		looks += len(on)
		for s := range on {
			screens[s] = true
		}
	}
	t.Logf("pages seen: %d (%s)", len(g.pages), strings.Join(slices.Sorted(maps.Keys(g.pages)), ", "))
	t.Logf("looked at %d times, on %s, in %.0f s", looks, strings.Join(slices.Sorted(maps.Keys(screens)), " and "), took.Seconds())
	t.Logf("axe-core %s (wcag2a wcag2aa wcag21a wcag21aa wcag22aa) violations: %d", g.version, g.violations)
	t.Logf("pages wider than the screen: %d; console errors, foreign requests, policy violations: %d", g.wide, g.noticed)
}

// axeRun loads axe where it is not loaded, and gives what it finds.
const axeRun = `(async () => {
	const r = await axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}, resultTypes: ['violations']});
	return {Version: axe.version, Passed: r.passes.length, Wrong: r.violations.flatMap(v => v.nodes.map(n => v.id + ' (' + v.help + '): ' + n.target.join(' ') + '\n    ' + n.html.slice(0, 300) + '\n    ' + n.failureSummary.replace(/\s+/g, ' ')))};
})()`

type axed struct {
	Version string
	Passed  int
	Wrong   []string
}

// neutralTitle is the only title that a tab of the report door may show.
const neutralTitle = "Your notes"

// look keeps a picture of a page, where they are kept, and finds what is wrong with it for
// somebody who uses a screen reader, a keyboard or a small screen.
func (b *tab) look(name string) {
	b.t.Helper()
	g := b.house.gallery
	id := name + " " + b.screen.String()
	if g.seen(name, b.screen) {
		return
	}
	b.picture(strings.ReplaceAll(id, " ", "_"))

	type size struct {
		Wide  float64
		Title string
		Lang  string
		H1    int
		Door  string
		Out   []string
	}
	s := eval[size](b, `({
		Wide: document.documentElement.scrollWidth, Title: document.title, Lang: document.documentElement.lang,
		H1: document.querySelectorAll('h1').length, Door: location.pathname.split('/')[1],
		Out: [...document.querySelectorAll('main *')].filter(e => !e.closest('.app-scroll') && !e.closest('.govuk-visually-hidden') && e.getClientRects().length && e.getBoundingClientRect().right > $1 + 0.5).map(e => e.outerHTML.slice(0, 160)),
	})`, b.screen.width)
	wide := s.Wide > float64(b.screen.width)
	if wide {
		b.t.Errorf("%s: the page is %v wide on a screen of %d; out of it stand %q", id, s.Wide, b.screen.width, s.Out)
	}
	if s.Lang != "en" || s.Title == "" || s.H1 != 1 {
		b.t.Errorf("%s: language %q, title %q, %d h1", id, s.Lang, s.Title, s.H1)
	}
	if s.Door == "report" && s.Title != neutralTitle {
		b.t.Errorf("%s: the title %q could tell somebody what it is, want %q", id, s.Title, neutralTitle)
	}
	found := b.axe()
	for _, w := range found.Wrong {
		b.t.Errorf("%s: axe: %s", id, w)
	}
	if found.Passed == 0 {
		b.t.Errorf("%s: axe found nothing to test", id)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.violations += len(found.Wrong)
	g.version = found.Version
	if wide {
		g.wide++
	}
}

// axe needs script, which the report door is tested without: it is on for as
// long as axe runs. A page whose script did not run when it came does not run it now.
func (b *tab) axe() axed {
	b.t.Helper()
	if !b.script {
		b.withoutScript(false)
		defer b.withoutScript(true)
	}
	b.testing(true)
	defer b.testing(false)
	if !eval[bool](b, "typeof axe === 'object'") {
		b.must("loading axe", chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void](b.house.gallery.axe+";0")))
	}
	return eval[axed](b, axeRun)
}

func (b *tab) testing(on bool) {
	b.noticed.mu.Lock()
	defer b.noticed.mu.Unlock()
	b.noticed.testing = on
}

// picture goes to the top of a page, and keeps the whole of it where somebody wants to see
// it: to paint what nobody sees takes longer than to make it.
func (b *tab) picture(name string) {
	b.t.Helper()
	b.must("going to the top", chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void]("scrollTo({top: 0, behavior: 'instant'})")))
	if b.house.gallery.shots == "" {
		return
	}
	m, err := chromedp.Call(b.ctx, cdppage.GetLayoutMetrics, cdp.Empty{})
	b.must("measuring the page", err)
	yes := true
	r, err := chromedp.Call(b.ctx, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{
		CaptureBeyondViewport: &yes, OptimizeForSpeed: &yes,
		Clip: &cdppage.Viewport{Width: m.CSSContentSize.Width, Height: m.CSSContentSize.Height, Scale: 1},
	})
	b.must("taking a picture", err)
	if err := os.WriteFile(filepath.Join(b.house.gallery.shots, name+".png"), r.Data, 0o600); err != nil {
		b.t.Fatal(fmt.Errorf("keeping a picture: %w", err))
	}
}

// looking proves that a look would find something: a control without a name, a
// page that is too wide, and a request to another host.
func looking(t *testing.T, h *house) {
	b := h.visit(oldPhone)
	b.open("/")
	if w := b.axe().Wrong; len(w) > 0 {
		t.Errorf("axe: %q", w)
	}
	eval[bool](b, `(() => {
		const add = (tag, o) => document.querySelector('main').append(Object.assign(document.createElement(tag), o));
		add('input', {}), add('pre', {textContent: 'w'.repeat(900)}), add('img', {alt: '', src: 'http://evil.example/x.png'});
		return true;
	})()`)
	if w := b.axe().Wrong; len(w) == 0 {
		t.Error("axe does not find an input without a name")
	}
	if w := eval[float64](b, "document.documentElement.scrollWidth"); w <= 320 {
		t.Errorf("a page that is too wide is %v wide", w)
	}
	b.noticed.mu.Lock()
	defer b.noticed.mu.Unlock()
	if got := strings.Join(b.noticed.wrong, "\n"); !strings.Contains(got, "against the content security policy") || !strings.Contains(got, "console:") {
		t.Errorf("a request to another host is noticed only as %q", got)
	}
	b.noticed.wrong = nil
}
