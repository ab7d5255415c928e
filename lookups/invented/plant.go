package invented

import (
	"fmt"
)

// scenario is a way in which people misused records. What it does follows from what
// such people did, and not from what a rule looks for: how often, when and what they
// opened is drawn, and some do it once.
type scenario struct {
	name string
	who  func(f *force) int32 // an officer, or 0 for any
	do   func(f *force, m *misuse)
}

// misuse is one instance.
type misuse struct {
	f        *force
	o        int32
	at       int32 // when it begins
	begun    int32 // when the first access was, or 0
	scenario string
	instance int
}

// plant plants each scenario as often as the size says.
func (f *force) plant() {
	last := int32(f.Days) * 1440
	for _, s := range scenarios {
		for range f.Planted {
			f.instance++
			m := &misuse{f: f, scenario: s.name, instance: f.instance, at: int32(f.Below(int(last * 7 / 10)))}
			m.o = f.anyOfficer()
			if s.who != nil {
				m.o = s.who(f)
			}
			if m.o != 0 {
				s.do(f, m)
			}
		}
	}
}

// look is one access: on duty mostly, and at any hour else. One in twenty has it done
// by the control room.
func (m *misuse) look(p, at int32) *access {
	f := m.f
	at = m.within(at)
	if f.Chance(0.7) {
		if on, ok := f.shiftOn(m.o, int(at/1440)); ok {
			at = on
		}
	}
	a := f.look(m.o, p, min(max(at, 1), f.last()), m.scenario)
	a.flags |= planted
	a.instance = int32(m.instance)
	if f.Chance(0.05) {
		a.onFor, a.officer = m.o, f.one(f.controls)
	}
	return a
}

// within moves what would be later than the last day to some moment since it began: else
// it would all be at the last minute of the year.
func (m *misuse) within(at int32) int32 {
	if m.begun == 0 {
		m.begun = max(at, 1)
	}
	if last := m.f.last(); at > last {
		at = m.begun + int32(m.f.Below(int(max(last-m.begun, 1))))
	}
	return at
}

// last is the last minute.
func (f *force) last() int32 { return int32(f.Days)*1440 - 1 }

// again looks at somebody so many times, with some days between.
func (m *misuse) again(p int32, times int, between float64) {
	at := m.at
	for range times {
		m.look(p, at)
		at += int32(m.f.logNormal(between*1440, 1))
	}
}

// often is how many times somebody does it: from once to nine times.
func (m *misuse) often() int { return 1 + m.f.Below(9) }

func (f *force) anyOfficer() int32 { return int32(1 + f.Below(f.Officers)) }

func (f *force) anybody() int32 { return int32(1 + f.Below(f.People)) }

// woman is mostly one: whom such officers sought were women, nine times of ten.
func (f *force) woman(area int) int32 {
	for range 40 {
		p := f.one(f.areaOf[area])
		if f.people[p].sex == 'F' || f.Chance(0.1) {
			return p
		}
	}
	return f.one(f.areaOf[area])
}

func (f *force) areaFor(o int32) int {
	if a := f.officers[o].area; a >= 0 {
		return a
	}
	return f.Below(f.areas)
}

// neighbours are people near an officer’s home.
func (f *force) near(o int32) int32 {
	home := f.people[f.officers[o].person].home
	step := int32(1 + f.Below(3))
	if f.Chance(0.5) {
		step = -step
	}
	h := home + step // homes of a street follow one another
	if h < 1 || int(h) >= len(f.homes) {
		h = home - step
	}
	return f.one(f.homes[h])
}

// response is an officer of a response team or a squad with colleagues.
func (f *force) withColleagues() int32 {
	for range 100 {
		if o := f.anyOfficer(); len(f.squads[f.officers[o].squad].staff) > 3 {
			return o
		}
	}
	return 1
}

func (f *force) colleagueOf(o int32) int32 {
	staff := f.squads[f.officers[o].squad].staff
	for range 50 {
		if c := f.one(staff); c != o {
			return c
		}
	}
	return staff[0]
}

// pastMatter is somebody with whom an officer dealt at one incident long ago, and never
// else.
func (f *force) pastMatter() (o, p, at int32) {
	for range 5000 {
		a := &f.accesses[f.Below(len(f.accesses))]
		at := int32(a.at / 60e6)
		if f.scenarios[a.scenario] == "attended" && int(at) < f.Days*1440*6/10 && !f.dealt(a.officer, a.person, at) {
			return a.officer, a.person, at
		}
	}
	return 0, 0, 0
}

// contact is a call, a message or a visit that becomes known.
func (m *misuse) contact(p, at int32, duty string) {
	m.f.row("contacts", officerID(m.o), personID(p), m.f.when(at), duty)
}

func (m *misuse) posting(from int32, status string) {
	x := &m.f.officers[m.o]
	x.suspended = max(from, 1)
	m.f.row("postings", officerID(m.o), x.unitName, "", m.f.when(from), "", status)
}

func (m *misuse) complained(p, o, at int32) {
	m.f.row("complaints", fmt.Sprintf("M%d", m.instance), personID(p), officerID(o), m.f.when(at), "")
}
