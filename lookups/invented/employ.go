package invented

import (
	"fmt"
	"strconv"
)

// employ gives officers units, supervisors and homes, and writes whom they declared.
func (f *force) employ() {
	f.officers = make([]officer, 1, f.Officers+1)
	f.teams = make([][4][]int32, f.areas)
	f.squads = []squad{{unit: "none"}}
	each := f.Officers * 55 / 100 / (4 * f.areas)
	for a := range f.areas {
		for t := range 4 {
			f.teams[a][t] = f.form(fmt.Sprintf("response-%d-%d", a, t), "response", a, t, each)
		}
		f.form(fmt.Sprintf("neighbourhood-%d", a), "neighbourhood", a, -1, each*9/10)
		f.form(fmt.Sprintf("crime-%d", a), "crime", a, -1, each)
		f.form(fmt.Sprintf("safeguarding-%d", a), "safeguarding", a, -1, each*6/10)
	}
	left := f.Officers - len(f.officers) + 1
	f.controls = f.form("control-room", "control-room", -1, -1, left*4/10)
	f.bureau = f.form("bureau", "bureau", -1, -1, left/10)
	f.standards = f.form("standards", "standards", -1, -1, left/10)
	f.vetting = f.form("vetting", "vetting", -1, -1, left/10)
	f.custody = f.form("custody", "custody", -1, -1, f.Officers-len(f.officers)+1)
	for o := 1; o < len(f.officers); o++ {
		f.home(int32(o))
	}
	for i := range 2 {
		o := int32(len(f.officers))
		f.officers = append(f.officers, officer{team: -1})
		f.programs = append(f.programs, o)
		f.row("officers", "program-"+strconv.Itoa(i), "system", "", "", "", "")
	}
	f.declare()
}

// form makes a unit of so many, with a supervisor for about eight.
func (f *force) form(name, kind string, area, team, many int) (staff []int32) {
	where := ""
	if area >= 0 {
		where = areaID(area)
	}
	f.row("units", name, kind, where)
	n := len(f.squads)
	boss := int32(0)
	for i := range max(many, 2) {
		o := int32(len(f.officers))
		if i%9 == 0 {
			boss = o
		}
		x := officer{unit: int32(n), area: area, team: team, squad: n, unitName: name, busy: f.logNormal(1, busySigma), off: f.Next()}
		if boss != o {
			x.boss = boss
		}
		f.officers = append(f.officers, x)
		staff = append(staff, o)
	}
	f.squads = append(f.squads, squad{name, area, kind, staff})
	return staff
}

// home makes an officer one of the people, mostly of the area where they work or the
// next.
func (f *force) home(o int32) {
	x := &f.officers[o]
	for x.person == 0 {
		p := int32(1 + f.Below(len(f.people)-1))
		if x.area >= 0 && f.Chance(0.4) {
			p = f.one(f.areaOf[x.area])
		}
		if f.people[p].officer == 0 {
			x.person = p
			f.people[p].officer = o
		}
	}
	p := f.people[x.person]
	for _, q := range f.homes[p.home] {
		if q != x.person && f.people[q].officer == 0 && f.Chance(0.8) {
			x.partner = q
			break
		}
	}
	f.row("officers", officerID(o), "officer", personID(x.person), "n"+strconv.Itoa(int(p.surname)), homeID(p.home), "t"+strconv.Itoa(int(p.phone)))
}

// declare writes whom officers declared: nine of ten partners, some former ones, and
// some relatives.
func (f *force) declare() {
	for o := 1; o <= f.Officers; o++ {
		x := &f.officers[o]
		if x.partner != 0 && f.Chance(0.9) {
			f.row("relationships", officerID(int32(o)), personID(x.partner), "partner", "", "")
		}
		if f.Chance(0.15) {
			f.row("relationships", officerID(int32(o)), personID(int32(1+f.Below(f.People))), "relative", "", "")
		}
	}
}

// onShift gives the beginning of an officer's shift on a day, and whether they work it.
// Response teams go round by four; others work by day, on five days of seven.
func (f *force) onShift(o int32, day int) (from int32, works bool) {
	x := &f.officers[o]
	start := int32(day) * 1440
	miss := drawOf(x.off + uint64(day)*0x9e3779b97f4a7c15)
	if miss.Chance(0.12) {
		return 0, false
	}
	if x.team >= 0 {
		turn := (day + x.team) % 4
		return start + []int32{7 * 60, 15 * 60, 23 * 60, 0}[turn], turn != 3
	}
	switch f.squads[x.squad].kind {
	case "control-room", "custody":
		turn := (day + int(o)) % 4
		return start + []int32{7 * 60, 15 * 60, 23 * 60, 0}[turn], turn != 3
	}
	return start + 8*60, (day+int(o)%2)%7 < 5
}

// shiftOn is a moment in a shift of the officer's, on a day or the next on which they
// work; by the hours of the real log.
func (f *force) shiftOn(o int32, day int) (int32, bool) {
	for d := day; d < min(day+8, f.Days); d++ {
		if from, works := f.onShift(o, d); works {
			return from + int32(f.Below(8*60)), true
		}
	}
	return 0, false
}
