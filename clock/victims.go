package clock

import (
	"time"

	"candour"
)

const (
	victimsCode = "Victims' Code, "
	npccScheme  = "National Police Chiefs' Council, police Victims' Right to Review scheme"
	cpsScheme   = "Crown Prosecution Service, Victims' Right to Review scheme"
)

// steps are those that right 6 has a person told of.
var steps = on("arrested", "interviewed-under-caution", "released", "bail-changed", "not-investigated-decided")

// enhanced says on a step that the person has enhanced rights.
var enhanced = Match{Field: "enhanced", Values: []string{"yes"}}

// victims are the limits of the Victims' Code, of the two schemes of review and of
// the compensation scheme. The first day of the Code's and the schemes' present
// text was not read. Where a text says "working days" and its words for the count
// were not noted, they are counted after the day.
var victims = []Rule{
	// Each step is told by itself: one telling meets the oldest that was not told.
	{
		ID:          "victims-code-6-tell",
		Title:       "Tell the person of an arrest, an interview under caution, a release, a change of bail, or the decision not to investigate, with reasons",
		Cites:       victimsCode + "right 6",
		Status:      V,
		Theirs:      true,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      steps,
		Unless:      enhanced,
		Stops:       on("victim-told"),
		Form:        After,
		Length:      5,
	},
	{
		ID:          "victims-code-6-tell-enhanced",
		Title:       "Tell the person, who has enhanced rights, of an arrest, an interview under caution, a release, a change of bail, or the decision not to investigate, with reasons",
		Cites:       victimsCode + "right 6, enhanced rights",
		Status:      V,
		Theirs:      true,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      steps,
		Only:        enhanced,
		Stops:       on("victim-told"),
		Form:        After,
		Length:      1,
	},
	{
		ID:          "victims-code-4-support",
		Title:       "Refer the person to support services",
		Cites:       victimsCode + "right 4",
		Status:      V2,
		Theirs:      true,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("report-made", "report-sent-to-police"),
		Stops:       on("support-referred"),
		Every:       true,
		Form:        After,
		Length:      2,
	},
	{
		ID:          "police-vrr-ask",
		Title:       "Ask the police to review the decision to take no further action",
		Cites:       npccScheme,
		Status:      V,
		Theirs:      true,
		Nature:      May,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("no-further-action"),
		Stops:       on("vrr-asked"),
		Form:        MonthsAfter,
		Length:      3,
		Note:        "counted from the day on which the person was told",
	},
	{
		ID:          "police-vrr-acknowledge",
		Title:       "Acknowledge the request for a review",
		Cites:       npccScheme,
		Status:      V,
		Theirs:      true,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("vrr-asked"),
		Stops:       on("vrr-acknowledged"),
		Form:        After,
		Length:      10,
	},
	{
		ID:          "police-vrr-decide",
		Title:       "Decide the review of the decision to take no further action",
		Cites:       npccScheme,
		Status:      V,
		Theirs:      true,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("vrr-asked"),
		Stops:       on("vrr-decided"),
		Form:        After,
		Length:      30,
	},
	{
		ID:          "prosecution-vrr-ask-preferred",
		Title:       "Ask the prosecution to review its decision, as it would prefer",
		Cites:       cpsScheme,
		Status:      U,
		Theirs:      true,
		Nature:      May,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("prosecution-decision"),
		Stops:       on("prosecution-review-asked"),
		Form:        After,
		Length:      5,
		Note:        "a later request counts too, until the last day",
	},
	{
		ID:          "prosecution-vrr-ask",
		Title:       "Ask the prosecution to review its decision, at the latest",
		Cites:       cpsScheme,
		Status:      U,
		Theirs:      true,
		Nature:      May,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("prosecution-decision"),
		Stops:       on("prosecution-review-asked"),
		Form:        MonthsAfter,
		Length:      3,
	},
	// Its first day was not read: the first day of the year after its name.
	{
		ID:          "cic-scheme-2012-claim",
		Title:       "Claim compensation for injuries by crime",
		Cites:       "Criminal Injuries Compensation Scheme 2012 (paragraph not read)",
		Status:      V2,
		Theirs:      true,
		Nature:      May,
		From:        candour.Date{Year: 2013, Month: time.January, Day: 1},
		FromNotRead: true,
		Starts:      on("incident-happened"),
		Stops:       on("compensation-claimed"),
		Form:        MonthsAfter,
		Length:      24,
	},
}

// commonAssault says on an event that it is of common assault in domestic abuse,
// the only offence that this bar is known for.
var commonAssault = Match{Field: "offence", Values: []string{"common-assault"}}

// timeBars are limits after which an offence can no longer be charged. They run
// against the person, and a web account starts neither: the first counts from the
// offence, the second from a witness statement or a video interview.
var timeBars = []Rule{
	{
		ID:          "cja-1988-39a-two-years",
		Title:       "Charge common assault in domestic abuse, or it can not be charged any more",
		Cites:       "Criminal Justice Act 1988, s. 39A",
		Status:      V,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("incident-happened"),
		Only:        commonAssault,
		Stops:       on("charged"),
		Ends:        on("no-further-action"),
		Form:        MonthsAfter,
		Length:      24,
		Note:        "two years from the offence",
	},
	{
		ID:          "cja-1988-39a-six-months",
		Title:       "Charge common assault in domestic abuse within six months of the statement",
		Cites:       "Criminal Justice Act 1988, s. 39A",
		Status:      V,
		From:        firstDayNotRead,
		FromNotRead: true,
		Starts:      on("statement-taken"),
		Only:        commonAssault,
		Stops:       on("charged"),
		Ends:        on("no-further-action"),
		Form:        MonthsAfter,
		Length:      6,
		Note:        "six months from a witness statement or a video interview, and two years from the offence at most",
	},
}
