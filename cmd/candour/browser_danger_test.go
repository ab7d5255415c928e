package main

import (
	"slices"
	"strings"
	"testing"
)

// inDanger is somebody who calls for help from a page that they were writing on, with
// and without script, on both screens; and those who are paged and answer.
func inDanger(t *testing.T, h *house) {
	for _, s := range []screen{oldPhone, desktop} {
		words := "He is in the yard. I am upstairs at the back of number " + s.String()
		hers := h.visit(s)
		hers.withoutScript(s.phone)
		hers.open("/report/")
		hers.choose("North force")
		hers.press("Start")
		hers.fill("What happened?", "He is outside.")
		hers.press("Continue")
		hers.press("I am in danger now")
		hers.heading("If you are in danger now, call 999")
		hers.sees("press 55", "Nobody watches this page as 999 is watched", "within 15 minutes", "Each person we page can read what you write", "The pager only says that somebody asks for help now")
		hers.look("danger")
		hers.press("Page somebody now, without words")
		hers.status(422)
		hers.sees("Choose a police force")
		hers.look("danger-no-force")
		hers.choose("North force")
		hers.fill("What is happening, and where are you?", words)
		hers.fill("How can we reach you in a safe way?", "Text me. Do not ring.")
		hers.fill("Who must not get this?", "Officer A, number 1001")
		hers.press("Page somebody now")
		hers.sees("We paged somebody at", "Nobody has said yet", "Your code")
		code := codeOn(hers)
		hers.look("danger-called")
		hers.back()
		hers.open("/report/danger")
		hers.sees("We paged somebody at", code)
		if got, want := hers.cookies(), []string{"__Host-notes", "__Host-notes-2"}; !slices.Equal(got, want) {
			t.Errorf("%v: the browser keeps %q, want %q", s, got, want)
		}
		hers.open("/report/1/what") // what she was writing is still there
		if got := hers.value("What happened?"); got != "He is outside." {
			t.Errorf("%v: what she was writing is %q", s, got)
		}

		first := h.visit(s)
		signIn(first, "Case worker C")
		first.press("Calls for help")
		first.heading("Calls for help")
		first.sees("nobody acts yet", "He is in the yard", "Text me. Do not ring.")
		first.look("desk-calls")
		first.press("I have read this and am acting")
		first.sees("taken on", "Case worker C has read it and acts on it")
		first.press("Close this call")
		first.look("desk-close-call")
		first.press("Close this call")
		first.status(422)
		first.choose("The person is safe now")
		first.fill("What was done?", "Two officers of the next force are with her.")
		first.press("Close this call")
		first.sees("over", "The person is safe now")
		first.look("desk-calls-over")

		hers.open("/report/danger/called")
		hers.sees("Somebody read it at")
		hers.look("danger-read")
		hers.press("I have the code. Close this")
		if got := hers.cookies(); slices.Contains(got, "__Host-notes-2") {
			t.Errorf("%v: the browser keeps %q", s, got)
		}
		keepers(first)
		reachedSafely(hers, h, code, words)
	}
}

// reachedSafely comes back with the code, says how she can be reached, and takes it
// back.
func reachedSafely(hers *tab, h *house, code, words string) {
	hers.open("/report/come-back")
	hers.fill("What is your code?", code)
	hers.press("Continue")
	hers.sees("Your call for help", "How we may reach you", "You did not say how")
	hers.look("mine-after-a-call")
	hers.press("Say how we may reach you")
	hers.heading("How can we reach you in a safe way?")
	hers.look("contact")
	hers.press("Save this")
	hers.status(422)
	hers.sees("Choose how we may reach you")
	hers.look("contact-empty")
	hers.choose("Email")
	hers.fill("At which address or number?", "hers@example.org, his@example.org")
	hers.choose("Monday")
	hers.fill("From what time?", "9.00")
	hers.fill("Until what time?", "1130")
	hers.choose("Never leave a message")
	hers.choose("Email me a short note when there is something to read")
	hers.press("Save this")
	hers.status(422)
	hers.sees("Write one email address")
	hers.fill("At which address or number?", "hers@example.org")
	hers.press("Save this")
	hers.sees("Email, from 09:00 until 11:30. We send a short note")

	triage := h.visit(hers.screen)
	signIn(triage, "Triage T")
	openNewest(triage, words)
	triage.sees("How to reach the person who reported", "hers@example.org", "From 09:00 until 11:30, only on Monday", "Never leave one", "Hang up and say nothing")
	triage.look("desk-contact")

	hers.press("Change how we may reach you")
	hers.press("Do not contact me")
	hers.sees("You said that nobody must contact you")
	triage.open(eval[string](triage, "location.pathname"))
	triage.sees("Do not contact them", "They said so on")
	triage.look("desk-contact-never")
}

// keepers look at the roster, and at the orders to end access.
func keepers(b *tab) {
	signIn(b, "Supervisor R")
	b.press("Calls for help")
	b.sees("You were not paged for a call", "Who is on call", "Case worker C", "Assessor S", "Authority U")
	b.look("desk-roster")
	b.press("Case worker C")
	b.press("Put on call")
	b.look("desk-put-on-call")
	signIn(b, "Administrator N")
	b.press("Calls for help")
	b.press("Orders to end access")
	b.sees("No system is asked to end somebody’s access")
	b.look("desk-orders-none")
}

// openNewest opens the reports that wait, one after another, until one says something.
func openNewest(b *tab, says string) {
	b.t.Helper()
	for _, at := range eval[[]string](b, `[...document.querySelectorAll('a[href^="/desk/reports/"]')].map(a => a.getAttribute('href'))`) {
		b.open(at)
		if strings.Contains(b.text(), "No, I know nobody here") {
			knowsNobody(b)
		}
		if eval[bool](b, `document.body.innerText.includes($1)`, says) {
			return
		}
	}
	b.t.Fatalf("no report says %q", says)
}
