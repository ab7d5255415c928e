package signals

// signsOf counts the signs of a kind that nobody has cleared.
func signsOf(kind SignKind) func(*File, func(Trace)) int64 {
	return func(f *File, trace func(Trace)) int64 {
		v := int64(0)
		for _, s := range f.Signs {
			if s.Kind != kind || s.Cleared.before(f.At) {
				continue
			}
			v += one
			if trace != nil {
				trace(Trace{On: s.On, What: "reference " + s.Ref, Adds: one})
			}
		}
		return v
	}
}
