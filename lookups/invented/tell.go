package invented

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"candour/lookups"
)

// tell writes the people, whoever forced access and was looked at, and the accesses in
// the order of time.
func (f *force) tell() error {
	for n := 1; n < len(f.people); n++ {
		p := &f.people[n]
		protected := "no"
		if p.protected {
			protected = "yes"
		}
		f.row("people", personID(int32(n)), "n"+strconv.Itoa(int(p.surname)), homeID(p.home), "t"+strconv.Itoa(int(p.phone)), string(p.sex), areaID(int(p.area)), protected)
	}
	last := int64(f.Days) * 1440 * 60e6
	f.accesses = slices.DeleteFunc(f.accesses, func(a access) bool {
		gone := a.flags&planted == 0 && (f.officers[a.officer].goneAt(int32(a.at/60e6)) || f.officers[a.onFor].goneAt(int32(a.at/60e6)))
		return a.at < 0 || a.at >= last || gone
	})
	f.forced()
	slices.SortStableFunc(f.accesses, func(a, b access) int { return cmp.Compare(a.at, b.at) })
	for i := range f.accesses {
		a := &f.accesses[i]
		if a.flags&breach != 0 && a.flags&planted == 0 && f.Chance(0.9) { // somebody looked at it
			f.row("followups", eventID(i), f.when(int32(a.at/60e6)+1440))
		}
	}
	for i := range f.accesses {
		if f.err != nil {
			return f.err
		}
		f.err = f.event(i)
	}
	return f.err
}

// forced makes some of the innocent accesses forced ones: an emergency.
func (f *force) forced() {
	for i := range f.accesses {
		if f.accesses[i].flags&planted == 0 && f.Chance(0.001) {
			f.accesses[i].flags |= breach
		}
	}
}

func eventID(i int) string { return fmt.Sprintf("E%09d", i+1) }

func (f *force) event(i int) error {
	a := &f.accesses[i]
	e := lookups.Event{
		ID: eventID(i), At: Begin.Add(time.Duration(a.at) * time.Microsecond), Officer: officerID(a.officer), Person: personID(a.person),
		Record: "R" + strconv.Itoa(int(a.person)), Fields: a.fields, Found: a.found, Area: areaID(int(a.area)), Purpose: reasons[a.purpose].words,
		From: "terminal-" + strconv.Itoa(int(a.officer)%97), Machine: a.flags&machine != 0, Breach: a.flags&breach != 0,
	}
	if a.onFor != 0 {
		e.For = officerID(a.onFor)
	}
	for n, p := range f.programs {
		if p == a.officer {
			e.Officer, e.Purpose = "program-"+strconv.Itoa(n), ""
		}
	}
	return f.out.Event(&e, Label{f.scenarios[a.scenario], a.flags&planted != 0, int(a.instance)})
}
