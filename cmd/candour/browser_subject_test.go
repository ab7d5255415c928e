package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// toldAndAnswering is an officer who is suspended: at first there is nothing on
// their page, then the notice is, and they answer it, by keyboard alone.
func toldAndAnswering(t *testing.T, h *house) {
	desk, first := h.visit(desktop), true
	for _, s := range []screen{desktop, oldPhone} {
		his := h.visit(s)
		his.open("/subject/")
		his.heading("Sign in to your page")
		his.look("subject-sign-in")
		his.choose("Officer A, North force")
		his.press("Sign in")
		his.heading("Your page")
		if first {
			his.sees("Nothing is disclosed to you here")
			his.look("subject-nothing")
			serveOnOfficerA(desk, h)
			first = false
			his.open("/subject/")
		}
		his.sees("It is alleged that you opened a file for a purpose of your own.", "Answer the notice", "You are suspended since")
		his.not("He could come to her door", "what she said")
		his.look("subject-told")

		his.tabTo("Answer the notice")
		his.enter(kb.Enter)
		his.heading("Answer the notice")
		his.look("subject-answer")
		his.tabTo("Send")
		his.enter(kb.Enter)
		his.status(422)
		his.sees("There is a problem")
		his.look("subject-answer-empty")
		his.tabTo("What do you answer?")
		his.key("It was for the case.")
		his.tabTo("Send")
		his.enter(kb.Enter)
		his.sees("The matter of which you were first told on", "Your answer to the notice came on")
		his.look("subject-answered")
		his.open("/subject/cases/aaaaaaaaaaaaaaaa")
		his.status(404)
		his.look("subject-absent")
		if got := his.cookies(); !slices.Equal(got, []string{"__Host-subject"}) {
			t.Errorf("%v: the browser keeps %q", s, got)
		}
		his.press("Sign out")
		his.heading("Sign in to your page")
	}
	openLate(desk, "Authority U")
	desk.sees("The officer says: It was for the case.")
}

// openLate opens the case of the demonstration that is overdue.
func openLate(b *tab, who string) {
	signIn(b, who)
	for _, r := range rowsOf(b) {
		if strings.Contains(r, "overdue") {
			b.press(regexp.MustCompile(`Case [a-z0-9]{16}`).FindString(r))
			break
		}
	}
	if strings.Contains(b.text(), "No, I know nobody here") {
		knowsNobody(b)
	}
}

// serveOnOfficerA makes a plan for the safety of the person who reported, suspends
// the officer, and serves the notice.
func serveOnOfficerA(b *tab, h *house) {
	openLate(b, "Liaison L")
	b.press("Make a safety plan")
	b.choose("Officer A")
	b.choose("the notice to the officer")
	b.choose("a suspension or restriction")
	b.fill("What could happen when the officer learns of it?", "He could come to her door.")
	b.fill("What is in place?", "A neighbour knows what she said.")
	b.fill("Who contacts the person, how and when?", "The liaison, in the morning.")
	b.choose("Yes")
	b.press("Make a safety plan")

	openLate(b, "Authority U")
	b.press("Suspend the officer")
	b.choose("Officer A")
	b.choose("The conduct regulations")
	b.fill("Which other posting or place was considered, and why is it not enough?", "There is none without access.")
	b.choose("The public interest requires that they are suspended")
	b.fill("Why?", "He used what he could look up.")
	b.press("Suspend the officer")
	b.press("Serve the notice")
	b.choose("Officer A")
	b.choose("The conduct regulations")
	b.choose("By hand")
	b.date("deemed", h.today)
	b.fill("What do they read?", "It is alleged that you opened a file for a purpose of your own.")
	b.choose("No")
	b.fill("How do you know?", "She was asked.")
	b.press("Serve the notice")
}
