package desk

import (
	"fmt"

	"candour"
	"candour/cases"
	"candour/view"
)

// correction says of an event that its day was put right, or that it puts right
// another's. Both stay on the timeline, and neither can be taken for the other.
func correction(p view.CasePage, e candour.Event) string {
	if from := dayOf(e.Value(cases.CorrectedFrom)); e.Corrects != "" && !from.IsZero() {
		return fmt.Sprintf("This corrects the day, which stood here as %s.", from.Words())
	}
	for _, x := range p.Timeline {
		if x.Corrects == e.ID && x.Value(cases.CorrectedFrom) != "" {
			return fmt.Sprintf("This day does not count any more: corrected on %s to %s.", candour.On(x.At).Words(), x.On.Words())
		}
	}
	return ""
}

// correctedDays are the corrections of a case, as lines above what is due.
func correctedDays(p view.CasePage) (out []string) {
	for _, x := range p.Timeline {
		if from := dayOf(x.Value(cases.CorrectedFrom)); x.Corrects != "" && !from.IsZero() {
			out = append(out, fmt.Sprintf("%s: corrected on %s from %s to %s. What is due counts from the corrected day.", sentence(string(x.Kind)), candour.On(x.At).Words(), from.Words(), x.On.Words()))
		}
	}
	return out
}

// dayOf reads a day that the program wrote; anything else is no day.
func dayOf(s string) candour.Date {
	d, err := candour.ParseDate(s)
	if err != nil {
		return candour.Date{}
	}
	return d
}
