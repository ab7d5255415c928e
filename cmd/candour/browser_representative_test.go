package main

import (
	"strings"
	"testing"
)

// besideTheOfficer is an officer who names a colleague and a lawyer; the lawyer, who
// reads what was disclosed and answers; and the officer, who disputes a point and
// withdraws the lawyer: on a desktop, and on an old phone without script.
func besideTheOfficer(t *testing.T, h *house) {
	desk := h.visit(desktop)
	serveOnOfficerA(desk, h)
	openLate(desk, "Authority U")
	desk.press("Name who looks after the officer")
	desk.choose("Officer A")
	desk.fill("Who is it?", "Chief inspector Z, of another station")
	desk.fill("How does the officer reach them?", "At work, extension 12")
	desk.fill("When does that person get in touch?", "Each Monday in the morning")
	desk.press("Name who looks after the officer")
	for _, s := range []screen{desktop, oldPhone} {
		his, hers, friends := h.visit(s), h.visit(s), h.visit(s)
		for _, b := range []*tab{his, hers, friends} {
			b.withoutScript(s == oldPhone)
		}
		in := func(b *tab, who string) {
			b.open("/subject/")
			b.choose(who + ", North force")
			b.press("Sign in")
			b.heading("Your page")
		}
		in(his, "Officer A")
		his.sees("If the day passes you can still send it", "Each Monday in the morning", "Your rights, in plain words")
		his.press("Name somebody to represent you")
		his.look("subject-name-representative")
		his.press("Send")
		his.status(422)
		his.look("subject-name-representative-empty")
		his.choose("A lawyer")
		his.fill("What is their name?", "Lawyer J")
		his.fill("What is their number?", "J-5001")
		his.choose("Yes, they may answer in my name")
		his.press("Send")
		his.sees("Lawyer J", "and has not answered")
		his.press("Name somebody to represent you")
		his.choose("A police friend")
		his.fill("What is their name?", "Officer B")
		his.fill("What is their number?", "1002")
		his.choose("No, they only read")
		his.press("Send")
		his.look("subject-named")

		in(friends, "Officer B")
		friends.look("subject-asked")
		friends.press("Decline: Officer A")
		friends.look("subject-decline")
		friends.press("Decline")
		friends.sees("Nothing is disclosed to you here")

		in(hers, "Lawyer J")
		hers.not("a file for a purpose of your own")
		hers.press("Accept: Officer A")
		hers.press("Accept")
		hers.look("subject-represents")
		hers.press("Open (Officer A)")
		hers.sees("You represent Officer A", "a file for a purpose of your own")
		hers.not("Chief inspector Z")
		hers.look("subject-representative-reads")
		hers.press("Dispute a point of it (Notice of the investigation, " + h.today.Words() + ")")
		hers.fill("Which part do you dispute?", "a purpose of your own")
		hers.fill("What do you say of it?", "It was for the case.")
		hers.look("subject-dispute")
		hers.press("Send")
		hers.sees("“a purpose of your own”", "It was for the case.")
		hers.look("subject-disputed")

		his.open("/subject/")
		his.sees("Lawyer J sent it", "Represents you since", "Declined on")
		his.look("subject-represented")
		his.press("Withdraw them (Lawyer J)")
		his.look("subject-withdraw")
		his.press("Withdraw them")
		his.sees("Ended on")
		hers.open("/subject/")
		hers.sees("Nothing is disclosed to you here")
	}
	openLate(desk, "Authority U")
	if says := desk.text(); strings.Count(says, "The officer disputes") == 0 || !strings.Contains(says, "It was for the case.") {
		t.Errorf("what is disputed does not stand beside the allegations:\n%s", says)
	}
	desk.press("Decide this allegation (Allegation 1)")
	desk.sees("The officer disputes", "It was for the case.")
	desk.look("decide-disputed")
}
