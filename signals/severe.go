package signals

import (
	"strconv"
	"strings"
)

// severeWords begin the outcomes of the extract that are worse than any number of
// days: the person went, or was to go.
var severeWords = []string{"SEPARATION", "RESIGNED", "ADMIN. TERMINATION", "ADMINISTRATIVE TERMINATION", "SUSPENDED OVR 30 DAY", "SUSPENDED OVER 30 DAYS", "SUSPEN'D INDEFINIT'Y"}

// severeDays is how many days' suspension make an outcome severe.
const severeDays = 5

// severe reports whether an outcome is 5 days' suspension or more, separation,
// resignation or termination. A bare number is days of suspension; 999 is a code of
// the source whose meaning is not known, and is not.
func severe(outcome string) bool {
	o := strings.ToUpper(strings.TrimSpace(outcome))
	for _, w := range severeWords {
		if strings.HasPrefix(o, w) {
			return true
		}
	}
	number, rest, _ := strings.Cut(o, " ")
	days, err := strconv.Atoi(number)
	return err == nil && days >= severeDays && days <= 365 && (rest == "" || rest == "DAY SUSPENSION")
}
