package act

import (
	"slices"

	"candour"
)

// matters are the kinds of subject that have a wall.
var matters = []string{"report", "case", "allegation", "disclosure"}

// Told leaves out of what happened what whoever did it must not know. Somebody who
// gives or takes an office, or moves an officer, sets off events in matters that
// they stand on the wall of: each names the matter, and their number is the number
// of matters. So an act that is not done to a matter tells of none. A door shows
// nothing else of what an act returns; the journal has it all.
//
// The place in the journal is no answer either: the difference between two of
// them is how much happened meanwhile.
func Told(of candour.Subject, happened []candour.Event) (out []candour.Event) {
	for _, e := range happened {
		if slices.Contains(matters, of.Kind) || !slices.Contains(matters, e.Subject.Kind) {
			e.Seq = 0
			out = append(out, e)
		}
	}
	return out
}
