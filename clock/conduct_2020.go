package clock

import (
	"time"

	"candour"
)

// conduct2020 are the limits of the Police (Conduct) Regulations 2020, SI 2020/4,
// in force from 1 February 2020 (reg 1).
var conduct2020 = []Rule{
	// "before the end of a period of 5 working days beginning with the first working
	// day after the completion of the misconduct hearing or misconduct meeting".
	{
		ID:     "conduct-43-1-chair-report",
		Title:  "Send the chair's report of the hearing to the appropriate authority",
		Cites:  "Police (Conduct) Regulations 2020 (SI 2020/4), reg. 43(1)",
		Status: V,
		From:   candour.Date{Year: 2020, Month: time.February, Day: 1},
		Starts: "hearing-completed",
		Stops:  "chair-reported",
		Form:   After,
		Length: 5,
	},
}
