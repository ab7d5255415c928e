package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What the reporter of the journey tells.
const (
	firstThing  = "He was sent to help me in May. Then he wrote to my phone at night."
	firstFixed  = "He was sent to help me in May. Then he wrote to my own phone at night, many times."
	keptOut     = "My cousin, number 1002"
	secondThing = "He came to my new door. I had told nobody where I live."
)

// journey is the whole path through the doors: a person tells two things without
// JavaScript, the desk handles them, and the person sees what was decided.
func journey(t *testing.T, h *house, s screen) {
	she, staff := h.visit(s), h.visit(s)
	she.withoutScript(true)
	code := tellTwoThings(she)

	id := triage(staff)
	theAccusedSeesNothing(staff, id)
	assess(staff)

	signIn(staff, "Authority U")
	staff.press("Case " + id)
	knowsNobody(staff)
	decide(staff, "(Allegation 1)", "Case to answer", "The log shows that he opened her file four times.")
	refusedToClose(staff, id, "The case is dealt with.", "The case cannot be closed: allegation 2 has no decision. Decide it first, with reasons.")
	decide(staff, "(Allegation 2)", "No case to answer", "Nobody saw it, and there is no record of the visit.")
	refusedToClose(staff, id, "Both are decided.", "The case cannot be closed: the person who reported has not been told what was decided on allegation 1, allegation 2. Tell them first.")

	// Both are decided, and she has been told of neither.
	comeBack(she, code)
	she.heading("What you told us")
	she.look("report-mine-open")
	she.sees("Thing 1", firstFixed, "Not yet, or we have not told you yet", "Thing 2", secondThing, "Not yet, or we have not told you yet", "What is due, and when", "We must tell you how it goes by")
	she.not("Case to answer", "No case to answer", "opened her file", "Nobody saw it")
	she.toggle(regexp.MustCompile(`How we count to \d+ \w+ \d+`).FindString(she.text()))
	she.look("report-mine-how-we-count")
	she.toggle("Keep a proof")
	she.sees("Stop and think first", "Save the proof", "Save your words")
	she.look("report-mine-keep")

	tellThePerson(staff, id)
	staff.press("Close the case")
	staff.fill("Why is there nothing more to do?", "Both are decided, and she was told.")
	staff.press("Close the case")
	staff.status(409)
	staff.sees("what it must become is not dealt with yet", "“Crime record” for allegation 1")
	staff.look("desk-close-owed")
	whatItMustBecome(staff, id)
	proceedings(staff, id)
	closeTheCase(staff, id)

	// She comes back once more, and types the code as people do.
	comeBack(she, strings.ToLower(strings.ReplaceAll(code, "-", "")))
	she.sees("Thing 1", firstFixed, "There is enough to go on.", "Case to answer", "Thing 2", secondThing, "There was not enough to go on.", "No case to answer", "Nothing more is due", "We have decided on both things")
	she.look("report-mine-closed")
	she.not("Officer A", "Authority U", "opened her file")
	she.press("Close this")
	she.open("/report/mine")
	she.heading("What is your code?")
}

// tellTwoThings is the report door, a page at a time, with what goes wrong on the way.
func tellTwoThings(b *tab) (code string) {
	b.open("/")
	b.heading("Candour")
	b.look("public-doors")
	b.press("Verify the record yourself")
	b.look("public-verify")
	b.open("/no-such-page")
	b.status(404)
	b.look("public-absent")
	b.press("Go to the start")
	b.press("Tell us what someone in the police did")
	b.heading("Tell us what someone in the police did")
	b.look("report-start")
	b.press("Who can read this, now and later?")
	b.heading("Who can read this, now and later")
	b.look("report-who-reads")
	b.press("Back")
	b.press("Start")
	b.status(422)
	b.sees("There is a problem", "Choose which police force")
	b.look("report-start-error")
	b.choose("North force")
	b.press("Start")

	b.heading("What happened?")
	b.look("report-what")
	b.press("Continue")
	b.status(422)
	b.sees("There is a problem", "Tell us what happened. A few words are enough.")
	b.look("report-what-error")
	b.toggle("Tell us what happened. A few words are enough.")
	if at := eval[string](b, "document.activeElement.name"); at != "what" {
		b.t.Errorf("the link of the error leads to %q, want the answer", at)
	}
	b.fill("What happened?", firstThing)
	b.press("Continue")
	for _, q := range [][3]string{{"When was it?", "In May, on three nights", "report-when"}, {"Where was it?", "At home", "report-where"}, {"Who did it?", "Number 1001", "report-who"}} {
		b.heading(q[0])
		b.look(q[2])
		b.fill(q[0], q[1])
		b.press("Continue")
	}
	b.heading("Is there more?")
	b.look("report-more")
	b.press("Continue")
	b.sees("There is a problem", "Choose one.")
	b.look("report-more-error")
	b.choose("Yes, it happened another time")
	b.press("Continue")
	b.heading("What happened?")
	b.sees("Thing 2")
	b.look("report-what-2")
	b.fill("What happened?", secondThing)
	b.press("Continue")
	b.press("Continue") // she does not know when
	b.press("Continue") // nor where, in words
	b.fill("Who did it?", "The same man")
	b.press("Continue")
	b.choose("No, that is all")
	b.press("Continue")
	b.heading("Is there anybody who must not see what you wrote?")
	b.look("report-keep-out")
	b.fill("Is there anybody who must not see what you wrote?", "My cousin")
	b.press("Continue")

	b.heading("Read it back")
	b.sees("You told us 2 things.", "Thing 1", firstThing, "Thing 2", secondThing, "The same man", "My cousin")
	b.press("Change who must not see it")
	if got := b.value("Is there anybody who must not see what you wrote?"); got != "My cousin" {
		b.t.Errorf("to change is %q, want %q", got, "My cousin")
	}
	b.fill("Is there anybody who must not see what you wrote?", keptOut)
	b.press("Continue")
	b.heading("Read it back")
	b.sees(keptOut)
	b.look("report-check")
	b.press("Change the answer to “What happened?” of thing 1 (Thing 1)")
	if got := b.value("What happened?"); got != firstThing {
		b.t.Errorf("to change is %q, want %q", got, firstThing)
	}
	b.look("report-what-change")
	b.fill("What happened?", firstFixed)
	b.press("Continue")
	b.heading("Read it back")
	b.sees(firstFixed, secondThing)
	b.press("Yes, this is right. Send it")

	b.sees("We have it", "Your code")
	b.look("report-done")
	code = codeOn(b)
	b.press("I have the code. Close this")
	b.not(code)
	b.back()
	b.not(code)
	b.open("/report/no-such-page")
	b.look("report-absent")
	b.open("/report/check")
	b.heading("Please start again")
	b.look("report-gone")
	return code
}

func comeBack(b *tab, code string) {
	b.open("/")
	b.press("Come back with your code")
	b.heading("What is your code?")
	b.look("report-come-back")
	b.fill("What is your code?", code)
	b.press("Continue")
	b.status(200)
}

// signIn changes who sits before the desk.
func signIn(b *tab, who string) {
	if strings.Contains(b.text(), "Sign out") {
		b.press("Sign out")
	} else {
		b.open("/desk/")
	}
	b.heading("Sign in")
	b.look("desk-sign-in")
	b.choose(who + ", North force")
	b.press("Sign in")
	b.heading("Worklist")
}

// knowsNobody answers the question at the first opening.
func knowsNobody(b *tab) {
	b.choose("No, I know nobody here")
	b.press("Answer and go on")
}

// rowsOf are the rows of the first table, a line each.
func rowsOf(b *tab) []string {
	return eval[[]string](b, `[...(document.querySelector('table') || document.createElement('table')).querySelectorAll('tbody tr')].map(r => r.innerText.replace(/\s+/g, ' '))`)
}

// triage opens the new report into a case and links the officer to both
// allegations; it gives the id of the case.
func triage(b *tab) (id string) {
	signIn(b, "Triage T")
	b.look("desk-worklist")
	rows := rowsOf(b)
	late := func(row string) bool {
		return strings.Contains(row, "overdue") || strings.Contains(row, "later than expected")
	}
	if len(rows) < 3 || !late(rows[0]) || !slices.ContainsFunc(rows, func(r string) bool { return strings.Contains(r, "overdue") }) {
		b.t.Fatalf("the worklist does not begin with what is late: %q", rows)
	}
	last := ""
	for i, r := range rows {
		if late(r) && i > 0 && !late(rows[i-1]) {
			b.t.Errorf("a late row stands below one that is not: %q", rows)
		}
		if strings.Contains(r, "Read a new report") {
			last = regexp.MustCompile(`Report [a-z0-9]{16}`).FindString(r)
		}
	}
	b.press(last)
	b.heading("Do you know anyone here?")
	b.look("desk-know-anyone-report")
	b.not(firstFixed, secondThing)
	b.press("Answer and go on")
	b.status(422)
	b.look("desk-know-anyone-error")
	knowsNobody(b)
	b.sees(firstFixed, "In May, on three nights", secondThing, "The same man", "Who must not see it, in the person’s own words", keptOut)
	b.look("desk-report-new")
	b.press("Open a case")
	b.look("desk-open-case")
	b.press("Open a case")
	knowsNobody(b)
	b.sees("2 allegations")
	b.look("desk-case-new")
	id = regexp.MustCompile(`Case ([a-z0-9]{16})`).FindStringSubmatch(b.text())[1]

	b.press("Link an officer (Allegation 1)")
	b.look("desk-link-officer")
	b.fill("Collar number, or words of the name", "1001")
	b.press("Search")
	b.look("desk-link-officer-found")
	b.choose("Officer A")
	b.press("Link an officer")
	b.status(422)
	b.sees("There is a problem")
	b.look("desk-link-officer-error")
	b.fill("Why do you say that it is this officer?", "She gave his number.")
	b.press("Link an officer")
	b.heading("2 allegations opened")
	b.press("Link an officer (Allegation 2)")
	b.fill("Collar number, or words of the name", "1001")
	b.press("Search")
	b.choose("Officer A")
	b.fill("Why do you say that it is this officer?", "She says that it was the same man.")
	b.press("Link an officer")
	// What was said of him before stands there, closed without action or not.
	b.sees("Earlier concerns", "Officer A", "No case to answer")
	b.sees("Earlier concerns", "Officer A", "Undecided")
	b.look("desk-case-linked")
	b.press("Worklist")
	b.press("Find")
	b.look("desk-find")
	b.fill("Name, number or reference", "Officer")
	b.press("Search")
	b.look("desk-find-officers")
	b.press("Officer A")
	b.look("desk-officer")
	b.sees("1001", "Concerns", "Response 1")
	return id
}

// theAccusedSeesNothing signs in as the officer that it is about.
func theAccusedSeesNothing(b *tab, id string) {
	signIn(b, "Officer A")
	b.not(id, firstFixed, secondThing)
	if rows := rowsOf(b); len(rows) > 0 {
		b.t.Errorf("%v: the worklist of whom it is about is not empty: %q", b.screen, rows)
	}
	b.look("desk-worklist-empty")
	const madeUp = "abcdefgh23456722"
	pages := map[string]string{}
	for _, x := range []string{id, madeUp} {
		b.open("/desk/cases/" + x)
		b.status(404)
		b.heading("Page not found")
		pages[x] = strings.ReplaceAll(eval[string](b, "document.documentElement.outerHTML"), x, "ID")
	}
	if pages[id] != pages[madeUp] {
		b.t.Errorf("the officer's own case does not look like one that does not exist:\n%s\n%s", pages[id], pages[madeUp])
	}
	b.look("desk-absent")
}

func assess(b *tab) {
	signIn(b, "Assessor S")
	row := ""
	for _, r := range rowsOf(b) {
		if m := regexp.MustCompile(`Case [a-z0-9]{16}`).FindString(r); m != "" && !strings.Contains(r, "overdue") {
			row = m
		}
	}
	b.press(row)
	b.heading("Do you know anyone here?")
	b.sees("It is about", "Officer A")
	b.look("desk-know-anyone")
	knowsNobody(b)
	b.sees("2 allegations", firstFixed)
	b.look("desk-case-opened")
	describe(b, "(Allegation 1)", "D. Access and disclosure of information", "Records, data or an address used for a purpose that is not police work")
	describe(b, "(Allegation 2)", "H. Individual behaviours")
	b.press("Assess severity")
	b.look("desk-assess")
	b.press("Assess severity")
	b.status(422)
	b.look("desk-assess-error")
	b.choose("Gross misconduct")
	b.fill("What are your reasons?", "Use of a file for a purpose of his own, if proved.")
	b.press("Assess severity")
	b.sees("Severity", "Gross misconduct")
	b.look("desk-case-assessed")
}

func describe(b *tab, which, category string, factors ...string) {
	b.press("Describe this allegation " + which)
	b.press("Describe this allegation")
	b.status(422)
	b.look("desk-describe-error")
	b.choose(category)
	for _, f := range factors {
		b.choose(f)
	}
	b.choose("Off duty")
	b.look("desk-describe")
	b.press("Describe this allegation")
	b.sees("Off duty")
}

func decide(b *tab, which, decision, reasons string) {
	b.press("Decide this allegation " + which)
	b.look("desk-decide")
	b.choose(decision)
	b.choose("Balance of probabilities")
	b.fill("What are your reasons?", reasons)
	b.press("Decide this allegation")
	b.sees(decision, reasons)
}

func refusedToClose(b *tab, id, reasons, says string) {
	b.press("Close the case")
	b.look("desk-close")
	b.fill("Why is there nothing more to do?", reasons)
	b.press("Close the case")
	b.status(409)
	b.sees("There is a problem", says)
	if got := b.value("Why is there nothing more to do?"); got != reasons {
		b.t.Errorf("after the refusal the reasons are %q, want %q", got, reasons)
	}
	b.look("desk-close-refused")
	b.press("Back")
	b.sees("Case " + id)
}

func tellThePerson(b *tab, id string) {
	b.look("desk-case-decided")
	b.press("Tell the person")
	b.look("desk-tell")
	b.fill("What do you want to tell them?", "We have decided on both things that you told us.")
	b.choose("Yes")
	b.press("Tell the person")
	b.status(422)
	b.sees("There is a problem", "It is not sent")
	b.look("desk-tell-error")
	b.choose("No")
	b.press("Tell the person")
	b.sees("Case " + id)
}

func closeTheCase(b *tab, id string) {
	signIn(b, "Authority U")
	b.open("/desk/cases/" + id)
	b.press("Close the case")
	b.fill("Why is there nothing more to do?", "Both are decided, and she was told.")
	b.press("Close the case")
	b.heading("2 allegations closed")
	b.sees("Send the chair's report of the hearing") // what follows an outcome outlives the case
	b.look("desk-case-closed")
}
