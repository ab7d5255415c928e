package authz_test

import (
	"slices"
	"time"

	"candour"
)

// oracle says who stands on which wall, and who may do what, in another way than
// authz: it keeps what was said as it was said and walks through the days one by
// one. It has no SQL, no intervals, and nothing of authz.
//
// Its days are numbers. The first stands for all days before, the last for all
// after; what is said about known days stays far enough from both.
type oracle struct {
	days    int
	months  int
	base    candour.Date
	date    []candour.Date
	people  []candour.PersonID
	stays   map[candour.PersonID]map[string][]stay // by employment
	lines   []line
	offices map[candour.PersonID]map[string][]bool // by role, for each day
	roles   map[candour.PersonID]map[string]bool
	standIn map[candour.PersonID]map[candour.PersonID]bool // by authority
	matters map[candour.Subject]*matter
}

type stay struct {
	unit        string
	first, last int
}

type line struct {
	who, boss   candour.PersonID
	first, last int
}

type complaint struct {
	who         candour.PersonID
	first, last int // 0 and the last day there is: nobody knows when
}

type matter struct {
	complaints []complaint
	said       map[candour.PersonID]map[string]bool
	units      []stay // named in the report: first is the day
	triaged    bool
	declared   map[candour.PersonID]bool
	cleared    map[candour.PersonID]bool
}

func newOracle(base candour.Date, days, months int, people []candour.PersonID, of ...candour.Subject) *oracle {
	o := &oracle{
		days: days, months: months, base: base, people: people,
		stays: map[candour.PersonID]map[string][]stay{}, offices: map[candour.PersonID]map[string][]bool{}, roles: map[candour.PersonID]map[string]bool{},
		standIn: map[candour.PersonID]map[candour.PersonID]bool{}, matters: map[candour.Subject]*matter{},
	}
	for d := range days {
		o.date = append(o.date, base.AddDays(d))
	}
	for _, p := range people {
		o.stays[p], o.roles[p], o.standIn[p] = map[string][]stay{}, map[string]bool{}, map[candour.PersonID]bool{}
		o.offices[p] = map[string][]bool{"chief": make([]bool, days), "appropriate-authority": make([]bool, days)}
	}
	for _, s := range of {
		o.matters[s] = &matter{said: map[candour.PersonID]map[string]bool{}, declared: map[candour.PersonID]bool{}, cleared: map[candour.PersonID]bool{}}
	}
	return o
}

// What can happen.

func (o *oracle) managed(x line) {
	i := slices.IndexFunc(o.lines, func(l line) bool { return l.who == x.who && l.boss == x.boss && l.first == x.first })
	if i < 0 {
		o.lines = append(o.lines, x)
	} else {
		o.lines[i].last = x.last
	}
}

func (o *oracle) unmanaged(p candour.PersonID, last int) {
	for i := range o.lines {
		if o.lines[i].who == p && o.lines[i].last > last {
			o.lines[i].last = last
		}
	}
}

func (o *oracle) grant(p candour.PersonID, role string, from int, holds bool) {
	o.roles[p][role] = holds
	if byDay := o.offices[p][role]; byDay != nil {
		for d := from; d < o.days; d++ {
			byDay[d] = holds
		}
	}
}

func (o *oracle) accuse(of candour.Subject, list ...complaint) {
	m := o.matters[of]
	for _, c := range list {
		if !slices.ContainsFunc(m.complaints, func(x complaint) bool { return x.who == c.who }) {
			clear(m.cleared)
		}
		m.complaints = append(m.complaints, c)
	}
}

func (o *oracle) say(of candour.Subject, p candour.PersonID, because string) {
	m := o.matters[of]
	if m.said[p] == nil {
		m.said[p] = map[string]bool{}
	}
	m.said[p][because] = true
}

func (o *oracle) known(of candour.Subject) {
	m := o.matters[of]
	m.units = nil
	for _, said := range m.said {
		delete(said, "candidate")
	}
}

func (o *oracle) inherit(from, to candour.Subject) {
	a, b := o.matters[from], o.matters[to]
	b.complaints = append(b.complaints, a.complaints...)
	b.units = append(b.units, a.units...)
	for p, said := range a.said {
		for because := range said {
			o.say(to, p, because)
		}
	}
}

func (o *oracle) askAgain(of candour.Subject, but candour.PersonID) {
	for p := range o.matters[of].declared {
		if p != but {
			delete(o.matters[of].declared, p)
		}
	}
}

// What follows, day by day.

func (o *oracle) unitsOn(p candour.PersonID, d int) (out []string) {
	for _, list := range o.stays[p] {
		for _, s := range list {
			if s.first <= d && d <= s.last {
				out = append(out, s.unit)
			}
		}
	}
	return out
}

func (o *oracle) holdsOn(p candour.PersonID, d int) bool {
	return o.offices[p]["chief"][d] || o.offices[p]["appropriate-authority"][d]
}

// over are those who are over somebody on a day, below whoever holds an office.
func (o *oracle) over(p candour.PersonID, d int, found map[candour.PersonID]bool) {
	met := []candour.PersonID{p}
	for i := 0; i < len(met); i++ {
		for _, l := range o.lines {
			if l.who == met[i] && l.first <= d && d <= l.last && !slices.Contains(met, l.boss) && !o.holdsOn(l.boss, d) {
				met = append(met, l.boss)
				found[l.boss] = true
			}
		}
	}
}

// near reports whether a day is within the months around another.
func (o *oracle) near(d, of int) bool {
	a, b := o.date[d], o.date[of]
	apart := (a.Year*12 + int(a.Month)) - (b.Year*12 + int(b.Month))
	length := func(d candour.Date) int { return time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC).Day() }
	switch {
	case d == of:
		return true
	case d < of:
		return -apart < o.months || -apart == o.months && a.Day >= min(b.Day, length(a))
	}
	yesterday := a.AddDays(-1)
	return apart < o.months || apart == o.months && a.Day <= b.Day || // the month may not have that day: then the first of the next
		apart == o.months+1 && a.Day == 1 && yesterday.Day < b.Day
}

// around reports whether a day is one of those around an incident.
func (o *oracle) around(d int, c complaint) bool {
	return c.first <= d && d <= c.last || d < c.first && o.near(d, c.first) || d > c.last && o.near(d, c.last)
}

// walls are those on the wall of a matter: accused or over one; and for any
// other reason.
func (o *oracle) walls(of candour.Subject) (inLine, conflict map[candour.PersonID]bool) {
	inLine, conflict = map[candour.PersonID]bool{}, map[candour.PersonID]bool{}
	m := o.matters[of]
	for p, said := range m.said {
		conflict[p] = len(said) > 0
	}
	for _, u := range m.units {
		for d := range o.days {
			if o.around(d, complaint{"", u.first, u.first}) {
				o.inUnits([]string{u.unit}, d, conflict)
			}
		}
	}
	for _, c := range m.complaints {
		inLine[c.who] = true
		for d := c.first; d < o.days; d++ {
			o.over(c.who, d, inLine)
		}
		var units []string
		lost := false
		for d := c.first; d <= c.last; d++ {
			at := o.unitsOn(c.who, d)
			lost = lost || len(at) == 0
			units = append(units, at...)
		}
		for d := range o.days {
			if lost && o.around(d, c) {
				units = append(units, o.unitsOn(c.who, d)...)
			}
		}
		slices.Sort(units)
		units = slices.Compact(units)
		for d := range o.days {
			if o.around(d, c) {
				o.inUnits(units, d, conflict)
			}
		}
	}
	return inLine, conflict
}

func (o *oracle) inUnits(units []string, d int, into map[candour.PersonID]bool) {
	for _, p := range o.people {
		for _, at := range o.unitsOn(p, d) {
			if slices.Contains(units, at) {
				into[p] = true
			}
		}
	}
}

func (o *oracle) aboutChief(of candour.Subject) bool {
	for _, c := range o.matters[of].complaints {
		for d := c.first; d < o.days; d++ {
			if o.offices[c.who]["chief"][d] {
				return true
			}
		}
	}
	return false
}

// together reports whether two people were in one unit on one day up to a day.
func (o *oracle) together(a, b candour.PersonID, until int) bool {
	for d := range until + 1 {
		for _, u := range o.unitsOn(a, d) {
			if slices.Contains(o.unitsOn(b, d), u) {
				return true
			}
		}
	}
	return false
}

// judged is all that the oracle says about one matter.
type judged struct {
	inLine, conflict map[candour.PersonID]bool
	chief            bool
}

func (o *oracle) judge(of candour.Subject) judged {
	l, c := o.walls(of)
	return judged{l, c, o.aboutChief(of)}
}

// may says whether somebody may do to a matter what is for some roles.
func (o *oracle) may(j judged, p candour.PersonID, of candour.Subject, first bool, roles ...string) bool {
	m, has := o.matters[of], o.roles[p]
	walled := func(x candour.PersonID) bool { return j.inLine[x] || j.conflict[x] }
	left := false
	for _, x := range o.people {
		left = left || o.roles[x]["triage"] && !o.roles[x]["administrator"] && !walled(x)
	}
	nobody := !m.triaged && !left && has["oversight-inspector"]
	switch {
	case has["administrator"], walled(p):
		return false
	case !first && !m.declared[p]:
		return false
	case !m.triaged && !nobody && !has["triage"] && !(has["local-policing-body"] && j.chief):
		return false
	case j.chief && !has["local-policing-body"] && !has["oversight-inspector"]:
		return false
	}
	for _, role := range roles {
		if has[role] || has["local-policing-body"] && j.chief && slices.Contains([]string{"triage", "case-worker", "assessor", "appropriate-authority"}, role) {
			return true
		}
	}
	if slices.Contains(roles, "triage") && nobody {
		return true
	}
	if slices.Contains(roles, "appropriate-authority") {
		for _, a := range o.people {
			if o.roles[a]["appropriate-authority"] && walled(a) && o.standIn[a][p] {
				return true
			}
		}
	}
	return false
}
