package clock

import (
	"time"

	"candour"
)

var (
	complaintsFrom  = candour.Date{Year: 2020, Month: time.February, Day: 1}
	complaintsRegs  = "Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), "
	policeReformAct = "Police Reform Act 2002, Sch. 3, "
)

// wrongBody is the time that an application spends with a body that cannot decide it.
var wrongBody = Gap{From: "review-sent-to-wrong-body", To: "review-sent-on", Why: "the application being with the wrong body"}

// complaints2020 are the limits of the Police (Complaints and Misconduct)
// Regulations 2020, SI 2020/2, in force from 1 February 2020 (reg 1(1)), and of
// Schedule 3 to the Police Reform Act 2002, which they work under.
var complaints2020 = []Rule{
	// The duty is continuing and has no number. This is its beginning: until somebody
	// has looked, nobody knows what there is.
	{
		ID:     "complaints-sch3-1-evidence",
		Title:  "Find out what evidence there is (body-worn video, CCTV, radio, vehicle location, access logs, phones), and secure it",
		Cites:  policeReformAct + "para. 1",
		Status: V,
		From:   complaintsFrom,
		Starts: on(Attention),
		Stops:  on("evidence-source-known", "evidence-preservation-decided"),
		Ends:   on("case-closed"),
		Form:   AsSoonAsPracticable,
		Note:   "each source has a limit of its own, and the day on which it is deleted",
	},
	{
		ID:     "complaints-sch3-1-evidence-source",
		Title:  "Secure this source of evidence, or decide with reasons not to",
		Cites:  policeReformAct + "para. 1",
		Status: V,
		From:   complaintsFrom,
		Starts: on("evidence-source-known"),
		Stops:  on("evidence-preservation-decided"),
		Per:    "source",
		Form:   AsSoonAsPracticable,
	},
	// The law has no number for either: see local-contact and local-record.
	{
		ID:     "complaints-sch3-2-contact",
		Title:  "Contact the person who complained and take their views",
		Cites:  policeReformAct + "paras. 2, 2(6A), 2(6B)",
		Status: V,
		From:   complaintsFrom,
		Starts: on(Attention),
		Stops:  on("complainant-contacted"),
		Ends:   on("case-closed"),
		Form:   AsSoonAsPracticable,
	},
	{
		ID:     "complaints-sch3-2-record",
		Title:  "Record the complaint",
		Cites:  policeReformAct + "paras. 2, 2(6A), 2(6B)",
		Status: V,
		From:   complaintsFrom,
		Starts: on(Attention),
		Stops:  on("complaint-recorded"),
		Ends:   on("case-closed"),
		Form:   AsSoonAsPracticable,
		Note:   "owed where the person wishes it, or on death or serious injury, a possible crime or discipline, or Articles 2 and 3",
	},
	// "within four weeks of the start of the handling of the complaint, proceedings
	// or process" where there has been no previous notification.
	{
		ID:     "complaints-34-2-a-i-first-update",
		Title:  "Tell the person how the matter is progressing, for the first time",
		Cites:  complaintsRegs + "reg. 34(2)(a)(i)",
		Status: V,
		Theirs: true,
		From:   complaintsFrom,
		Starts: on("case-opened", "case-reopened"),
		Stops:  on("person-updated"),
		Ends:   on("case-closed"),
		Form:   RollingWeeks,
		Length: 4,
	},
	// "in any other case, within four weeks of the previous notification": each
	// update starts the next four weeks, however early it was given.
	{
		ID:      "complaints-34-2-a-ii-later-update",
		Title:   "Tell the person again how the matter is progressing",
		Cites:   complaintsRegs + "reg. 34(2)(a)(ii)",
		Status:  V,
		Theirs:  true,
		From:    complaintsFrom,
		Starts:  on("person-updated"),
		Stops:   on("person-updated"),
		Ends:    on("case-closed"),
		Reopens: on("case-opened", "case-reopened"),
		Form:    RollingWeeks,
		Length:  4,
	},
	// Five working days from the outcome. The words of the count were not noted when
	// it was read; it is counted after the day, the later of the two readings. It is
	// not Theirs: they hear of a decision and of this limit in one and the same update.
	{
		ID:     "complaints-34-2-b-outcome",
		Title:  "Tell the person the outcome",
		Cites:  complaintsRegs + "reg. 34(2)(b)",
		Status: V,
		From:   complaintsFrom,
		Starts: on("allegation-decided"),
		Stops:  on("person-updated"),
		Every:  true,
		Form:   After,
		Length: 5,
	},
	// A "relevant period" is 12 months starting with the day, then "each subsequent
	// period of six months starting with the day after the end of the previous
	// relevant period" (reg 13(3)). The report itself has no number: it is owed "as
	// soon as practicable after the end of that period" (reg 13(1)).
	{
		ID:     "complaints-13-delay-report",
		Title:  "Finish the investigation, or report to the local policing body and the oversight body why it is not finished",
		Cites:  complaintsRegs + "reg. 13",
		Status: V,
		Theirs: true,
		From:   complaintsFrom,
		Starts: on(Attention),
		Stops:  on("delay-reported"),
		Ends:   on("case-closed"),
		Form:   MonthsFrom,
		Length: 12,
		Then:   6,
		Note:   "the report is owed as soon as practicable after that day",
	},
	// What must be referred was read in the regulations. The end of the next day was
	// not, so the number, and with it the rule, stays guidance until somebody has.
	{
		ID:     "complaints-4-referral",
		Title:  "Refer the matter to the oversight body",
		Cites:  complaintsRegs + "regs. 4, 7 and 9",
		Status: U,
		From:   complaintsFrom,
		Starts: on("referral-criteria-met"),
		Stops:  on("referred"),
		Form:   EndOfNextDay,
		Length: 1,
		Note:   "what must be referred was read in the law, the number of days was not",
	},
	// 28 days starting with the day after. Time with the wrong body is excluded: the
	// days between the day it went there and the day it was sent on.
	{
		ID:     "complaints-29-review-application",
		Title:  "Ask for a review of the outcome",
		Cites:  complaintsRegs + "reg. 29(2) and (3)",
		Status: V,
		Theirs: true,
		Nature: May,
		From:   complaintsFrom,
		Starts: on("review-information-given"),
		Stops:  on("review-applied"),
		Form:   CalendarAfter,
		Length: 28,
		Gaps:   []Gap{wrongBody},
	},
	{
		ID:     "complaints-39-4-b-withdrawal-answer",
		Title:  "Answer the letter that asks whether you withdraw",
		Cites:  complaintsRegs + "reg. 39(4)(b)",
		Status: V,
		Theirs: true,
		Nature: May,
		From:   complaintsFrom,
		Starts: on("withdrawal-letter-sent"),
		Stops:  on("withdrawal-answered"),
		Ends:   on("withdrawal-decided"), // it says what they answered, or that they did not
		Form:   CalendarAfter,
		Length: 28,
		Note:   "a letter that nobody answers withdraws nothing by itself",
	},
}

// superComplaints2018 is the limit of SI 2018/748. Its first day in force was not
// read: the first day of the year after it was made is surely none too early.
var superComplaints2018 = []Rule{
	{
		ID:          "super-complaints-5-acknowledgement",
		Title:       "Acknowledge the super-complaint",
		Cites:       "SI 2018/748, reg. 5",
		Status:      V,
		From:        candour.Date{Year: 2019, Month: time.January, Day: 1},
		FromNotRead: true,
		Starts:      on("super-complaint-received"),
		Stops:       on("super-complaint-acknowledged"),
		Form:        IncludingOrNext,
		Length:      5,
	},
}
