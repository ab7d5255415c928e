package lookups

import (
	"cmp"
	"slices"
)

// byPair is the order in which accesses are judged together. It is the same whatever
// order they came in.
func byPair(a, b access) int {
	switch {
	case a.person != b.person:
		return cmp.Compare(a.person, b.person)
	case a.officer != b.officer:
		return cmp.Compare(a.officer, b.officer)
	case a.at != b.at:
		return cmp.Compare(a.at, b.at)
	case a.key != b.key:
		return cmp.Compare(a.key, b.key)
	}
	return cmp.Or(cmp.Compare(a.flags, b.flags), cmp.Compare(a.fields, b.fields), cmp.Compare(a.found, b.found), cmp.Compare(a.onFor, b.onFor))
}

// same says that two are one access that was sent twice.
func same(a, b access) bool {
	return a.key == b.key && a.person == b.person && a.officer == b.officer && a.at == b.at
}

// kept says that rules about more than one access look at it.
func (a *access) kept() bool { return a.person != 0 && (a.why == 0 || a.rules != 0) }

// record gathers what rules look at among the sorted accesses to one person, and lets
// them speak. What looks like a program is apart.
func (w *World) record(all []access) (r record, apart []pair) {
	r.person = all[0].person
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].officer == all[from].officer {
			to++
		}
		p := pair{officer: all[from].officer, person: r.person}
		for i := from; i < to; i++ {
			if all[i].kept() {
				p.accesses = append(p.accesses, all[i])
			}
		}
		switch {
		case len(p.accesses) == 0:
		case likeProgram(p.accesses):
			apart = append(apart, p)
		default:
			r.pairs = append(r.pairs, p)
		}
		from = to
	}
	for i := range r.pairs {
		r.pairs[i].handed = w.handedOver(all, &r.pairs[i])
		w.rulePair(&r.pairs[i])
	}
	for _, rule := range RecordRules {
		which := rule.Record(w, &r)
		slices.Sort(which)
		for _, i := range slices.Compact(which) {
			p := &r.pairs[i]
			p.rules = append(p.rules, ruled{rule, 1})
			p.points += rule.weight(1)
			p.others = append(p.others, int32(len(which)-1))
		}
	}
	return r, apart
}

// likeProgram says that nobody reads like this: a hundred times and more, and ten
// times a day on average. One plate was hit 964 times in 19 days.
func likeProgram(all []access) bool {
	days := minuteOf(all[len(all)-1].at).days() - minuteOf(all[0].at).days() + 1
	return len(all) >= 100 && len(all) >= 10*int(days)
}

// rulePair adds up what rules about one access and about a pair say.
func (w *World) rulePair(p *pair) {
	any := uint32(0)
	for i := range p.accesses {
		any |= p.accesses[i].rules
	}
	for i, rule := range AccessRules {
		if any&(1<<i) == 0 {
			continue
		}
		n := sittings(p.accesses, func(a *access) bool { return a.rules&(1<<i) != 0 })
		p.rules = append(p.rules, ruled{rule, n})
		p.points += rule.weight(n)
	}
	for _, rule := range PairRules {
		if rule.Pair(w, p) {
			p.rules = append(p.rules, ruled{rule, 1})
			p.points += rule.weight(1)
		}
	}
}

// small is what the pair adds to an officer's small signs.
func (p *pair) small() int {
	n := 0
	for _, r := range p.rules {
		if r.rule.Adds {
			n += r.rule.weight(r.sittings)
		}
	}
	return n
}

// signs are the rules of small signs that speak of the pair.
func (p *pair) signs() (all uint32) {
	for i := range p.accesses {
		all |= p.accesses[i].rules
	}
	for i, r := range AccessRules {
		if !r.Adds {
			all &^= 1 << i
		}
	}
	return all
}
