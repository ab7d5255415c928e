package signals

// Add puts one more allegation into a sorted record: what is done when an event
// arrives. Only the file of its officer is written anew; the others stay where they
// are, and nothing is sorted again. The case must be a new one or the officer new to
// it.
func (r *Record) Add(a Allegation) {
	s := &r.files[a.Officer]
	file := r.Allegations[s.from:s.to]
	a.number = r.numberOf(a.Case)
	k := len(file)
	for k > 0 && (file[k-1].Received > a.Received || file[k-1].Received == a.Received && file[k-1].Case > a.Case) {
		k--
	}
	from := int32(len(r.Allegations))
	moved := append(append(append(make([]Allegation, 0, len(file)+1), file[:k]...), a), file[k:]...)
	r.Allegations = append(r.Allegations, moved...)
	for i := range moved {
		r.joins(moved[i].number, s.from, s.to, from+int32(i))
	}
	*s = span{from, from + int32(len(moved))}
}

// joins notes where an allegation of a case stands now: in the place of the one of
// the same officer that stood in the old file, or as one more.
func (r *Record) joins(number int32, oldFrom, oldTo, at int32) {
	c := &r.cases[number]
	for i := c.from; i < c.to; i++ {
		if r.with[i] >= oldFrom && r.with[i] < oldTo {
			r.with[i] = at
			return
		}
	}
	list := append(append([]int32{}, r.with[c.from:c.to]...), at)
	*c = span{int32(len(r.with)), int32(len(r.with) + len(list))}
	r.with = append(r.with, list...)
}

// numberOf is the number of a case, a new one where there is none yet.
func (r *Record) numberOf(name string) int32 {
	n, ok := r.numbers[name]
	if !ok {
		n = int32(len(r.cases))
		r.numbers[name] = n
		r.cases = append(r.cases, span{})
	}
	return n
}
