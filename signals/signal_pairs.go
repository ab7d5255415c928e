package signals

import "fmt"

// pairs counts the shared cases beyond the third: a pair that is accused together
// four times in three years is a working group that somebody should look at.
var pairs = &Signal{
	ID:       "pairs",
	Name:     "The same two officers, again",
	Says:     "Accused together with the same officer at least four times in three years; it counts the cases beyond the third.",
	Innocent: []string{"They are partners on every shift, and have as many cases as shifts.", "One of them did it and the other was there."},
	Asks:     "Look at the group, not the person: who leads it, and who supervises it?",
	Fires:    one,
	Unscored: true,
	Others:   true,
	Whole: func(f *File, trace func(Trace)) int64 {
		v := int64(0)
		for _, p := range f.partners() {
			beyond := max(0, p.shared-3) * one
			v += beyond
			if trace != nil && beyond > 0 {
				trace(Trace{On: f.At, What: fmt.Sprintf("%d cases together with officer %s", p.shared, f.record.Officers[p.officer].ID), Adds: beyond})
			}
		}
		return v
	},
}
