package clock

import (
	"time"

	"candour"
)

// barredList2017 are the limits of the Police Barred List and Police Advisory List
// Regulations 2017, SI 2017/1135, in force from 15 December 2017 (reg 1).
var barredList2017 = []Rule{
	// "before the end of 5 working days beginning with the date of the relevant
	// dismissal": that date is itself the first of the five. For a former officer the
	// regulation says "the relevant finding"; the event is recorded on that date.
	{
		ID:     "barred-list-3-1-report",
		Title:  "Report the dismissal for the police barred list",
		Cites:  "Police Barred List and Police Advisory List Regulations 2017 (SI 2017/1135), reg. 3(1)",
		Status: V,
		From:   candour.Date{Year: 2017, Month: time.December, Day: 15},
		Starts: on("dismissed"),
		Stops:  on("barred-list-reported"),
		Per:    "officer",
		Form:   Including,
		Length: 5,
	},
}
