package main

import (
	"regexp"
	"strings"
	"testing"
)

// handling takes the case of the demonstration that is overdue, in which somebody's
// address was used, through what such an allegation needs before anybody may assess
// it: by the desk's pages alone, each of which is looked at.
func handling(t *testing.T, h *house, s screen) {
	b := h.visit(s)
	late := func(who string) {
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
		b.heading("2 allegations opened")
	}
	late("Assessor S")
	describe(b, "(Allegation 1)", "G. Abuse of position or corruption", "Abuse of position for a sexual purpose, or to pursue an improper emotional relationship")
	describe(b, "(Allegation 2)", "D. Access and disclosure of information", "Records, data or an address used for a purpose that is not police work")
	b.sees("Decisions owed before the assessment", "nobody has decided")
	b.look("desk-case-owed")
	b.press("Assess severity")
	b.choose("Gross misconduct")
	b.fill("What are your reasons?", "Abuse of position, if proved.")
	b.press("Assess severity")
	b.status(409)
	b.sees("Missing", "arrest and bail")
	b.look("desk-assess-refused")

	late("Authority U")
	b.look("desk-case-authority")
	b.press("Decide on restriction or suspension")
	b.look("desk-decide-restriction")
	b.choose("Officer A")
	b.choose("Suspend them")
	b.fill("What are your reasons?", "Other duties would leave him with the records.")
	b.press("Decide on restriction or suspension")
	b.press("Decide on arrest and bail")
	b.choose("Officer A")
	b.choose("Not now")
	b.fill("What are your reasons?", "The phone is asked for first.")
	b.press("Decide on arrest and bail")

	late("Case worker C")
	b.look("desk-case-worker")
	b.press("Name a source of evidence (Allegation 1)")
	b.look("desk-name-source")
	b.choose("Phones and messages")
	b.fill("What does it show, and who holds it?", "The messages; the person holds them.")
	b.fill("If the day is not known, or not certain, why?", "She keeps them.")
	b.press("Name a source of evidence")
	b.look("desk-case-evidence")
	b.press("Say who the person is")
	b.look("desk-who-they-are")
	b.choose("A member of the public")
	b.choose("It happened to them")
	b.choose("No")
	b.press("Say who the person is")
	b.press("Record it")
	b.look("desk-record")
	b.choose("A complaint")
	b.choose("Yes")
	b.fill("What are your reasons?", "She wishes it.")
	b.press("Record it")

	late("Supervisor R")
	b.look("desk-case-supervisor")
	b.press("Review this decision (Restriction or suspension: Officer A)")
	b.look("desk-review")
	b.choose("I agree")
	b.fill("What are your reasons?", "The records are the danger.")
	b.press("Review this decision")
	b.look("desk-case-reviewed")
}
