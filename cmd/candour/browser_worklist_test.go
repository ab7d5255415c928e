package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pick goes to a list that is folded up and types the beginning of an answer, as the
// keyboard chooses one.
func (b *tab) pick(label, answer string) {
	b.t.Helper()
	id := eval[string](b, `(() => { const l = [...document.querySelectorAll('label')].find(l => l.textContent.trim() === $1); return l ? l.htmlFor : '' })()`, label)
	if id == "" {
		b.t.Fatalf("%v: there is no list %q", b.screen, label)
	}
	b.must("going to "+label, chromedp.Do(b.ctx, chromedp.Focus("#"+id), chromedp.KeyEvent(answer)))
	if got := eval[string](b, `(e => e.options[e.selectedIndex].text)(document.getElementById($1))`, id); !strings.HasPrefix(got, answer) {
		b.t.Errorf("%v: of %q there is chosen %q, want %q", b.screen, label, got, answer)
	}
}

// at is the query of the address.
func (b *tab) at() string { return eval[string](b, "location.search") }

// worklistAndSearch narrows a worklist, keeps what was chosen, and finds a case by its
// reference.
func worklistAndSearch(t *testing.T, h *house, s screen) {
	b := h.visit(s)
	signIn(b, "Case worker C")
	b.open("/desk/?" + "all=yes")
	whole := rowsOf(b)
	if len(whole) < 3 || !slices.ContainsFunc(whole, func(r string) bool { return strings.Contains(r, "Counted from") }) {
		t.Fatalf("the rows do not say why: %q", whole)
	}
	b.toggle("Filter and sort this list")
	b.look("desk-worklist-filter")
	b.pick("When is it due?", "Overdue")
	b.pick("Which category is in it?", "Any")
	b.press("Apply filters")
	if got := b.at(); got != "?due=overdue" {
		t.Errorf("the address is %q", got)
	}
	b.sees("Selected filters", "When is it due: Overdue")
	late := rowsOf(b)
	if len(late) == 0 || len(late) >= len(whole) || slices.ContainsFunc(late, func(r string) bool {
		return !strings.Contains(r, "overdue") && !strings.Contains(r, "later than expected")
	}) {
		t.Errorf("of %d rows these are overdue: %q", len(whole), late)
	}
	b.toggle("Filter and sort this list")
	b.choose("Only sexual or domestic allegations")
	b.press("Apply filters")
	b.sees("Nothing is due that you can see and that has all of these filters.")
	b.look("desk-worklist-nothing")
	b.press("Remove this filter: Sexual or domestic")
	if got := b.at(); got != "?due=overdue" {
		t.Errorf("without one filter the address is %q", got)
	}
	b.press("Sort by: Received")
	if got := b.at(); got != "?due=overdue&sort=oldest" {
		t.Errorf("sorted, the address is %q", got)
	}
	if got := eval[[]string](b, `[...document.querySelectorAll('th[aria-sort]')].map(h => h.textContent.replace('Sort by: ', '').trim() + ' ' + h.getAttribute('aria-sort'))`); !slices.Contains(got, "Received ascending") || !slices.Contains(got, "Due by none") {
		t.Errorf("the headings say %q", got)
	}
	b.look("desk-worklist-filtered")
	views(t, b)
	wrongDates(t, b)
	references(t, b)
}

// views keeps what was chosen under a name, opens the worklist with it, and removes it.
func views(t *testing.T, b *tab) {
	b.press("Save as a view")
	b.heading("Your views")
	b.press("Save this view")
	b.status(422)
	b.sees("Give the view a name")
	b.look("desk-views-error")
	b.fill("What do you call it?", "What is late")
	b.choose("Open my worklist with it")
	b.press("Save this view")
	b.sees("Your views", "What is late")
	b.press("Worklist")
	if got := b.at(); got != "?due=overdue&sort=oldest" {
		t.Errorf("the worklist opens with %q", got)
	}
	b.press("Clear filters")
	if got := b.at(); got != "?all=yes" {
		t.Errorf("with nothing chosen the address is %q", got)
	}
	b.press("Change your views")
	b.look("desk-views")
	b.press("Remove the view What is late")
	b.sees("You have none yet.")
	b.press("Worklist")
	if got := b.at(); got != "" {
		t.Errorf("without a view the worklist opens with %q", got)
	}
}

// wrongDates types what is no date: it is told, and stands in no address.
func wrongDates(t *testing.T, b *tab) {
	b.toggle("Filter and sort this list")
	b.must("typing a name for a day", chromedp.Do(b.ctx, chromedp.Focus("#from-day"), chromedp.KeyEvent("Jo Smith")))
	b.press("Apply filters")
	b.sees("There is a problem", "The first day is no date.")
	if got := b.at(); got != "?wrong=from" {
		t.Errorf("the address is %q", got)
	}
	b.look("desk-worklist-error")
}

// references finds a case by what stands beside it on the worklist, however it is
// typed, and says when a letter is wrong.
func references(t *testing.T, b *tab) {
	b.press("Worklist")
	row := ""
	for _, r := range rowsOf(b) {
		if strings.Contains(r, "Case ") {
			row = r
		}
	}
	id, ref := regexp.MustCompile(`Case [a-z0-9]{16}`).FindString(row), regexp.MustCompile(`[A-Z2-7]{3}-[A-Z2-7]{3}-[A-Z2-7]{3}`).FindString(row)
	if id == "" || ref == "" {
		t.Fatalf("a row has no reference: %q", row)
	}
	b.press("Find")
	for _, typed := range []string{ref, strings.ToLower(strings.ReplaceAll(ref, "-", " ")), strings.TrimPrefix(id, "Case "), ref + "/1"} {
		b.fill("Name, number or reference", typed)
		b.press("Search")
		b.sees("Reports and cases found", id)
	}
	b.look("desk-find-case")
	swapped := ref[1:2] + ref[:1] + ref[2:]
	if swapped != ref {
		b.fill("Name, number or reference", swapped)
		b.press("Search")
		b.sees("Nothing found", "two have changed places")
		b.look("desk-find-slip")
	}
	b.fill("Name, number or reference", "1001")
	b.press("Search")
	b.sees("Officers found", "Officer A")
}

// keyboardAtTheDesk signs in, narrows the worklist, opens a case from it, finds it
// again and describes an allegation, without a mouse.
func keyboardAtTheDesk(t *testing.T, h *house) {
	b := h.visit(screen{320, 640, false})
	b.open("/desk/")
	b.tabTo("Triage T, North force")
	b.key(kb.ArrowDown) // the next who is offered
	b.tabTo("Sign in")
	b.enter(kb.Enter)
	b.heading("Worklist")
	b.key(kb.Tab)
	if f := eval[focused](b, focus); f.Name != "Skip to main content" {
		t.Errorf("the first stop is %q", f.Name)
	}
	b.key(kb.Enter)
	b.tabTo("Filter and sort this list")
	b.key(kb.Enter)
	b.tabTo("When is it due?")
	b.key("Overdue")
	b.tabTo("Apply filters")
	b.enter(kb.Enter)
	b.sees("When is it due: Overdue")
	b.tabTo("Sort by: Received")
	b.enter(kb.Enter)
	row := rowsOf(b)[0]
	id, ref := regexp.MustCompile(`Case [a-z0-9]{16}`).FindString(row), regexp.MustCompile(`[A-Z2-7]{3}-[A-Z2-7]{3}-[A-Z2-7]{3}`).FindString(row)
	b.tabTo("Remove this filter: When is it due: Overdue", chromedp.KeyModifiers(chromedp.ModifierShift))
	b.enter(kb.Enter)
	b.tabTo("Find")
	b.enter(kb.Enter)
	b.tabTo("Name, number or reference")
	b.key(ref)
	b.enter(kb.Enter)
	b.tabTo(id)
	b.enter(kb.Enter)
	b.heading("Do you know anyone here?")
	b.tabTo("No, I know nobody here")
	b.key(" ")
	b.tabTo("Answer and go on")
	b.enter(kb.Enter)
	b.tabTo("Describe this allegation (Allegation 1)")
	b.enter(kb.Enter)
	b.tabTo("A. Delivery of duties")
	b.key(" ")
	b.tabTo("On duty")
	b.key(" ")
	b.tabTo("Describe this allegation")
	b.enter(kb.Enter)
	b.sees("Delivery of duties")
}
