package signals

import (
	"fmt"
	"strings"
)

// SignalMeasured is what one signal says of each outcome on the data at hand.
type SignalMeasured struct {
	Signal *Signal
	N      int       // people for whom it fires
	Fires  float64   // the same, of 100 of the population
	Of100  []float64 // by outcome that was measured: of 100 for whom it fires
	Lift   []float64 // likewise; zero where the outcome came to pass for nobody
}

// fewFired is for how many people a signal must fire before anything is said of what came
// after: of two people one is half, and says nothing.
const fewFired = 20

// Few reports whether it fires for too few people.
func (m SignalMeasured) Few() bool { return m.N < fewFired }

// measureSignals measures every signal by itself: whom it fires for on a day, as far as an
// audience may see, and for how many of them each outcome came to pass. came is by
// outcome, in the order of who.
func (r *Record) measureSignals(signals []*Signal, who []int32, at Day, audience Audience, came [][]bool) []SignalMeasured {
	values := r.values(who, at, audience, signals)
	all := make([]SignalMeasured, len(signals))
	for i, s := range signals {
		m := SignalMeasured{Signal: s, Of100: make([]float64, len(came)), Lift: make([]float64, len(came))}
		for k, v := range values[i] {
			if v < s.Fires {
				continue
			}
			m.N++
			for j := range came {
				if came[j][k] {
					m.Of100[j]++
				}
			}
		}
		m.Fires = 100 * float64(m.N) / float64(len(who))
		for j := range came {
			if base := 100 * float64(count(came[j])) / float64(len(who)); m.N > 0 && base > 0 {
				m.Of100[j] *= 100 / float64(m.N)
				m.Lift[j] = m.Of100[j] / base
			}
		}
		all[i] = m
	}
	return all
}

// words says all three numbers together, because each alone misleads: the share for whom
// it fires, of 100 of those for how many each outcome came to pass, and the lift.
func (m SignalMeasured) words(at Day, outcomes []*Outcome) string {
	if m.Few() {
		return fmt.Sprintf("On %s it fired for %d people, too few to say what came after.", at, m.N)
	}
	var each []string
	for j, o := range outcomes {
		each = append(each, fmt.Sprintf("%s %.1f (lift %.1f)", o.ID, m.Of100[j], m.Lift[j]))
	}
	return fmt.Sprintf("On %s it fired for %.1f of 100. Of 100 for whom it did, within two years: %s.", at, m.Fires, strings.Join(each, ", "))
}
