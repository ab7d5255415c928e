package clock

import (
	"time"

	"candour"
)

// conductFrom is the first day of the Police (Conduct) Regulations 2020, SI 2020/4
// (reg 1). SI 2024/521 changed who sits on a panel from 7 May 2024, and SI 2025/558
// how notices are served from 28 May 2025; no number below is known to have changed
// with either.
var (
	conductFrom = candour.Date{Year: 2020, Month: time.February, Day: 1}
	servedFrom  = candour.Date{Year: 2025, Month: time.May, Day: 28}
	conductRegs = "Police (Conduct) Regulations 2020 (SI 2020/4), "
)

// notRead is who may extend or postpone, where the regulation was read for the
// number and not for that.
var notRead = Mover{By: "whoever the regulation names (not read here); the record names who did it", Ground: "not read here; the reasons are recorded"}

// forExceptions is who may extend the time for a response (reg 31(1)(b), read as it
// was made).
var forExceptions = Mover{By: "whoever conducts the meeting or chairs the hearing", Ground: "exceptional circumstances, with reasons"}

// byAgreement is a reduction that the officer agrees to.
var byAgreement = Mover{By: "the appropriate authority or the chair, with the officer", Ground: "agreement, which is recorded"}

// officersRequest is a postponement that the officer asked for.
var officersRequest = Mover{By: "whoever fixed the date", Ground: "the officer asked for it, and the reasons are recorded"}

// forProceedings is a delay for criminal proceedings or because of prejudice (regs
// 10(3), 22 and 48): a decision with reasons, which somebody looks at again.
var forProceedings = Gap{From: "delayed-for-proceedings", To: "delay-ended", Why: "the delay for criminal proceedings"}

// conduct2020 are the limits of the Police (Conduct) Regulations 2020 up to the end
// of an investigation, suspension included.
var conduct2020 = []Rule{
	{
		ID:     "conduct-14-severity-assessment",
		Title:  "Assess how serious it would be if it were proven",
		Cites:  conductRegs + "reg. 14",
		Status: U,
		From:   conductFrom,
		Starts: on(Attention),
		Stops:  on("severity-assessed"),
		Ends:   on("case-closed"),
		Form:   AsSoonAsPracticable,
	},
	{
		ID:     "conduct-17-notice",
		Title:  "Give the officer written notice of the investigation",
		Cites:  conductRegs + "reg. 17",
		Status: V2,
		From:   conductFrom,
		Starts: on("investigator-appointed"),
		Stops:  on("notice-served"),
		Ends:   on("case-closed"),
		Form:   AsSoonAsPracticable,
		Note:   "only after the safety plan of the person who reported, and the harm test",
	},
	// For matters before 28 May 2025 a notice counts from the day on which the act
	// says that it was served.
	{
		ID:     "conduct-18-representations",
		Title:  "Make representations to the investigator",
		Cites:  conductRegs + "reg. 18",
		Status: U,
		Nature: May,
		From:   conductFrom,
		Until:  servedFrom,
		Starts: on("notice-served"),
		Stops:  on("officer-responded"),
		Ends:   on("case-to-answer-decided"),
		Per:    "officer",
		Form:   After,
		Length: 10,
	},
	// Since then it may go by e-mail, and has a day on which it counts as served.
	{
		ID:     "conduct-18-representations",
		Title:  "Make representations to the investigator",
		Cites:  conductRegs + "reg. 18; service as amended by SI 2025/558",
		Status: U,
		Nature: May,
		From:   servedFrom,
		Starts: on("notice-served"),
		Stops:  on("officer-responded"),
		Ends:   on("case-to-answer-decided"),
		Per:    "officer",
		Form:   After,
		Length: 10,
		Served: true,
	},
	// Twelve months in which the day counts, then each six, as in reg 13 of SI 2020/2.
	// It is of an investigation, so it runs where an investigator was appointed.
	{
		ID:     "conduct-19-investigation-delay-report",
		Title:  "Finish the conduct investigation, or report why it is not finished",
		Cites:  conductRegs + "reg. 19",
		Status: V,
		From:   conductFrom,
		Starts: on(Attention),
		Needs:  "investigator-appointed",
		Stops:  on("investigation-delay-reported"),
		Ends:   on("case-closed"),
		Form:   MonthsFrom,
		Length: 12,
		Then:   6,
		Note:   "the report is owed after the end of that period",
	},
	{
		ID:     "conduct-11-suspension-confirmed",
		Title:  "Confirm the suspension in writing",
		Cites:  conductRegs + "reg. 11",
		Status: U,
		From:   conductFrom,
		Starts: on("officer-suspended"),
		Stops:  on("suspension-confirmed"),
		Ends:   on("suspension-lifted"),
		Per:    "officer",
		Form:   After,
		Length: 3,
	},
	{
		ID:     "conduct-11-suspension-representations",
		Title:  "Make representations against the suspension",
		Cites:  conductRegs + "reg. 11",
		Status: U,
		Nature: May,
		From:   conductFrom,
		Starts: on("officer-suspended"),
		Stops:  on("suspension-representations"),
		Ends:   on("suspension-lifted"),
		Per:    "officer",
		Form:   After,
		Length: 7,
	},
	// The conditions (reg 11(4)) were read: redeployment was considered and is not
	// enough, and either the investigation may be prejudiced or the public interest
	// requires it. The four weeks were not. The closing of a case lifts no suspension.
	{
		ID:      "conduct-11-suspension-review",
		Title:   "Review whether the conditions of the suspension are still met",
		Cites:   conductRegs + "reg. 11",
		Status:  U,
		From:    conductFrom,
		Starts:  on("officer-suspended", "suspension-reviewed"),
		Stops:   on("suspension-reviewed"),
		Every:   true,
		Ends:    on("suspension-lifted", "dismissed"),
		Reopens: on("officer-suspended"),
		Per:     "officer",
		Form:    RollingWeeks,
		Length:  4,
		Note:    "the conditions were read in reg. 11(4), the number was not",
	},
}
