package invented

import (
	"slices"

	"candour/lookups"
)

// scenarios are all of them, at least one for each rule.
var scenarios = []scenario{
	{"self", func(f *force) int32 {
		return f.officerWith(func() (int32, int32) {
			o := f.anyOfficer()
			return o, f.officers[o].person
		})
	}, func(f *force, m *misuse) { m.again(f.officers[m.o].person, m.often(), 20) }},
	{"household", func(f *force) int32 {
		return f.officerWith(func() (int32, int32) {
			o := f.anyOfficer()
			return o, f.officers[o].partner
		})
	}, func(f *force, m *misuse) {
		p := f.officers[m.o].partner
		if home := f.homes[f.people[p].home]; f.Chance(0.4) {
			if q := f.one(home); q != f.officers[m.o].person && !f.dealt(m.o, q, never) {
				p = q
			}
		}
		m.again(p, m.often(), 12)
	}},
	{"same surname", nil, func(f *force, m *misuse) { // a cousin
		own := f.people[f.officers[m.o].person]
		for range 20000 {
			if p := f.anybody(); f.people[p].surname == own.surname && p != f.officers[m.o].person && !f.dealt(m.o, p, never) {
				m.again(p, m.often(), 15)
				return
			}
		}
	}},
	{"neighbour", nil, func(f *force, m *misuse) {
		m.again(m.stranger(func() int32 { return f.near(m.o) }), m.often(), 15)
	}},
	{"colleague", (*force).withColleagues, func(f *force, m *misuse) {
		m.again(m.stranger(func() int32 { return f.officers[f.colleagueOf(m.o)].person }), m.often(), 15)
	}},
	{"colleague’s partner", (*force).withColleagues, func(f *force, m *misuse) {
		for range 50 {
			if p := f.officers[f.colleagueOf(m.o)].partner; p != 0 && !f.dealt(m.o, p, never) {
				m.again(p, m.often(), 15)
				return
			}
		}
	}},
	{"partner", nil, func(f *force, m *misuse) { // a former one, declared
		p := m.woman()
		f.row("relationships", officerID(m.o), personID(p), "ex-partner", "", f.when(m.at))
		m.again(p, m.often(), 8)
	}},
	{"complained of", nil, func(f *force, m *misuse) {
		o, p, at := f.pastMatter()
		if o == 0 {
			return
		}
		m.o, m.at = o, at+int32(5+f.Below(20))*1440
		m.complained(p, o, m.at)
		m.again(p, m.often(), 6)
	}},
	{"a stranger", nil, func(f *force, m *misuse) { m.again(m.woman(), m.often(), 5) }},
	{"after it ended", nil, func(f *force, m *misuse) {
		o, p, at := f.pastMatter()
		if o == 0 {
			return
		}
		m.o, m.at = o, at+int32(40+f.Below(40))*1440
		m.again(p, m.often(), 10)
	}},
	{"off duty", nil, func(f *force, m *misuse) {
		p, at := m.woman(), m.at
		for range m.often() {
			at = m.within(at)
			for h := range int32(72) { // an hour without a shift
				if _, works := f.onShift(m.o, int(at/1440)); !works {
					break
				}
				at += 60 + h
			}
			a := m.look(p, at)
			a.at = int64(min(at, f.last())) * 60e6
			at += int32(f.logNormal(6*1440, 1))
		}
	}},
	{"stalking", nil, func(f *force, m *misuse) { m.again(m.woman(), 3+f.Below(10), 14) }},
	{"mostly one sex", nil, func(f *force, m *misuse) {
		for range 8 + f.Below(25) {
			m.at += int32(f.logNormal(4*1440, 1))
			m.look(m.woman(), m.at)
		}
	}},
	{"browsed", nil, func(f *force, m *misuse) {
		for range 1 + f.Below(3) {
			at := m.at
			for range 1 + f.Below(6) {
				m.look(m.woman(), at).found = lookups.ByAttribute
			}
			m.at += int32(f.logNormal(5*1440, 1))
		}
	}},
	{"address only", nil, func(f *force, m *misuse) {
		p := m.woman()
		at := m.at
		for range m.often() {
			m.look(p, at).fields = lookups.Address
			at += int32(f.logNormal(9*1440, 1))
		}
	}},
	{"vulnerable people", nil, func(f *force, m *misuse) {
		for range 1 + f.Below(9) {
			a := m.look(m.woman(), m.at)
			a.found, a.fields = lookups.ByVulnerability, a.fields|lookups.Vulnerability
			m.at += int32(f.logNormal(1440, 1))
		}
	}},
	{"out of area", nil, func(f *force, m *misuse) {
		m.again(m.stranger(func() int32 { return f.woman((f.areaFor(m.o) + 1 + f.Below(f.areas-1)) % f.areas) }), m.often(), 8)
	}},
	{"suspended or gone", nil, func(f *force, m *misuse) {
		m.posting(m.at, []string{"suspended", "left", "restricted"}[f.Below(3)])
		for range m.often() {
			m.at = m.within(m.at + int32(f.logNormal(3*1440, 1)))
			a := f.look(m.o, f.local(f.areaFor(m.o)), min(m.at, f.last()), m.scenario)
			a.flags, a.instance = a.flags|planted, int32(m.instance)
		}
	}},
	{"followed by contact", nil, func(f *force, m *misuse) {
		p := m.woman()
		m.again(p, m.often(), 6)
		m.contact(p, m.at+int32(1+f.Below(9))*1440, "no")
	}},
	{"contact that grew", nil, func(f *force, m *misuse) {
		o, p, at := f.pastMatter()
		if o == 0 {
			return
		}
		m.o = o
		m.contact(p, at, "yes")
		m.at = at + 30*1440
		m.again(p, m.often(), 10)
		c := m.at
		for range 2 + f.Below(6) {
			m.contact(p, c, "no")
			c += int32(f.logNormal(4*1440, 1))
		}
	}},
	{"by force", nil, func(f *force, m *misuse) {
		p := m.woman()
		for range 1 + f.Below(5) {
			m.look(p, m.at).flags |= breach
			m.at += int32(f.logNormal(10*1440, 1))
		}
	}},
	{"many at once", nil, func(f *force, m *misuse) { // everybody wants to see it
		p := f.anybody()
		for range 6 + f.Below(25) {
			m.o = f.officerWith(func() (int32, int32) { return f.anyOfficer(), p })
			m.look(p, m.at+int32(f.logNormal(300, 1)))
		}
	}},
	{"a whole household", nil, func(f *force, m *misuse) {
		for range 200 {
			home := f.homes[1+f.Below(len(f.homes)-1)]
			if len(home) < 3 || slices.ContainsFunc(home, func(p int32) bool { return f.dealt(m.o, p, never) }) {
				continue
			}
			for _, p := range home {
				m.again(p, 1+f.Below(2), 4)
				m.at += int32(f.Below(3 * 1440))
			}
			return
		}
	}},
	{"after an allegation", nil, func(f *force, m *misuse) { // friends of whoever was complained of
		accused := f.withColleagues()
		p := f.woman(f.areaFor(accused))
		m.complained(p, accused, m.at)
		for range 2 + f.Below(6) {
			m.o = f.officerWith(func() (int32, int32) { return f.colleagueOf(accused), p })
			if m.o == 0 {
				return
			}
			m.look(p, m.at+int32(f.Below(20*1440)))
		}
	}},
	{"many small signs", nil, func(f *force, m *misuse) {
		for range 3 + f.Below(8) {
			m.at += int32(f.logNormal(3*1440, 1))
			switch p := m.woman(); f.Below(4) {
			case 0:
				m.look(p, m.at).found = lookups.ByAttribute
			case 1:
				m.look(p, m.at).fields = lookups.Address
			case 2:
				m.look(m.stranger(func() int32 { return f.near(m.o) }), m.at)
			default:
				a := m.look(p, m.at)
				a.fields |= lookups.Vulnerability
			}
		}
	}},
}
