package main

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused is what has the focus: its name as a screen reader says it, whether
// the eye can see that it has it, and whether it lies behind something.
type focused struct {
	Name    string
	Visible bool
	Hidden  bool
}

const focus = `(() => {
	const e = document.activeElement, clean = s => (s || '').replace(/\s+/g, ' ').trim();
	if (!e || e === document.body) return {Name: '', Visible: true};
	const label = e.id && document.querySelector('label[for="' + e.id + '"]');
	const drawn = s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none';
	const r = e.getClientRects()[0], hits = (x, y) => { const t = document.elementFromPoint(x, y); return t && (t === e || e.contains(t) || (label && label.contains(t))); };
	const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [r.left + r.width * x, r.top + r.height * y]);
	return {
		Name: clean(label ? label.textContent : e.getAttribute('aria-label') || e.textContent),
		Visible: e.matches(':focus-visible') && (drawn(getComputedStyle(e)) || (label && drawn(getComputedStyle(label, '::before')))),
		Hidden: !points.some(([x, y]) => hits(x, y)),
	};
})()`

// key presses a key.
func (b *tab) key(k string, o ...chromedp.KeyOption) {
	b.t.Helper()
	b.must("pressing a key", chromedp.Do(b.ctx, chromedp.KeyEvent(k, o...)))
}

// tabTo presses Tab until something has the focus, and looks at each stop.
func (b *tab) tabTo(name string, o ...chromedp.KeyOption) {
	b.t.Helper()
	var stops []string
	for range 60 {
		b.key(kb.Tab, o...)
		f := eval[focused](b, focus)
		if !f.Visible {
			b.t.Errorf("%v: %q on %s has the focus and nobody can see it", b.screen, f.Name, eval[string](b, "location.pathname"))
		}
		if f.Hidden {
			b.t.Errorf("%v: %q on %s has the focus and lies behind something", b.screen, f.Name, eval[string](b, "location.pathname"))
		}
		if f.Name == name {
			return
		}
		stops = append(stops, f.Name)
	}
	b.t.Fatalf("%v: the Tab key never comes to %q on %s; it comes to %q", b.screen, name, eval[string](b, "location.pathname"), stops)
}

// enter follows or presses what has the focus.
func (b *tab) enter(k string) {
	b.t.Helper()
	b.loads("pressing a key", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.KeyEvent(k)) })
}

// keyboardOnly goes from the start to the code and back without a mouse, on a
// desktop screen that is enlarged to 400 %, where the way out covers most.
func keyboardOnly(t *testing.T, h *house) {
	b := h.visit(screen{320, 640, false})
	b.open("/report/")
	b.key(kb.Tab)
	if f := eval[focused](b, focus); f.Name != "Skip to main content" {
		t.Errorf("the first stop is %q", f.Name)
	}
	b.key(kb.Tab)
	if f := eval[focused](b, focus); f.Name != "Leave this page" {
		t.Errorf("the second stop is %q, want the way out", f.Name)
	}
	b.tabTo("Who can read this, now and later?")
	b.enter(kb.Enter)
	b.sees("Who can read this")
	b.open("/report/")
	b.tabTo("North force")
	b.key(" ")
	b.key(kb.ArrowDown)
	b.key(kb.ArrowUp)
	b.tabTo("Start")
	b.enter(kb.Enter)
	b.tabTo("What happened?")
	b.key("He shouted.")
	b.tabTo("Continue")
	b.enter(" ")
	for range 3 {
		b.tabTo("Continue")
		b.enter(kb.Enter)
	}
	b.heading("Is there more?")
	b.tabTo("Yes, something else happened")
	b.key(kb.ArrowUp) // round to the last
	b.tabTo("Continue")
	b.enter(kb.Enter)
	b.heading("Is there anybody who must not see what you wrote?")
	b.tabTo("Continue")
	b.enter(kb.Enter)
	b.heading("Read it back")
	b.tabTo("Change the answer to “Who did it?” of thing 1 (Thing 1)")
	b.enter(kb.Enter)
	b.tabTo("Who did it?")
	b.key("Somebody")
	b.tabTo("Continue")
	b.enter(kb.Enter)
	b.sees("He shouted.", "Somebody")
	b.tabTo("Yes, this is right. Send it")
	b.enter(kb.Enter)
	code := codeOn(b)
	b.tabTo("I have the code. Close this")
	b.enter(" ")
	b.tabTo("Come back with your code")
	b.enter(kb.Enter)
	b.tabTo("What is your code?")
	b.key(strings.ToLower(code[:9]))
	b.key(code[9:])
	b.enter(kb.Enter)
	b.heading("What you told us")
	b.sees("He shouted.")
	b.tabTo("Close this", chromedp.KeyModifiers(chromedp.ModifierShift)) // backwards, from the top
	b.enter(kb.Enter)
	b.heading("Tell us what someone in the police did")
}

func codeOn(b *tab) string {
	b.t.Helper()
	code := regexp.MustCompile(`([0-9A-Z]{4}-){3}[0-9A-Z]{4}`).FindString(b.text())
	if code == "" {
		b.t.Fatalf("there is no code on the page:\n%s", b.text())
	}
	return code
}

// begin goes to the first question.
func begin(b *tab) {
	b.t.Helper()
	b.open("/report/")
	b.choose("North force")
	b.press("Start")
	b.heading("What happened?")
}

// waiting counts the new reports on the worklist of triage.
func waiting(b *tab) (n int) {
	b.t.Helper()
	b.open("/desk/")
	for _, r := range rowsOf(b) {
		if strings.Contains(r, "Read a new report") {
			n++
		}
	}
	return n
}

// leaving is what a person does who has to go at once, or who presses too often.
func leaving(t *testing.T, h *house) {
	b := h.visit(oldPhone)
	b.withoutScript(true) // with it the page that is left is not even in the history
	begin(b)
	b.fill("What happened?", "My own words.")
	b.press("Continue")
	b.back()
	if got := b.value("What happened?"); got != "My own words." {
		t.Errorf("after Back the answer is %q", got)
	}
	b.fill("What happened?", "My own words, and more that I did not send.")
	if !slices.Contains(b.cookies(), "__Host-notes") {
		t.Errorf("there is no draft: %q", b.cookies())
	}
	b.press("Leave this page")
	b.heading("You have left")
	b.look("report-left")
	if b.cleared() == 0 { // the header itself stands in testdata/headers.txt
		t.Error("the browser says nothing of having cleared what it held")
	}
	if got := b.cookies(); len(got) != 0 {
		t.Errorf("after leaving the browser still keeps %q", got)
	}
	b.back()
	b.not("My own words", "did not send")
	if got := b.value("What happened?"); strings.Contains(got, "words") {
		t.Errorf("after leaving, Back shows %q", got)
	}
	b.open("/report/1/what")
	b.heading("Please start again")

	// A second tab holds the same draft; sending in one is told in the other.
	staff := h.visit(desktop)
	signIn(staff, "Triage T")
	before := waiting(staff)
	begin(b)
	b.fill("What happened?", "It was in the hall.")
	b.press("Continue")
	other := b.another()
	other.open("/report/1/what")
	if got := other.value("What happened?"); got != "It was in the hall." {
		t.Errorf("the second tab shows %q", got)
	}
	for range 3 {
		b.press("Continue")
	}
	b.choose("No, that is all")
	b.press("Continue")
	b.press("Continue") // nobody must be kept out

	// An impatient finger: two presses before the page changes.
	f := b.find("Yes, this is right. Send it", pressable, false)
	b.loads("pressing twice", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.MouseClickXY(f.X, f.Y), chromedp.MouseClickXY(f.X, f.Y, chromedp.ClickCount(2)))
	})
	for range 50 { // the second press may bring the page again
		if strings.Contains(b.text(), "Your code") {
			break
		}
	}
	code, posts := codeOn(b), b.posts()
	t.Logf("two presses sent %d forms in all, and one report", posts)
	if n := waiting(staff); n != before+1 {
		t.Errorf("after pressing twice there are %d new reports, want 1", n-before)
	}

	// Back does not send it again; pressing again neither, and gives the code.
	b.back()
	if b.posts() != posts {
		t.Error("Back sent the form again")
	}
	b.not("It was in the hall.")
	other.press("Continue")
	other.sees("come back with your code")
	b.open("/report/done")
	if got := codeOn(b); got != code {
		t.Errorf("the code is now %s, was %s", got, code)
	}
	if n := waiting(staff); n != before+1 {
		t.Errorf("after Back there are %d new reports, want 1", n-before)
	}
}
