package signals

// afterReporting is for the independent reader only: to anybody else it would say
// that this officer reported a colleague.
var afterReporting = &Signal{
	ID:       "after-reporting",
	Name:     "Complaints after a protected disclosure",
	Says:     "An allegation against somebody who had reported a colleague, made after that. It is worth no points until an independent reader has looked or the days of the shield are over.",
	Innocent: []string{"The two have nothing to do with each other."},
	Asks:     "Ask who complained and why now; the severity of what is alleged is assessed all the same.",
	Fires:    1,
	Unscored: true,
	Intake:   true,
	Whole: func(f *File, trace func(Trace)) int64 {
		v, file := int64(0), f.record.allegations(f.officer)
		for i := range file {
			a := &file[i]
			if a.Received.before(f.At) && a.inShield(f.At) && !a.removed(f.At) && !a.Erased {
				v += one
				if trace != nil {
					trace(Trace{On: a.Received, Case: a.Case, What: a.Type.Words(), Adds: one})
				}
			}
		}
		return v
	},
}
