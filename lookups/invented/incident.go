package invented

import (
	"fmt"
	"math"

	"candour/lookups"
)

// incident happens, is attended, and is followed up for as long as it takes.
func (f *force) incident(n, day int) {
	area := f.Below(f.areas)
	i := &incident{ref: fmt.Sprintf("I%08d", n), at: int32(day*1440 + f.weighted(hours)*60 + f.Below(60)), area: area}
	i.crew = f.crewAt(area, i.at)
	if len(i.crew) == 0 {
		return
	}
	i.people = []int32{f.local(area)}
	for f.Chance(0.35) && len(i.people) < 4 {
		i.people = append(i.people, f.local(area))
	}
	if f.Chance(0.2) { // somebody of the same home
		i.people = append(i.people, f.one(f.homes[f.people[i.people[0]].home]))
	}
	for _, o := range i.crew {
		f.assign(i, o, 0, "attended", i.at, i.at+int32(60+f.Below(240)))
		for _, p := range i.people {
			for range f.some(o, 0.7) {
				f.look(o, p, i.at-5+int32(f.Below(180)), "attended")
			}
			if f.Chance(0.02) { // one of the same name first
				f.wrongOne(o, p, i.at)
			}
		}
	}
	if f.Chance(0.03) { // somebody came to help, and was not written down
		o := f.one(f.teams[area][f.officers[i.crew[0]].team])
		if o != i.crew[0] {
			f.look(o, i.people[0], i.at+int32(f.Below(90)), "helped, not recorded")
		}
	}
	if f.Chance(0.3) { // the control room looks for the crew
		a := f.look(f.one(f.controls), i.people[0], i.at+int32(f.Below(20)), "control room, on behalf")
		a.onFor = i.crew[0]
	}
	f.custodyOf(i)
	f.followUp(i)
}

func (f *force) wrongOne(o, p, at int32) {
	for range 60 {
		q := f.one(f.areaOf[f.people[p].area])
		if q != p && f.people[q].surname == f.people[p].surname {
			f.look(o, q, at+int32(f.Below(60)), "wrong one of two alike").found = lookups.ByName
			return
		}
	}
}

func (f *force) custodyOf(i *incident) {
	if !f.Chance(0.12) {
		return
	}
	one := &incident{ref: i.ref, people: i.people[:1]}
	c := f.one(f.custody)
	f.assign(one, c, 0, "custody", i.at+60, i.at+60*20)
	for range 1 + f.poisson(0.8) {
		f.look(c, i.people[0], i.at+60+int32(f.Below(600)), "custody")
	}
	if f.Chance(0.6) {
		o := i.crew[0]
		f.assign(one, o, 0, "interview", i.at+120, i.at+60*12)
		for range f.some(o, 1) {
			f.look(o, i.people[0], i.at+120+int32(f.Below(500)), "interview")
		}
	}
}

// followUp is what happens in the weeks after.
func (f *force) followUp(i *incident) {
	if !f.Chance(0.35) {
		return
	}
	squads := f.squadsOf(i.area)
	squad := squads[f.Below(len(squads))]
	s := f.squads[squad]
	o := f.one(s.staff)
	life := int(math.Min(f.logNormal(18, 1), 200))
	end := i.at + int32(life)*1440
	if f.Chance(0.985) {
		f.assign(i, o, 0, "in-charge", i.at, end)
		f.busyWith(i, o, life, 2.2, "in charge")
	} else { // taken over from a colleague, and nobody wrote it down
		f.assign(i, f.one(s.staff), 0, "in-charge", i.at, end)
		f.busyWith(i, o, life, 0.5, "taken over, not recorded")
	}
	if boss := f.officers[o].boss; boss != 0 && f.Chance(0.3) {
		f.later(i, boss, f.Below(life+1), "supervisor")
	}
	if f.Chance(0.15) {
		f.assign(i, 0, squad, "tasked", i.at, end)
		for range 3 {
			f.later(i, f.one(s.staff), f.Below(life+1), "unit tasked")
		}
	}
	if f.Chance(0.1) {
		b := f.one(f.bureau)
		a := f.later(i, b, f.Below(life+1), "bureau, on behalf")
		if a != nil {
			a.onFor = o
		}
	}
	if f.Chance(0.12) {
		b := f.one(f.bureau)
		role := []string{"file", "disclosure"}[f.Below(2)]
		at := i.at + int32(f.Below(life+1))*1440
		f.assign(i, b, 0, role, at, at+10*1440)
		for range 2 {
			f.later(i, b, int(at-i.at)/1440+f.Below(10), "file or disclosure")
		}
	}
	f.careFor(i, life)
	if f.Chance(0.012) { // wants to know how it ended
		for range 1 + f.Below(8)/7 {
			f.later(i, o, life+65+f.Below(90), "asked how it ended")
		}
	}
}

// busyWith is accesses spread over the life of a matter, most of them early.
func (f *force) busyWith(i *incident, o int32, life int, mean float64, why string) {
	for range f.some(o, mean) {
		f.later(i, o, int(float64(life)*f.Unit()*f.Unit()), why)
	}
}

// later is an access in a shift so many days after, or a little after it.
func (f *force) later(i *incident, o int32, days int, why string) *access {
	at, ok := f.shiftOn(o, int(i.at/1440)+days)
	if !ok {
		return nil
	}
	if f.Chance(0.03) {
		at += 8 * 60 // longer than the roster says
	}
	return f.look(o, f.one(i.people), at, why)
}

// careFor is safeguarding, conferences and advisers.
func (f *force) careFor(i *incident, life int) {
	if !f.Chance(0.15) && !f.people[i.people[0]].protected {
		return
	}
	one := &incident{ref: i.ref, at: i.at, people: i.people[:1]}
	for _, n := range f.squadsOf(i.area) {
		s := f.squads[n]
		if s.kind != "safeguarding" {
			continue
		}
		o := f.one(s.staff)
		long := life + 30
		f.assign(one, o, 0, "safeguarding", i.at, i.at+int32(long)*1440)
		f.busyWith(one, o, long, 2, "safeguarding")
		if f.Chance(0.3) {
			c := f.one(s.staff)
			at := i.at + int32(7+f.Below(20))*1440
			f.assign(one, c, 0, "conference", at, at+1440)
			f.later(one, c, int(at-i.at)/1440-f.Below(3), "conference")
		}
		if f.Chance(0.2) {
			a := f.one(s.staff)
			f.assign(one, a, 0, "adviser", i.at, i.at+int32(long)*1440)
			f.busyWith(one, a, long, 1, "adviser")
		}
	}
}

func (f *force) squadsOf(area int) (all []int) {
	for n, s := range f.squads {
		if n > 0 && s.area == area && s.kind != "response" {
			all = append(all, n)
		}
	}
	return all
}
