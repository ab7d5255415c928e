package act

import (
	"slices"

	"candour"
)

// matters are the kinds of subject that have a wall.
var matters = []string{"report", "case", "allegation", "disclosure"}

// theirOwn are the kinds that whoever a matter is about acts on. What they do is
// journalled with the case, and the case is not for them.
var theirOwn = []string{"disclosure", "representation"}

// Told leaves out of what happened what whoever did it must not know. Somebody who
// gives or takes an office, or moves an officer, sets off events in matters that
// they stand on the wall of: each names the matter, and their number is the number
// of matters. So an act that is not done to a matter tells of none. A door shows
// nothing else of what an act returns; the journal has it all.
//
// An act of the person complained of, or of who represents them, is journalled with
// the case, of which they know neither the id nor what follows there: they are told
// of what they did it to.
//
// The place in the journal is no answer either: the difference between two of
// them is how much happened meanwhile.
func Told(of candour.Subject, happened []candour.Event) (out []candour.Event) {
	if slices.Contains(theirOwn, of.Kind) {
		for _, e := range happened {
			if e.Act == happened[0].Act { // and of no reaction
				out = append(out, candour.Event{Kind: e.Kind, Subject: of, On: e.On})
			}
		}
		return out
	}
	for _, e := range happened {
		if slices.Contains(matters, of.Kind) || !slices.Contains(matters, e.Subject.Kind) {
			e.Seq = 0
			out = append(out, e)
		}
	}
	return out
}
