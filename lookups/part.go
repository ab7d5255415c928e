package lookups

import (
	"cmp"
	"slices"
)

// part is what one bucket, or one machine, knows at the end. Parts of different people
// are added up: the sum of the parts is the whole.
type part struct {
	briefs []brief
	counts Counts
	days   map[feedDay]*dayCount
	sent   map[sentKey]int32 // accesses by feed, officer and day; nil where nobody gave control totals
	apart  []pair
}

// Counts are numbers of accesses, repeated ones left out.
type Counts struct {
	Events       int            `json:"events"`
	Duplicates   int            `json:"duplicates"`
	Machine      int            `json:"machine"`
	Human        int            `json:"human"`
	NoPerson     int            `json:"without_a_person"`
	Explained    int            `json:"explained"`
	First        int            `json:"first"`           // accesses that were an officer's first to a person
	FirstNot     int            `json:"first_explained"` // those of them that something explains
	StrangerWho  int            `json:"officers_unknown_to_the_context"`
	StrangerWhom int            `json:"people_unknown_to_the_context"`
	By           map[string]int `json:"explained_by"`
	Rules        map[string]int `json:"rules"` // accesses of which a rule speaks
}

type feedDay struct {
	feed uint8
	day  int32
}

// dayCount is what a source sent for a day.
type dayCount struct{ events, purpose, ref, fields, found, machine int32 }

type sentKey struct {
	feed    uint8
	officer int32
	day     int32
}

func newPart(sent bool) *part {
	p := &part{counts: Counts{By: map[string]int{}, Rules: map[string]int{}}, days: map[feedDay]*dayCount{}}
	if sent {
		p.sent = map[sentKey]int32{}
	}
	return p
}

// bucket counts the sorted accesses of a bucket and looks at each person.
func (w *World) bucket(p *part, all []access) {
	var why [64]int
	var rules [32]int
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].person == all[from].person {
			p.count(w, all, to, from, &why, &rules)
			to++
		}
		if all[from].person != 0 {
			p.person(w, all[from:to])
		}
		from = to
	}
	for i, n := range why {
		if i > 0 && n > 0 {
			p.counts.By[Explanations[i-1].ID] += n
		}
	}
	for i, n := range rules {
		if n > 0 {
			p.counts.Rules[AccessRules[i].ID] += n
		}
	}
}

func (p *part) count(w *World, all []access, i, from int, why *[64]int, rules *[32]int) {
	a := &all[i]
	c := &p.counts
	c.Events++
	why[a.why]++
	for k := range AccessRules {
		if a.rules&(1<<k) != 0 {
			rules[k]++
		}
	}
	if !w.knownOfficer(a.officer) {
		c.StrangerWho++
	}
	d := p.days[feedDay{a.feed, minuteOf(a.at).days()}]
	if d == nil {
		d = &dayCount{}
		p.days[feedDay{a.feed, minuteOf(a.at).days()}] = d
	}
	d.add(a)
	if p.sent != nil {
		who := a.officer
		if a.flags&flagBelieved != 0 {
			who = a.onFor
		}
		p.sent[sentKey{a.feed, who, minuteOf(a.at).days()}]++
	}
	switch {
	case a.why == placeAutomated:
		c.Machine++
		return
	case a.person == 0:
		c.NoPerson++
		return
	}
	c.Human++
	if !w.knownPerson(a.person) {
		c.StrangerWhom++
	}
	first := i == from || all[i-1].officer != a.officer
	if first {
		c.First++
	}
	if a.why != 0 {
		c.Explained++
		if first {
			c.FirstNot++
		}
	}
}

func (d *dayCount) add(a *access) {
	d.events++
	if a.flags&flagPurpose != 0 {
		d.purpose++
	}
	if a.flags&flagRef != 0 {
		d.ref++
	}
	if a.flags&flagMachine != 0 {
		d.machine++
	}
	if a.fields != 0 {
		d.fields++
	}
	if a.found != FoundUnknown {
		d.found++
	}
}

func (p *part) person(w *World, all []access) {
	for i := range all {
		if all[i].kept() {
			r, apart := w.record(all)
			p.apart = append(p.apart, apart...)
			for k := range r.pairs {
				x := &r.pairs[k]
				p.briefs = append(p.briefs, brief{
					officer: x.officer, person: x.person, first: minuteOf(x.accesses[0].at),
					points: int16(min(x.points, 30000)), small: int16(min(x.small(), 30000)), signs: x.signs(), opens: x.points >= Enough,
					once: x.byNameOnce(), near: w.helped(x),
				})
			}
			return
		}
	}
}

// join adds another part.
func (p *part) join(q *part) {
	p.briefs = append(p.briefs, q.briefs...)
	p.apart = append(p.apart, q.apart...)
	a, b := &p.counts, &q.counts
	for _, x := range [][2]*int{
		{&a.Events, &b.Events},
		{&a.Duplicates, &b.Duplicates},
		{&a.Machine, &b.Machine},
		{&a.Human, &b.Human},
		{&a.NoPerson, &b.NoPerson},
		{&a.Explained, &b.Explained},
		{&a.First, &b.First},
		{&a.FirstNot, &b.FirstNot},
		{&a.StrangerWho, &b.StrangerWho},
		{&a.StrangerWhom, &b.StrangerWhom},
	} {
		*x[0] += *x[1]
	}
	for k, n := range b.By {
		a.By[k] += n
	}
	for k, n := range b.Rules {
		a.Rules[k] += n
	}
	for k, d := range q.days {
		if p.days[k] == nil {
			p.days[k] = &dayCount{}
		}
		p.days[k].join(d)
	}
	for k, n := range q.sent {
		p.sent[k] += n
	}
}

func (d *dayCount) join(o *dayCount) {
	d.events, d.purpose, d.ref = d.events+o.events, d.purpose+o.purpose, d.ref+o.ref
	d.fields, d.found, d.machine = d.fields+o.fields, d.found+o.found, d.machine+o.machine
}

// files sorts what is known by officer.
func (w *World) files(briefs []brief) []file {
	w.alike(briefs)
	slices.SortFunc(briefs, func(a, b brief) int {
		return cmp.Or(cmp.Compare(a.officer, b.officer), cmp.Compare(a.first, b.first), cmp.Compare(w.personIDs.text(a.person), w.personIDs.text(b.person)))
	})
	base := &baseline{units: map[int32][2]float64{}, usuals: map[int32][2]float64{}}
	var all []file
	for from := 0; from < len(briefs); {
		to := from
		for to < len(briefs) && briefs[to].officer == briefs[from].officer {
			to++
		}
		if len(all) == 0 || briefs[from].first < base.from {
			base.from = briefs[from].first
		}
		base.to = max(base.to, briefs[to-1].first)
		f := file{officer: briefs[from].officer, pairs: briefs[from:to], base: base}
		f.unit = w.postingAt(f.officer, f.pairs[len(f.pairs)-1].first).unit
		for _, p := range f.pairs {
			if !p.near {
				f.strange = append(f.strange, p)
			}
		}
		n := base.usuals[f.unit]
		base.usuals[f.unit] = [2]float64{n[0] + 1, n[1] + float64(len(f.strange))}
		women, men := sexes(w, f.strange)
		u := base.units[f.unit]
		base.units[f.unit] = [2]float64{u[0] + float64(women), u[1] + float64(men)}
		base.women, base.men = base.women+float64(women), base.men+float64(men)
		all = append(all, f)
		from = to
	}
	base.spreadOf(w, all)
	base.rare = rarityOf(briefs)
	return all
}
