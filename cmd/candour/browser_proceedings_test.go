package main

import (
	"fmt"
	"strings"

	"candour"

	"github.com/chromedp/chromedp"
)

// whatItMustBecome deals with each thing that the account must become, by those whose
// it is; the vetting officer never sees the case.
func whatItMustBecome(b *tab, id string) {
	b.open("/desk/cases/" + id)
	b.press("Record it")
	b.choose("A complaint")
	b.choose("Yes")
	b.fill("What are your reasons?", "She wishes it.")
	b.press("Record it")
	b.press("Decide not to refer")
	b.look("desk-decline-referral")
	b.fill("Why is it not referred?", "One file, opened by one officer, and nobody is in danger.")
	b.press("Decide not to refer")

	signIn(b, "Case worker C")
	b.open("/desk/cases/" + id)
	knowsNobody(b)
	b.press("Crime record: say how it was dealt with (Crime record, allegation 1)")
	b.look("desk-crime-record")
	b.choose("It is done")
	b.fill("Under which reference?", "Crime 12 of this force")
	b.fill("What was done, or why was it not done?", "Recorded as misuse of a computer.")
	b.press("Crime record: say how it was dealt with")
	b.heading("2 allegations assessed")

	signIn(b, "Vetting V")
	b.sees("Asked of you")
	b.look("desk-worklist-asked")
	b.press("Review an officer’s vetting")
	b.look("desk-vetting-review")
	b.sees("Officer A")
	b.not(firstFixed, secondThing)
	b.choose("No")
	b.choose("It is done")
	b.fill("What was decided about the clearance, and why?", "It stands until the outcome, and is looked at again then.")
	b.press("Review the officer’s vetting: say how it was dealt with")
	b.heading("Worklist")
	b.not("Asked of you")
}

// proceedings are those against the officer, from the plan for her safety to the
// outcome, each by whoever does it.
func proceedings(b *tab, id string) {
	open := func(who string) {
		signIn(b, who)
		b.open("/desk/cases/" + id)
		if strings.Contains(b.text(), "No, I know nobody here") {
			knowsNobody(b)
		}
	}
	today := b.house.today
	open("Liaison L")
	b.press("Make a safety plan")
	b.choose("Officer A")
	b.choose("the notice to the officer")
	b.choose("the fixing of a meeting or hearing")
	b.fill("What could happen when the officer learns of it?", "He could come to her door.")
	b.fill("What is in place?", "A neighbour knows.")
	b.fill("Who contacts the person, how and when?", "The liaison, in the morning.")
	b.choose("Yes")
	b.look("desk-plan-safety")
	b.press("Make a safety plan")

	open("Authority U")
	b.press("Serve the notice")
	b.choose("Officer A")
	b.choose("The conduct regulations")
	b.choose("By hand")
	b.date("deemed", today)
	b.fill("What do they read?", "It is alleged that you opened a file for a purpose of your own.")
	b.choose("No")
	b.fill("How do you know?", "She was asked.")
	b.look("desk-serve-notice")
	b.press("Serve the notice")
	b.press("Decide on a case to answer (Proceedings: Officer A)")
	b.choose("A misconduct meeting")
	b.fill("What are your reasons?", "The log.")
	b.look("desk-case-to-answer")
	b.press("Decide on a case to answer")

	open("Hearing office E")
	b.press("Supply the documents (Proceedings: Officer A)")
	b.choose("By hand")
	b.fill("Which documents?", "The report and the log.")
	b.date("deemed", today)
	b.press("Supply the documents")
	b.sees("None is fixed. It could have had one since the documents were supplied")
	b.look("desk-hearing-undated")
	b.press("Name the panel (Proceedings: Officer A)")
	b.fill("Collar number, or words of the name", "2013")
	b.press("Search")
	b.choose("Chief H")
	b.choose("No")
	b.look("desk-panel")
	b.press("Name the panel")
	b.sees("Panel named", "Chairs: Chief H")
	b.press("Fix the date (Proceedings: Officer A)")
	b.date("date", today)
	b.fill("Where, and at what time?", "Room 1, at ten.")
	b.look("desk-fix-hearing")
	b.press("Fix the date")
	b.look("desk-hearing-fixed")
	b.press("Record that it was held (Proceedings: Officer A)")
	b.fill("Who came, and who did not?", "Everybody.")
	b.press("Record that it was held")
	b.press("Record the outcome (Proceedings: Officer A)")
	b.choose("Misconduct")
	b.choose("Written warning")
	b.fill("What are the reasons of the panel?", "He opened it four times.")
	b.look("desk-outcome")
	b.press("Record the outcome")
	b.sees("Written warning")
	b.look("desk-case-outcome")
}

// date types a day into its three boxes.
func (b *tab) date(id string, d candour.Date) {
	b.t.Helper()
	at := eval[found](b, `(() => {
		const e = document.getElementById($1 + '-day');
		if (!e) return {Wrong: 'there is none'};
		e.scrollIntoView({block: 'center', behavior: 'instant'});
		const r = e.getClientRects()[0];
		return {X: r.left + r.width / 2, Y: r.top + r.height / 2};
	})()`, id)
	if at.Wrong != "" {
		b.t.Fatalf("%v: looking for the date %q on %s: %s", b.screen, id, eval[string](b, "location.pathname"), at.Wrong)
	}
	b.must("going to a date", b.touch(b.ctx, at))
	b.must("typing a date", chromedp.Do(b.ctx, chromedp.KeyEvent(fmt.Sprintf("%d\t%d\t%d", d.Day, d.Month, d.Year))))
}
