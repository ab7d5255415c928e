package clock

import (
	"time"

	"candour"
)

// complaints2020 are the limits of the Police (Complaints and Misconduct)
// Regulations 2020, SI 2020/2, in force from 1 February 2020 (reg 1(1)).
var complaints2020 = []Rule{
	// "within four weeks of the start of the handling of the complaint, proceedings
	// or process" where there has been no previous notification.
	{
		ID:     "complaints-34-2-a-i-first-update",
		Title:  "Tell the person how the matter is progressing, for the first time",
		Cites:  "Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), reg. 34(2)(a)(i)",
		Status: V,
		From:   candour.Date{Year: 2020, Month: time.February, Day: 1},
		Starts: "case-opened",
		Stops:  "person-updated",
		Ends:   "case-closed",
		Form:   RollingWeeks,
		Length: 4,
	},
	// "in any other case, within four weeks of the previous notification": each
	// update starts the next four weeks, however early it was given.
	{
		ID:      "complaints-34-2-a-ii-later-update",
		Title:   "Tell the person again how the matter is progressing",
		Cites:   "Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), reg. 34(2)(a)(ii)",
		Status:  V,
		From:    candour.Date{Year: 2020, Month: time.February, Day: 1},
		Starts:  "person-updated",
		Stops:   "person-updated",
		Ends:    "case-closed",
		Reopens: "case-opened",
		Form:    RollingWeeks,
		Length:  4,
	},
	// A "relevant period" is 12 months starting with the day, then "each subsequent
	// period of six months starting with the day after the end of the previous
	// relevant period" (reg 13(3)). The report itself has no number: it is owed "as
	// soon as practicable after the end of that period" (reg 13(1)).
	{
		ID:     "complaints-13-delay-report",
		Title:  "Finish the investigation, or report to the local policing body and the oversight body why it is not finished",
		Cites:  "Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), reg. 13",
		Status: V,
		From:   candour.Date{Year: 2020, Month: time.February, Day: 1},
		Starts: Attention,
		Stops:  "delay-reported",
		Ends:   "case-closed",
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
		Cites:  "Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), regs. 4, 7 and 9",
		Status: U,
		From:   candour.Date{Year: 2020, Month: time.February, Day: 1},
		Starts: "referral-criteria-met",
		Stops:  "referred",
		Form:   EndOfNextDay,
		Length: 1,
	},
}
