package invented

import (
	"fmt"

	"candour/lookups"
)

// street is people whom officers met and about whom nothing was written down.
func (f *force) street(day int) {
	for a := range f.areas {
		for _, team := range f.teams[a] {
			for _, o := range team {
				if !f.Chance(0.02 * min(f.officers[o].busy, 4)) {
					continue
				}
				at, ok := f.shiftOn(o, day)
				if !ok || at/1440 > int32(day)+1 {
					continue
				}
				area := a
				if f.Chance(0.1) {
					area = f.Below(f.areas)
				}
				p := f.local(area)
				f.look(o, p, at, "met in the street")
				if f.Chance(0.15) {
					f.look(o, p, at+int32(f.Below(15)), "met in the street")
				}
			}
		}
	}
}

// tests are accesses by which somebody tried or showed how the system works: 62 of
// 4,294 reasons of the real log say so.
func (f *force) tests(day int) {
	for range f.poissonBig(float64(f.Officers) * 0.0015) {
		o := int32(1 + f.Below(f.Officers))
		at, ok := f.shiftOn(o, day)
		if !ok {
			continue
		}
		p := f.one(f.areaOf[max(f.officers[o].area, 0)])
		switch {
		case f.Chance(0.08):
			p = f.officers[o].person
		case f.Chance(0.1):
			p = f.officers[f.one(f.squads[f.officers[o].squad].staff)].person
		}
		f.look(o, p, at, "test or training").purpose = 8
	}
}

// hotLists are programs that read.
func (f *force) hotLists(day int) {
	for range f.poissonBig(float64(f.Officers) * 0.1) {
		a := f.look(f.one(f.programs), f.local(f.Below(f.areas)), int32(day*1440+f.Below(1440)), "a program")
		if f.Chance(0.5) {
			a.flags |= machine
		}
		a.found = lookups.ByList
	}
}

// otherTasks are vetting, professional standards, audit, forced access and the
// contacts of duty.
func (f *force) otherTasks(day int) {
	f.task(day, 0.004, f.vetting, "vetting", "vetting")
	f.task(day, 0.001, f.standards, "standards", "professional standards")
	f.task(day, 0.0005, f.standards, "audit", "audit")
	for range f.poissonBig(float64(f.Officers) * 0.0006) {
		f.complaint(day)
	}
}

func (f *force) task(day int, rate float64, staff []int32, role, why string) {
	for range f.poissonBig(float64(f.Officers) * rate) {
		o := f.one(staff)
		i := &incident{ref: fmt.Sprintf("T%d-%s-%d", day, role, f.Below(1e6)), at: int32(day*1440 + 480), people: []int32{int32(1 + f.Below(f.People))}}
		f.assign(i, o, 0, role, i.at, i.at+14*1440)
		for range 1 + f.poisson(1) {
			f.later(i, o, f.Below(14), why)
		}
	}
}

// complaint is made by somebody about an officer who attended, and is handled by
// professional standards.
func (f *force) complaint(day int) {
	if len(f.accesses) == 0 {
		return
	}
	a := f.accesses[f.Below(len(f.accesses))]
	if f.scenarios[a.scenario] != "attended" || a.at > int64(day)*1440*60e6 {
		return
	}
	at := int32(day*1440 + 600)
	ref := fmt.Sprintf("C%d-%d", day, a.person)
	f.row("complaints", ref, personID(a.person), officerID(a.officer), f.when(at), "")
	i := &incident{ref: ref, at: at, people: []int32{a.person, f.officers[a.officer].person}}
	o := f.one(f.standards)
	f.assign(i, o, 0, "standards", at, at+60*1440)
	f.busyWith(i, o, 60, 3, "professional standards")
}
