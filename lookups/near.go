package lookups

import (
	"cmp"
	"slices"
)

// Some accesses that nothing explains come near to what would explain them: by the dispatch
// log, an hour before and after included, since whatever lasts longer would be a cover for
// much. They are in the list of what nothing explains and count for every rule about one
// person. But whom an officer opened so is not among the people by whom small signs, a skew
// and busy months are told. Whoever has a tie to the officer never comes near.

// hasTie says that the person is a relative, neighbour or colleague.
func (p *pair) hasTie() bool {
	return slices.ContainsFunc(p.rules, func(r ruled) bool { return r.rule.Tie })
}

// helped says that whenever the officer opened the record somebody of their unit was at an
// incident of that person.
func (w *World) helped(p *pair) bool {
	if p.hasTie() {
		return false
	}
	for i := range p.accesses {
		if !w.unitThere(p.officer, p.person, minuteOf(p.accesses[i].at)) {
			return false
		}
	}
	return true
}

func (w *World) unitThere(o, p int32, at minute) bool {
	unit := w.postingAt(o, at).unit
	if unit == 0 {
		return false
	}
	for _, t := range w.tasks.of(p) {
		if t.there(at) && w.postingAt(t.who, at).unit == unit {
			return true
		}
	}
	return false
}

// there says that the dispatch log has somebody there.
func (t *task) there(at minute) bool {
	return t.role == RoleAttended && at >= t.from-hour && at <= t.to+hour
}

// byNameOnce says that the officer may have opened the wrong one of two alike: by the name,
// and did not come back.
func (p *pair) byNameOnce() bool {
	for i := range p.accesses {
		if f := p.accesses[i].found; f != ByName && f != FoundUnknown {
			return false
		}
	}
	return !p.hasTie() && sittings(p.accesses, func(*access) bool { return true }) == 1
}

// alike marks whoever was opened by name, once, while the officer was at an incident of
// somebody else of that surname. Tasks lie by person, so that all of them are gone through
// once for all officers.
func (w *World) alike(briefs []brief) {
	type name struct {
		officer, surname int32
		at               int // in briefs
	}
	var names []name
	maybe := make([]uint64, 1<<16) // most tasks are of nobody who is looked for
	bit := func(officer, surname int32) uint32 {
		return (uint32(officer)*2654435761 ^ uint32(surname)*2246822519) >> 10
	}
	for i := range briefs {
		if b := &briefs[i]; b.once && !b.near && w.person(b.person).surname != 0 {
			n := name{b.officer, w.person(b.person).surname, i}
			names = append(names, n)
			maybe[bit(n.officer, n.surname)>>6] |= 1 << (bit(n.officer, n.surname) & 63)
		}
	}
	order := func(a, b name) int {
		return cmp.Or(cmp.Compare(a.officer, b.officer), cmp.Compare(a.surname, b.surname))
	}
	slices.SortFunc(names, order)
	for p := range w.people {
		surname := w.people[p].surname
		for _, t := range w.tasks.of(int32(p)) {
			if h := bit(t.who, surname); t.role != RoleAttended || surname == 0 || maybe[h>>6]>>(h&63)&1 == 0 {
				continue
			}
			k, _ := slices.BinarySearchFunc(names, name{t.who, surname, 0}, order)
			for ; k < len(names) && names[k].officer == t.who && names[k].surname == surname; k++ {
				if b := &briefs[names[k].at]; t.there(b.first) {
					b.near = true
				}
			}
		}
	}
}

// handedOver says that somebody of the officer's unit was in charge of a matter of that
// person all the while, and did not open the record any more from when the officer began to.
// It is given all accesses to the person.
func (w *World) handedOver(all []access, p *pair) bool {
	if len(p.accesses) < 3 { // nobody asks
		return false
	}
	first, last := p.accesses[0].at, p.accesses[len(p.accesses)-1].at
	unit := w.postingAt(p.officer, minuteOf(first)).unit
	for _, t := range w.tasks.of(p.person) {
		if unit == 0 || t.role != RoleInCharge && t.role != RoleAssigned || t.who == p.officer ||
			minuteOf(first) < t.from || minuteOf(last) > t.to+day || w.postingAt(t.who, minuteOf(first)).unit != unit {
			continue
		}
		if !slices.ContainsFunc(all, func(a access) bool { return a.officer == t.who && a.at >= first }) {
			return true
		}
	}
	return false
}
