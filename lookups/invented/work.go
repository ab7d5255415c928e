package invented

import "candour/lookups"

// incident is something that happened to people.
type incident struct {
	ref    string
	at     int32
	area   int
	people []int32
	crew   []int32
}

// work lets days pass: incidents, what follows from them, and everything else for
// which somebody opens a record.
func (f *force) work() {
	perDay := float64(f.Officers) * 0.18
	n := 0
	for day := range f.Days {
		for range f.poissonBig(perDay) {
			n++
			f.incident(n, day)
		}
		f.street(day)
		f.tests(day)
		f.hotLists(day)
		f.otherTasks(day)
	}
}

func (f *force) poissonBig(mean float64) int {
	n := 0
	for ; mean > 20; mean -= 20 {
		n += f.poisson(20)
	}
	return n + f.poisson(mean)
}

// assign writes a row for each person of an incident: a task of an officer's, or of a
// squad's.
func (f *force) assign(i *incident, o int32, squad int, role string, from, to int32) {
	who, holder := "", int32(-squad)
	if o != 0 {
		who, holder = officerID(o), o
	}
	unit := ""
	if squad != 0 {
		unit = f.squads[squad].unit
	}
	for _, p := range i.people {
		f.row("assignments", i.ref, personID(p), who, unit, role, f.when(from), f.when(to))
		f.dealings = append(f.dealings, dealing{p, holder, from, to})
	}
}

// look is an access at a moment. Times are spread over the minute.
func (f *force) look(o, p, at int32, why string) *access {
	found := []lookups.Found{lookups.ByName, lookups.ByName, lookups.ByNumber, lookups.ByAddress, lookups.ByLink, lookups.ByName}[f.Below(6)]
	if f.Chance(0.03) {
		found = lookups.ByAttribute
	}
	bits := f.Next()
	bits &= f.Next() // a quarter of the fields
	fields := lookups.Name | lookups.Fields(bits)&(lookups.Address|lookups.Phone|lookups.Photo|lookups.History|lookups.Relations)
	switch {
	case f.Chance(0.01):
		fields = lookups.Address
	case f.Chance(0.04): // whoever plans a visit looks at this too
		fields |= lookups.Vulnerability
	}
	f.accesses = append(f.accesses, access{
		at: int64(at)*60e6 + int64(f.Below(60e6)), officer: o, person: p, scenario: f.scenario(why), fields: fields, found: found,
		purpose: uint8(f.weighted(reasonWeights)), area: f.people[p].area,
	})
	return &f.accesses[len(f.accesses)-1]
}

func (f *force) scenario(name string) uint8 {
	for i, s := range f.scenarios {
		if s == name {
			return uint8(i)
		}
	}
	f.scenarios = append(f.scenarios, name)
	return uint8(len(f.scenarios) - 1)
}

// some is how many times a busy or less busy officer looks where the usual one looks so
// often.
func (f *force) some(o int32, mean float64) int {
	return f.poisson(mean * min(f.officers[o].busy, 6))
}

// crewAt is two of the team that is on duty.
func (f *force) crewAt(area int, at int32) (crew []int32) {
	day := int(at / 1440)
	for _, t := range f.teams[area] {
		for _, k := range []int{day - 1, day} { // a night begins on the day before
			if k < 0 || len(crew) > 0 {
				continue
			}
			for range 6 {
				o := f.one(t)
				if from, works := f.onShift(o, k); works && at >= from && at < from+480 && (len(crew) == 0 || crew[0] != o) {
					crew = append(crew, o)
				}
				if len(crew) == 2 {
					return crew
				}
			}
		}
	}
	return crew
}

// rosters writes the shifts that were worked.
func (f *force) rosters() {
	for o := 1; o <= f.Officers; o++ {
		x := &f.officers[o]
		boss := ""
		if x.boss != 0 {
			boss = officerID(x.boss)
		}
		f.row("postings", officerID(int32(o)), x.unitName, boss, "", "", "active")
		for d := range f.Days {
			if from, works := f.onShift(int32(o), d); works && !x.goneAt(from) {
				f.row("rosters", officerID(int32(o)), f.when(from), f.when(from+480))
			}
		}
	}
}

// goneAt says that somebody does not work any more. What was assigned to them stays
// assigned, as it does.
func (x *officer) goneAt(at int32) bool { return x.suspended != 0 && at >= x.suspended }
