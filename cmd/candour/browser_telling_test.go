package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"testing"
)

// telling is what happens after and around sending: a person is asked whether what
// was recorded is right, writes and is answered, and adds more; without JavaScript at
// first, then with it.
func telling(t *testing.T, h *house, s screen) {
	she, staff := h.visit(s), h.visit(s)
	she.withoutScript(true)
	code := sendTwo(she, "He came to my door.", "He came again, and touched me.")
	id := recordAsLesser(staff)
	comeBack(she, code)
	she.sees("For 2 of these we wrote down what kind of thing it is", "Thing 1", "He came to my door.", "We wrote down", "Being rude, mean or unfair", "Thing 2")
	she.look("report-mine-to-confirm")

	she.press("Is this right? about thing 1 (Thing 1)")
	she.heading("Did we write it down right?")
	she.look("report-record")
	she.press("Send")
	she.status(422)
	she.sees("There is a problem", "Choose one.")
	she.look("report-record-error")
	she.choose("Yes, that is right")
	she.press("Send")
	she.sees("We have it. Thank you.", "You said of that", "It is right.")
	she.writesAndAdds("Without script. Please write here only.", "He waited for me at the gate.", 3)

	she.withoutScript(false)
	she.press("Is this right? about thing 2 (Thing 2)")
	she.choose("No, something is missing or wrong")
	she.press("Send")
	she.status(422)
	she.sees("Tell us what is missing or wrong")
	she.fill("If not, what is missing or wrong?", "He touched me. That is not rude.")
	she.press("Send")
	she.sees("We have it. Thank you.", "We put right what we wrote down, or we tell you why not", "It is not right.", "He touched me.")
	she.writesAndAdds("I have a new phone.", "He waited for me at the shop.", 4)
	she.look("report-mine-sent")

	staffAnswer(staff, id)
	she.open("/report/mine")
	she.sees("We wrote", "We write here only.")
	she.look("report-mine-answered")
	she.press("Close this")
	she.open("/report/mine/write")
	she.heading("What is your code?")
	for _, script := range []bool{true, false} {
		she.withoutScript(!script)
		timeRunsOut(she, code)
	}
	asTheyType(t, h, s)
}

// writesAndAdds sends a message and one more thing, with what goes wrong on the way:
// nothing that was typed is lost.
func (b *tab) writesAndAdds(message, thing string, things int) {
	b.t.Helper()
	b.press("Write to us")
	b.heading("What do you want to tell us?")
	b.look("report-write")
	b.press("Send")
	b.status(422)
	b.look("report-write-error")
	b.fill("What do you want to tell us?", message)
	b.press("Send")
	b.sees("somebody reads what you wrote by the end of", "You wrote", message, "Not yet. By the end of")

	b.press("Add something")
	b.heading("What happened?")
	b.sees("One more thing")
	b.look("report-add-what")
	b.fill("What happened?", thing)
	b.press("Who can read this?")
	b.heading("Who can read this, now and later")
	b.look("report-who-reads")
	b.press("Back")
	if got := b.value("What happened?"); got != thing {
		b.t.Errorf("%v: after looking who can read it the answer is %q", b.screen, got)
	}
	for range 3 {
		b.press("Continue")
	}
	b.fill("Who did it?", "Number 1001")
	b.press("Continue")
	b.heading("Read it back")
	b.sees(thing, "Number 1001")
	b.look("report-add-check")
	b.open("/report/mine")
	b.sees("You began to add something. It is not sent yet.")
	b.look("report-mine-unsent")
	b.press("Go on with it")
	for range 4 {
		b.press("Continue")
	}
	b.press("Yes, this is right. Send it")
	b.sees("somebody reads what you added by the end of", fmt.Sprintf("You told us %d things.", things), fmt.Sprintf("Thing %d", things), thing)
}

// timeRunsOut is that somebody's visit ends while they write: what they wrote comes
// along.
func timeRunsOut(b *tab, code string) {
	b.t.Helper()
	comeBack(b, code)
	b.press("Write to us")
	b.fill("What do you want to tell us?", "And one more word.")
	other := b.another()
	other.open("/report/mine")
	other.press("Close this")
	b.press("Send")
	b.status(422)
	b.sees("Your time ran out. What you wrote is still here.")
	b.look("report-time-out")
	b.fill("What is your code?", code)
	b.press("Continue")
	b.heading("What do you want to tell us?")
	if got := b.value("What do you want to tell us?"); got != "And one more word." {
		b.t.Errorf("%v: after the time ran out there is %q", b.screen, got)
	}
	b.press("Send")
	b.sees("And one more word.")
	b.press("Close this")
}

func sendTwo(b *tab, first, second string) (code string) {
	begin(b)
	for i, says := range []string{first, second} {
		b.fill("What happened?", says)
		for range 3 {
			b.press("Continue")
		}
		b.fill("Who did it?", "Number 1001")
		b.press("Continue")
		b.heading("Is there more?")
		b.choose([]string{"Yes, it happened another time", "No, that is all"}[i])
		b.press("Continue")
	}
	b.press("Continue")
	b.press("Yes, this is right. Send it")
	code = codeOn(b)
	b.press("I have the code. Close this")
	return code
}

// recordAsLesser opens the new report, and describes both things as rudeness.
func recordAsLesser(b *tab) (id string) {
	signIn(b, "Triage T")
	last := ""
	for _, r := range rowsOf(b) {
		if m := regexp.MustCompile(`(Report [a-z0-9]{16}) \S+ Read a new report`).FindStringSubmatch(r); m != nil {
			last = m[1]
		}
	}
	b.press(last)
	knowsNobody(b)
	b.press("Open a case")
	b.press("Open a case")
	knowsNobody(b)
	id = regexp.MustCompile(`Case ([a-z0-9]{16})`).FindStringSubmatch(b.text())[1]
	for _, which := range []string{"(Allegation 1)", "(Allegation 2)"} {
		b.press("Link an officer " + which)
		b.fill("Collar number, or words of the name", "1001")
		b.press("Search")
		b.choose("Officer A")
		b.fill("Why do you say that it is this officer?", "She gave his number.")
		b.press("Link an officer")
		describe(b, which, "H. Individual behaviours")
	}
	return id
}

// staffAnswer is triage, who has the case alone until what was added is sorted.
func staffAnswer(b *tab, id string) {
	signIn(b, "Case worker C")
	b.not(id)
	signIn(b, "Triage T")
	b.sees("Read what the person wrote", "Sort what the person added")
	b.look("desk-worklist-owed")
	b.press("Case " + id)
	knowsNobody(b)
	b.sees("Put the record right, or answer the person", "The person says", "It is not right.", "He touched me. That is not rude.", "Messages with the person", "I have a new phone.", "Nobody has said so yet")
	b.look("desk-case-messages")
	b.press("Mark as read (Message 1, from the person)")
	b.sees("They wrote on", "Without script.")
	b.press("Mark as read")
	b.press("Answer (Message 2, from the person)")
	b.sees("I have a new phone.", "Leave out what they may not know")
	b.look("desk-answer-message")
	b.press("Answer")
	b.status(422)
	b.fill("What do you want to answer?", "We write here only.")
	b.choose("No")
	b.press("Answer")
	b.sees("Message 3, to the person", "We write here only.")
	describe(b, "(Allegation 2)", "J. Sexual conduct", "Other sexual conduct")
	b.sees("It is not right, of what was recorded before.", "The person was asked on", "has not answered yet")
	if m := regexp.MustCompile(`Message read [^.]*? [a-z0-9]{26}`).FindString(b.text()); m != "" {
		b.t.Errorf("%v: the timeline says nothing to anybody: %q", b.screen, m)
	}
	b.look("desk-case-described-again")
}

// asTheyType is the person's own choice that what they type is kept while they type:
// off until they make it, and gone when they leave.
func asTheyType(t *testing.T, h *house, s screen) {
	const kept = `new Promise(done => {
		const e = document.querySelector('[data-kept]'), look = () => e.textContent === 'Kept.' && done(true);
		new MutationObserver(look).observe(e, {childList: true});
		look();
	})`
	b := h.visit(s)
	begin(b)
	if eval[bool](b, "document.querySelector('[data-keep]') !== null") {
		t.Errorf("%v: what is typed is kept before anybody asked for it", s)
	}
	b.fill("What happened?", "He came to my door.")
	b.toggle("Keep what I type as I type it")
	b.sees("Who could find it?", "Someone who uses this phone or computer")
	b.look("report-keep-as-i-type")
	b.press("Yes, keep it as I type")
	if got := b.value("What happened?"); got != "He came to my door." {
		t.Errorf("%v: after choosing the answer is %q", s, got)
	}
	b.fill("What happened?", "He came to my door, and would not go.")
	eval[bool](b, kept)
	b.look("report-kept")
	b.open("/report/") // as if the page had shut
	b.open("/report/1/what")
	if got := b.value("What happened?"); got != "He came to my door, and would not go." {
		t.Errorf("%v: what was kept is %q", s, got)
	}
	b.press("Continue")
	b.heading("When was it?")
	b.fill("When was it?", "In May, at night, three times.")
	eval[bool](b, kept)
	b.loads("leaving", func(ctx context.Context) error { return b.down(ctx, "Escape", "Escape", "Escape") })
	b.heading("You have left")
	if slices.Contains(b.cookies(), "__Host-notes") {
		t.Errorf("%v: after leaving the browser keeps its draft", s)
	}
	b.open("/report/1/when")
	b.heading("Please start again")

	begin(b)
	b.toggle("Keep what I type as I type it")
	b.press("Yes, keep it as I type")
	b.toggle("We keep what you type")
	b.press("Stop keeping it")
	if eval[bool](b, "document.querySelector('[data-keep]') !== null") {
		t.Errorf("%v: it is still kept", s)
	}
}
