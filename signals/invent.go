package signals

import "strconv"

// Invent makes a record of officers and allegations out of nothing, for measuring.
// Nobody in it is real. Like real ones, few officers have many allegations and most
// have none or one, and every second case is about two or three. The same numbers and
// seed give the same record.
func Invent(officers, allegations int, at Day, seed uint64) *Record {
	d := draw(seed)
	r := &Record{Officers: make([]Officer, officers), Allegations: make([]Allegation, 0, allegations)}
	for i := range r.Officers {
		r.Officers[i] = Officer{ID: strconv.Itoa(i + 1), Appointed: at - 366 - Day(d.below(9000)), Serving: true}
	}
	for n := 0; len(r.Allegations) < allegations; n++ {
		a := Allegation{Case: strconv.Itoa(n), Received: at - 1 - Day(d.below(20*year)), Type: Type(d.below(len(typeWords))), Accused: int16(1 + d.below(2)*(1+d.below(2)))}
		a.Incident, a.ByOfficer, a.Finding, a.Severe = a.Received, d.below(20) == 0, Finding(d.below(len(findingWords))), d.below(4) == 0
		if d.below(10) > 0 {
			a.Closed = a.Received + Day(d.below(2*year))
		}
		first := d.below(1 + d.below(officers)) // the square makes few have many
		for k := 0; k < int(a.Accused) && len(r.Allegations) < allegations; k++ {
			a.Officer = int32((first + k*7) % officers)
			r.Allegations = append(r.Allegations, a)
		}
	}
	for i := range r.Officers {
		for range d.below(6) {
			r.ForceReports = append(r.ForceReports, ForceReport{int32(i), at - 1 - Day(d.below(5*year))})
		}
	}
	r.Sort()
	return r
}
