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
		r.Officers[i] = Officer{ID: strconv.Itoa(i + 1), Appointed: at - 366 - Day(d.Below(9000)), Serving: true}
	}
	for n := 0; len(r.Allegations) < allegations; n++ {
		a := Allegation{Case: strconv.Itoa(n), Received: at - 1 - Day(d.Below(20*year)), Type: Type(d.Below(len(typeWords))), Accused: int16(1 + d.Below(2)*(1+d.Below(2)))}
		a.Incident, a.ByOfficer, a.Finding, a.Severe = a.Received, d.Below(20) == 0, Finding(d.Below(len(findingWords))), d.Below(4) == 0
		if d.Below(10) > 0 {
			a.Closed = a.Received + Day(d.Below(2*year))
		}
		first := d.Below(1 + d.Below(officers)) // the square makes few have many
		for k := 0; k < int(a.Accused) && len(r.Allegations) < allegations; k++ {
			a.Officer = int32((first + k*7) % officers)
			r.Allegations = append(r.Allegations, a)
		}
	}
	for i := range r.Officers {
		for range d.Below(6) {
			r.ForceReports = append(r.ForceReports, ForceReport{int32(i), at - 1 - Day(d.Below(5*year))})
		}
	}
	r.Sort()
	return r
}
