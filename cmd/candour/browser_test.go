package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/clock"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// screen is what a person holds or sits before.
type screen struct {
	width, height int64
	phone         bool
}

func (s screen) String() string { return fmt.Sprintf("%dx%d", s.width, s.height) }

var (
	desktop  = screen{1280, 900, false}
	oldPhone = screen{320, 640, true}
)

// TestBrowser plays what people do with the real binary in a real browser. The
// parts share one browser and nothing else: each has a demonstration of its own,
// and each person in it a browser context of their own.
func TestBrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	root, axe := browsing(t)
	bin := binary(t)
	g := &gallery{axe: axe, shots: os.Getenv("CANDOUR_SHOTS"), pages: map[string]map[string]bool{}}
	began := time.Now()
	later := untilWorkingDay(t, began)
	today := candour.On(began.Add(later))
	t.Run("parts", func(t *testing.T) {
		for _, part := range []struct { // the longest first
			name string
			play func(*testing.T, *house)
			real bool // starts a server of its own, on a folder that is no demonstration
		}{
			{"journey on a desktop", func(t *testing.T, h *house) { journey(t, h, desktop) }, false},
			{"journey on an old phone", func(t *testing.T, h *house) { journey(t, h, oldPhone) }, false},
			{"nonsense at the desk is answered, and kept", nonsenseAtTheDesk, false},
			{"leaving, second tab, twice, and back", leaving, false},
			{"leaving at once", leavingAtOnce, false},
			{"signing in on a desktop", func(t *testing.T, h *house) { signingIn(t, h, desktop) }, true},
			{"signing in on an old phone", func(t *testing.T, h *house) { signingIn(t, h, oldPhone) }, true},
			{"signing in with an account on a desktop", func(t *testing.T, h *house) { signingInWithAnAccount(t, h, desktop) }, true},
			{"signing in with an account on an old phone", func(t *testing.T, h *house) { signingInWithAnAccount(t, h, oldPhone) }, true},
			{"handling on a desktop", func(t *testing.T, h *house) { handling(t, h, desktop) }, false},
			{"handling on an old phone", func(t *testing.T, h *house) { handling(t, h, oldPhone) }, false},
			{"telling on a desktop", func(t *testing.T, h *house) { telling(t, h, desktop) }, false},
			{"telling on an old phone", func(t *testing.T, h *house) { telling(t, h, oldPhone) }, false},
			{"nonsense is answered, and kept", nonsense, false},
			{"files, a unit, a large case, and paper", files, true},
			{"told and answering", toldAndAnswering, false},
			{"somebody beside the officer", besideTheOfficer, false},
			{"worklist and search on a desktop", func(t *testing.T, h *house) { worklistAndSearch(t, h, desktop) }, false},
			{"worklist and search on an old phone", func(t *testing.T, h *house) { worklistAndSearch(t, h, oldPhone) }, false},
			{"in danger", inDanger, false},
			{"keyboard only", keyboardOnly, false},
			{"keyboard only, at the desk", keyboardAtTheDesk, false},
			{"the looking itself", looking, false},
			{"the picture of the README", picture, false},
		} {
			t.Run(part.name, func(t *testing.T) {
				t.Parallel()
				h := &house{t: t, root: root, gallery: g, today: today}
				if !part.real {
					h.demo = demo(t, bin, filepath.Join(memory(t), "data"), "--later", later.String(), "--tick", "2s") // as people run it: nobody here waits for the log
				}
				part.play(t, h)
			})
		}
	})
	g.tell(t, time.Since(began))
}

// house is one demonstration, and the browser that people come to it with.
type house struct {
	t       *testing.T
	root    context.Context
	gallery *gallery
	demo    *process
	today   candour.Date // of the demonstration
}

// untilWorkingDay is how much later the demonstrations are, so that a hearing can be
// held in them on the day on which it is fixed, also where this runs at a weekend.
func untilWorkingDay(t *testing.T, now time.Time) (later time.Duration) {
	t.Helper()
	for ; ; later += 24 * time.Hour {
		if working, err := clock.EnglandAndWales.Working(candour.On(now.Add(later))); err != nil {
			t.Fatal(err)
		} else if working {
			return later
		}
	}
}

// tab is one person's page in the browser. Its methods do what a person does:
// read, press what has words on it, type into what has a label. They fail the
// test with the words of the page.
type tab struct {
	t       *testing.T
	house   *house
	ctx     context.Context
	screen  screen
	noticed *notices
	script  bool
}

// notices is what the browser tells of a tab.
type notices struct {
	mu      sync.Mutex
	at      string
	also    string // another host to which a test goes by itself: an identity provider
	loaded  chan bool
	status  int64
	posts   int
	cleared int  // times that the browser cleared what it holds of us
	testing bool // axe is at work: what it does is not the page's doing
	wrong   []string
}

func (n *notices) hear(ev any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch e := ev.(type) {
	case *cdppage.EventLoadEventFired:
		n.loaded <- true
	case *cdppage.EventFrameNavigated:
		if e.Type == cdppage.NavigationTypeBackForwardCacheRestore {
			n.loaded <- true
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, n.at+"/") && !strings.HasPrefix(u, "data:") && (n.also == "" || !strings.HasPrefix(u, n.also+"/")) {
			n.wrong = append(n.wrong, "a request to another host: "+u)
		}
		if e.Request.Method == "POST" && e.RedirectResponse == nil {
			n.posts++
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			n.status = e.Response.Status
		} else if e.Response.Status >= 400 {
			n.wrong = append(n.wrong, fmt.Sprintf("%d for %s", e.Response.Status, e.Response.URL))
		}
	case *log.EventEntryAdded:
		// The browser logs every page that answers 4xx. Those are pages that the
		// tests ask for; parts of a page that answer so are caught above.
		if strings.Contains(e.Entry.Text, `Cleared data types: "cache", "storage"`) {
			n.cleared++
			return
		}
		if e.Entry.Source != log.EntrySourceNetwork && !n.testing {
			n.wrong = append(n.wrong, "console: "+e.Entry.Text)
		}
	case *runtime.EventConsoleAPICalled:
		if !n.testing {
			n.wrong = append(n.wrong, fmt.Sprintf("console: %s", e.Type))
		}
	case *runtime.EventExceptionThrown:
		n.wrong = append(n.wrong, "an exception: "+e.ExceptionDetails.Text)
	case *audits.EventIssueAdded:
		if e.Issue.Code == audits.InspectorIssueCodeContentSecurityPolicyIssue && !n.testing {
			n.wrong = append(n.wrong, "against the content security policy: "+e.Issue.Details.ContentSecurityPolicyIssueDetails.ViolatedDirective)
		}
	}
}

// visit gives a person a browser context of their own: nobody else's cookies.
func (h *house) visit(s screen) *tab {
	h.t.Helper()
	ctx, end := chromedp.NewContext(h.root, chromedp.WithNewBrowserContext())
	h.t.Cleanup(end)
	return h.tab(ctx, s)
}

// another is a second tab of the same person.
func (b *tab) another() *tab {
	b.t.Helper()
	ctx, end := chromedp.NewContext(b.ctx)
	b.t.Cleanup(end)
	return b.house.tab(ctx, b.screen)
}

func (h *house) tab(ctx context.Context, s screen) *tab {
	h.t.Helper()
	b := &tab{t: h.t, house: h, ctx: ctx, screen: s, script: true, noticed: &notices{at: h.demo.at, loaded: make(chan bool, 1000)}}
	if err := chromedp.Listen(ctx, b.noticed.hear); err != nil {
		h.t.Fatalf("listening to the browser: %v", err)
	}
	more := []chromedp.EmulateViewportOption{}
	if s.phone {
		more = append(more, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	b.must("making a tab", chromedp.Do(ctx, chromedp.EmulateViewport(s.width, s.height, more...)))
	_, err := chromedp.Call(ctx, audits.Enable, cdp.Empty{})
	b.must("listening for issues", err)
	_, err = chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.must("giving the tab the focus", err)
	h.t.Cleanup(func() {
		b.noticed.mu.Lock()
		defer b.noticed.mu.Unlock()
		for _, w := range b.noticed.wrong {
			h.t.Errorf("%v: %s", s, w)
		}
		h.gallery.count(len(b.noticed.wrong))
	})
	return b
}

// withoutScript turns JavaScript off, or on again for axe.
func (b *tab) withoutScript(off bool) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
	b.must("turning script off", err)
	b.script = !off
}

func (b *tab) must(doing string, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v: %s: %v", b.screen, doing, err)
	}
}

// eval asks the browser about the page. Nothing in it changes the page.
func eval[T any](b *tab, script string, args ...any) T {
	b.t.Helper()
	for i, a := range args {
		text, err := json.Marshal(a)
		b.must("writing an argument", err)
		script = strings.ReplaceAll(script, fmt.Sprintf("$%d", i+1), string(text))
	}
	ctx, stop := context.WithTimeout(b.ctx, time.Minute)
	defer stop()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	b.must("asking the page", err)
	return v
}

// loads does something and waits for the page that it brings.
func (b *tab) loads(doing string, f func(context.Context) error) {
	b.t.Helper()
	for len(b.noticed.loaded) > 0 {
		<-b.noticed.loaded
	}
	ctx, stop := context.WithTimeout(b.ctx, time.Minute)
	defer stop()
	b.must(doing, f(ctx))
	select {
	case <-b.noticed.loaded:
	case <-ctx.Done():
		b.t.Fatalf("%v: %s brought no page. It still shows:\n%s", b.screen, doing, b.text())
	}
}

// open types an address.
func (b *tab) open(path string) {
	b.t.Helper()
	b.loads("opening "+path, func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, cdppage.Navigate, cdppage.NavigateParams{URL: b.house.demo.at + path})
		return err
	})
}

// back presses the browser's Back.
func (b *tab) back() {
	b.t.Helper()
	h, err := chromedp.Call(b.ctx, cdppage.GetNavigationHistory, cdp.Empty{})
	b.must("reading the history", err)
	if h.CurrentIndex == 0 {
		b.t.Fatal("there is nothing to go back to")
	}
	b.loads("going back", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, cdppage.NavigateToHistoryEntry, cdppage.NavigateToHistoryEntryParams{EntryID: h.Entries[h.CurrentIndex-1].ID})
		return err
	})
}

// found is where a thing on the page is.
type found struct {
	X, Y  float64
	Wrong string
}

// finder finds, by the words that a person reads or hears, a link, a button, a
// summary or a label; it brings it into sight and tells whether a finger there
// would reach it.
const finder = `(() => {
	const words = $1, kinds = $2;
	const clean = s => (s || '').replace(/\s+/g, ' ').trim();
	const all = [...document.querySelectorAll(kinds)].filter(e => e.getClientRects().length > 0);
	let hits = all.filter(e => clean(e.textContent) === words);
	if (hits.length === 0) hits = all.filter(e => clean(e.innerText) === words);
	const hrefs = new Set(hrefs_of(hits));
	function hrefs_of(list) { return list.map((e, i) => e.href || 'no link ' + i); }
	if (hits.length === 0) return {Wrong: 'there is none; there are: ' + all.map(e => clean(e.textContent)).join(' | ')};
	if (hrefs.size > 1) return {Wrong: 'there are ' + hits.length + ': ' + hits.map(e => clean(e.textContent)).join(' | ')};
	let e = hits[0];
	if ($3) e = document.getElementById(e.htmlFor);
	e.scrollIntoView({block: 'center', behavior: 'instant'});
	const r = e.getClientRects()[0], x = r.left + r.width / 2, y = r.top + r.height / 2;
	const there = document.elementFromPoint(x, y);
	if (there !== e && !e.contains(there)) return {Wrong: 'it is covered by ' + (there && there.outerHTML.slice(0, 120))};
	return {X: x, Y: y};
})()`

func (b *tab) find(words, kinds string, control bool) found {
	b.t.Helper()
	f := eval[found](b, finder, words, kinds, control)
	if f.Wrong != "" {
		b.t.Fatalf("%v: looking for %q (%s) on %s: %s", b.screen, words, kinds, eval[string](b, "location.pathname"), f.Wrong)
	}
	return f
}

// touch puts a finger on the screen of a phone, or presses the mouse.
func (b *tab) touch(ctx context.Context, f found) error {
	if b.screen.phone {
		return chromedp.Do(ctx, chromedp.TapXY(f.X, f.Y))
	}
	return chromedp.Do(ctx, chromedp.MouseClickXY(f.X, f.Y))
}

const pressable = "a[href], button"

// press presses the link or button with these words, and waits for the page. The
// words are all that a screen reader says, or else all that is seen.
func (b *tab) press(words string) {
	b.t.Helper()
	f := b.find(words, pressable, false)
	b.loads("pressing "+words, func(ctx context.Context) error { return b.touch(ctx, f) })
}

// toggle opens or closes a summary, or follows a link within the page.
func (b *tab) toggle(words string) {
	b.t.Helper()
	b.must("pressing "+words, b.touch(b.ctx, b.find(words, "summary, a[href^='#']", false)))
}

// choose presses the label of an answer.
func (b *tab) choose(label string) {
	b.t.Helper()
	b.must("choosing "+label, b.touch(b.ctx, b.find(label, "label", false)))
	if !eval[bool](b, `[...document.querySelectorAll('label')].some(l => l.textContent.trim() === $1 && document.getElementById(l.htmlFor).checked)`, label) {
		b.t.Errorf("%v: %q was pressed and is not chosen", b.screen, label)
	}
}

// fill takes out what stands in the control with a label and types something.
// What is longer than a word or two comes at once, as a phone's keyboard sends
// what was chosen or spoken: each key alone would take a frame of the screen.
func (b *tab) fill(label, words string) {
	b.t.Helper()
	b.must("going to "+label, b.touch(b.ctx, b.find(label, "label", true)))
	b.must("selecting", chromedp.Do(b.ctx, chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(kb.Delete)))
	if len(words) < 16 && !strings.ContainsFunc(words, func(r rune) bool { return r > 126 || r < 32 }) {
		b.must("typing", chromedp.Do(b.ctx, chromedp.KeyEvent(words)))
	} else {
		_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: words})
		b.must("pasting", err)
	}
}

// value is what stands in the control with a label.
func (b *tab) value(label string) string {
	b.t.Helper()
	return eval[string](b, `(() => { const l = [...document.querySelectorAll('label')].find(l => l.textContent.trim() === $1); return l ? document.getElementById(l.htmlFor).value : '(no such label)' })()`, label)
}

// text is what the page says.
func (b *tab) text() string {
	b.t.Helper()
	return strings.Join(strings.Fields(eval[string](b, "document.body.innerText")), " ")
}

// sees wants words on the page, in this order.
func (b *tab) sees(words ...string) {
	b.t.Helper()
	text, rest := b.text(), ""
	rest = text
	for _, w := range words {
		i := strings.Index(rest, w)
		if i < 0 {
			b.t.Fatalf("%v: %s does not show %q after what came before. It shows:\n%s", b.screen, eval[string](b, "location.pathname"), w, text)
		}
		rest = rest[i+len(w):]
	}
}

// not wants words not to be on the page.
func (b *tab) not(words ...string) {
	b.t.Helper()
	html := eval[string](b, "document.documentElement.outerHTML")
	for _, w := range words {
		if strings.Contains(html, w) {
			b.t.Errorf("%v: %s shows %q and must not. It shows:\n%s", b.screen, eval[string](b, "location.pathname"), w, b.text())
		}
	}
}

// heading wants the one h1 of the page.
func (b *tab) heading(want string) {
	b.t.Helper()
	got := eval[[]string](b, `[...document.querySelectorAll('h1')].map(e => e.innerText.replace(/\s+/g, ' ').trim())`)
	if len(got) != 1 || got[0] != want {
		b.t.Fatalf("%v: headings %q, want %q. It shows:\n%s", b.screen, got, want, b.text())
	}
}

func (b *tab) status(want int64) {
	b.t.Helper()
	b.noticed.mu.Lock()
	got := b.noticed.status
	b.noticed.mu.Unlock()
	if got != want {
		b.t.Errorf("%v: %s answered %d, want %d", b.screen, eval[string](b, "location.pathname"), got, want)
	}
}

func (b *tab) cleared() int {
	b.noticed.mu.Lock()
	defer b.noticed.mu.Unlock()
	return b.noticed.cleared
}

func (b *tab) posts() int {
	b.noticed.mu.Lock()
	defer b.noticed.mu.Unlock()
	return b.noticed.posts
}

// cookies are the names of what the browser keeps.
func (b *tab) cookies() []string {
	b.t.Helper()
	r, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{})
	b.must("reading the cookies", err)
	names := map[string]bool{}
	for _, c := range r.Cookies {
		names[c.Name] = true
	}
	return slices.Sorted(maps.Keys(names))
}
