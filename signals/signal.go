package signals

// Signal is something that a file may show and that a person should know of. It
// decides nothing. Everything known about it stands in its one literal.
//
// A value is a count in thousandths and never a share, and is not negative: one more
// allegation can only raise it, and what a signal is worth never falls as its value
// rises. So no allegation ever lowers a score.
type Signal struct {
	ID       string
	Name     string   // the heading of its row
	Says     string   // the sentence that explains it
	Innocent []string // what else may explain it
	Asks     string   // what somebody should do when it fires

	// Weigh is what one allegation adds. The value is the sum, and the allegations
	// with a weight are the dated cases that it is traced to.
	Weigh func(s *Seen) int64

	// Whole is the value of a signal that is not a sum over allegations, with what
	// it is traced to. Nil where Weigh is set.
	Whole func(f *File, trace func(Trace)) int64

	// Unscored signals never have points: they open a review, or inform it.
	Unscored bool
	// Intake signals are seen by the independent reader only.
	Intake bool
	// Others is a signal that tells of other officers: the line does not see it.
	Others bool
	// Fires is the value from which the signal is said to fire, in thousandths.
	Fires int64
}

// Trace is one dated thing that a value came from.
type Trace struct {
	On   Day
	Case string // of an allegation; empty for other things
	What string // in words
	Adds int64  // thousandths
}

// Value is what a file shows of the signal, in thousandths.
func (s *Signal) Value(f *File) int64 {
	if s.Weigh == nil {
		return s.Whole(f, nil)
	}
	v := int64(0)
	for i := range f.Allegations {
		v += s.Weigh(&f.Allegations[i])
	}
	return v
}

// Trace is what the value came from, oldest first.
func (s *Signal) Trace(f *File) []Trace {
	var all []Trace
	if s.Weigh == nil {
		s.Whole(f, func(t Trace) { all = append(all, t) })
		return all
	}
	for i := range f.Allegations {
		if w := s.Weigh(&f.Allegations[i]); w > 0 {
			all = append(all, f.Allegations[i].trace(w))
		}
	}
	return all
}

func (s *Seen) trace(adds int64) Trace {
	state := s.Known.Words()
	if s.Open {
		state = "open"
	}
	return Trace{On: s.Received, Case: s.Case, What: s.Type.Words() + ", " + state, Adds: adds}
}
