package exchange

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/workforce"
)

// What is said of rows that name somebody who was not taken in.
const (
	unknownPerson  = "unknown person: no row of the people file that was taken in is theirs"
	unknownManager = "unknown manager: no row of the people file that was taken in is theirs"
	unknownOther   = "it names somebody whom no row of the people file that was taken in names"
)

func (r *register) readPeople(ctx context.Context, paths map[string]string) error {
	m := &r.m.People
	c := wanted(slices.Concat(m.Key, m.Name, []string{m.Number, m.Type, m.Rank, m.Joined, m.Left, m.Reason, m.Status, m.StatusFrom})...)
	kinds := make([]candour.IdentifierID, 0, len(m.Identifiers))
	for _, k := range candour.IdentifierKinds {
		if column := m.Identifiers[string(k.ID)]; column != "" {
			kinds = append(kinds, k.ID)
			c = wanted(append(c.names, column)...)
		}
	}
	return r.table(ctx, paths, m.File, c, m.Ignore, func(line int, f []string) (lost string) {
		p := &personRow{line: line, key: c.join(f, m.Key), number: c.get(f, m.Number), state: workforce.Serving}
		var name []string
		for _, n := range m.Name {
			name = append(name, c.get(f, n))
		}
		p.name = strings.TrimSpace(strings.Join(name, " "))
		switch _, twice := r.byKey[p.key]; {
		case p.key == "":
			return "it does not say whose row it is: a part of the key is empty"
		case twice:
			return "the person is there already"
		case p.name == "":
			return "it has no name"
		}
		var known bool
		if p.kind, known = typeOf(m.Types, c.get(f, m.Type)); !known {
			return "its type of person is not in the mapping"
		}
		if lost = r.days(day{"joined", c.get(f, m.Joined), &p.joined}, day{"left", c.get(f, m.Left), &p.left}, day{"the day of the status", c.get(f, m.StatusFrom), &p.since}); lost != "" {
			return lost
		}
		if !p.left.IsZero() && !p.joined.IsZero() && p.left.Before(p.joined) {
			return "they left before they joined"
		}
		if lost = r.sameNumber(p); lost != "" {
			return lost
		}
		r.rank(p, c.get(f, m.Rank))
		r.status(p, c.get(f, m.Status), c.get(f, m.Reason))
		for _, k := range kinds {
			v := c.get(f, m.Identifiers[string(k)])
			if v == "" {
				continue
			}
			if candour.Normal(k, v) == "" {
				r.warn(line, "its %s cannot be read as one, and is left out", words(k))
				continue
			}
			p.identifiers = append(p.identifiers, identRow{r.file(), line, k, strings.Clone(v)})
		}
		p.key, p.number = strings.Clone(p.key), strings.Clone(p.number)
		r.people = append(r.people, p)
		r.byKey[p.key] = p
		return ""
	})
}

func words(k candour.IdentifierID) string {
	kind, _ := candour.Identifier(k)
	return kind.Words
}

func typeOf(values map[string]string, v string) (workforce.PersonType, bool) {
	if values != nil {
		v = values[v]
	}
	return workforce.PersonType(v), slices.ContainsFunc(workforce.PersonTypes, func(k workforce.KindOfPerson) bool { return string(k.Type) == v })
}

// sameNumber refuses a number that somebody else has at the same time. One that
// was used again after its first owner had left is two people's, and sound.
func (r *register) sameNumber(p *personRow) (lost string) {
	n := candour.Normal(candour.CollarNumber, p.number)
	if n == "" {
		if r.m.People.Number != "" {
			r.warn(p.line, "it has no number: nobody will find the person by one")
		}
		return ""
	}
	for _, q := range r.number[n] {
		if overlap(p.joined, p.left, q.joined, q.left) {
			return fmt.Sprintf("its number is that of line %d, who works here at the same time", q.line)
		}
	}
	r.number[n] = append(r.number[n], p)
	return ""
}

// overlap reports whether two spans have a day in common; a day that is missing is
// the first or last there is.
func overlap(from, to, from2, to2 candour.Date) bool {
	return (to2.IsZero() || !from.After(to2)) && (to.IsZero() || !from2.After(to))
}

func (r *register) rank(p *personRow, v string) {
	if r.m.People.Ranks != nil && v != "" {
		if ours, ok := r.m.People.Ranks[v]; ok {
			v = ours
		} else {
			r.warn(p.line, "its rank is not in the mapping, and is kept word for word")
		}
	}
	p.rank = r.one(v)
}

func (r *register) status(p *personRow, status, reason string) {
	m := &r.m.People
	if p.joined.IsZero() {
		r.warn(p.line, "it has no day on which they joined")
	} else if p.joined.After(r.today) {
		r.warn(p.line, "they join on a day that has not come yet")
	}
	if m.Status != "" {
		v, ok := m.Statuses[status]
		if m.Statuses == nil {
			v, ok = status, slices.Contains([]string{"serving", "suspended", "restricted", "left"}, status)
		}
		if !ok {
			r.warn(p.line, "its status is not in the mapping: it is not known whether they serve")
		}
		p.state = workforce.State(v)
	}
	gone := !p.left.IsZero() && !p.left.After(r.today)
	switch {
	case gone && m.Status != "" && p.state != workforce.Gone:
		r.warn(p.line, "it has a day on which they left, and its status says otherwise: they are taken to have left")
	case !gone && !p.left.IsZero():
		r.warn(p.line, "they leave on a day that has not come yet: import the file again on that day or after, or their access goes on")
	case p.state == workforce.Gone && p.left.IsZero():
		r.warn(p.line, "they have left, and it does not say when")
	}
	if gone {
		p.state = workforce.Gone
	}
	if p.state == workforce.Suspended || p.state == workforce.Restricted {
		if p.since.IsZero() {
			r.warn(p.line, "it does not say since when they are suspended or restricted: today is taken")
		} else if p.since.After(r.today) {
			r.warn(p.line, "they are suspended or restricted from a day that has not come yet: import the file again on that day or after")
			p.state = workforce.Serving
		}
	}
	if reason != "" {
		v := m.Reasons[reason]
		if m.Reasons == nil && slices.ContainsFunc(workforce.Reason("").Choices(), func(c act.Choice) bool { return c.Value == reason }) {
			v = reason
		}
		if v == "" {
			r.warn(p.line, "its reason for leaving is not in the mapping, and is left out")
		}
		p.why = workforce.Reason(v)
	}
}

// spans reads a file of spans.
func (r *register) spans(ctx context.Context, paths map[string]string, m *spanMap, judge func(p *personRow, s spanRow) string) error {
	c := wanted(append(slices.Clone(m.Person), m.Value, m.From, m.To)...)
	return r.table(ctx, paths, m.File, c, m.Ignore, func(line int, f []string) (lost string) {
		p := r.byKey[c.join(f, m.Person)]
		if p == nil {
			return unknownPerson
		}
		s := spanRow{file: r.file(), line: line, value: r.one(c.get(f, m.Value))}
		if lost = r.span(c.get(f, m.From), c.get(f, m.To), &s.from, &s.to, true); lost != "" {
			return lost
		}
		if p.rows() >= mostOfOnePerson {
			return fmt.Sprintf("the person has more than %d rows", mostOfOnePerson)
		}
		return judge(p, s)
	})
}

// span reads the two days of a row.
func (r *register) span(from, to string, fromDay, toDay *candour.Date, must bool) (lost string) {
	if lost = r.days(day{"its first day", from, fromDay}, day{"its last day", to, toDay}); lost != "" {
		return lost
	}
	switch {
	case must && fromDay.IsZero():
		return "it has no first day"
	case !toDay.IsZero() && toDay.Before(*fromDay):
		return "it ends before it starts"
	}
	return ""
}

func (r *register) typeRow(p *personRow, s spanRow) (lost string) {
	t, known := typeOf(r.m.Types.Values, s.value)
	if !known {
		return "its type of person is not in the mapping"
	}
	s.value = string(t)
	if slices.ContainsFunc(p.types, func(q spanRow) bool { return overlap(s.from, s.to, q.from, q.to) }) {
		return "it overlaps another row of this person: nobody is two things at once"
	}
	p.types = append(p.types, s)
	return ""
}

func (r *register) posting(p *personRow, s spanRow) (lost string) {
	if s.value == "" {
		return "it names no unit"
	}
	for _, q := range p.postings {
		if q.value == s.value && q.from == s.from {
			return "the posting of this person to this unit on this day is there already"
		}
	}
	if slices.ContainsFunc(p.postings, func(q spanRow) bool { return overlap(s.from, s.to, q.from, q.to) }) {
		r.warn(s.line, "it overlaps another posting of this person: both count for what they must not see")
	}
	if !p.left.IsZero() && (s.to.IsZero() || s.to.After(p.left)) {
		r.warn(s.line, "the posting goes on after they left")
	}
	p.postings = append(p.postings, s)
	return ""
}

func (r *register) managers(ctx context.Context, paths map[string]string) error {
	m := r.m.Managers
	c := wanted(append(slices.Concat(m.Person, m.Manager), m.From, m.To)...)
	return r.table(ctx, paths, m.File, c, m.Ignore, func(line int, f []string) (lost string) {
		p, over := r.byKey[c.join(f, m.Person)], r.byKey[c.join(f, m.Manager)]
		l := lineRow{file: r.file(), line: line, manager: over}
		switch {
		case p == nil:
			return unknownPerson
		case over == nil:
			return unknownManager
		case p == over:
			return "somebody would be their own manager"
		}
		if lost = r.span(c.get(f, m.From), c.get(f, m.To), &l.from, &l.to, true); lost != "" {
			return lost
		}
		switch {
		case slices.ContainsFunc(p.lines, func(q lineRow) bool { return q.manager == over && q.from == l.from }):
			return "this manager of this person from this day is there already"
		case p.rows() >= mostOfOnePerson:
			return fmt.Sprintf("the person has more than %d rows", mostOfOnePerson)
		case r.ring(p, l):
			return "it would make a ring of managers: somebody would be over themselves"
		}
		p.lines = append(p.lines, l)
		return ""
	})
}

// ring reports whether a person would come to stand over themselves on some day.
// It stops after so many steps: authz ends a ring too, wherever it comes from.
func (r *register) ring(p *personRow, l lineRow) bool {
	todo := []lineRow{l}
	for steps := 0; len(todo) > 0 && steps < 10_000; steps++ {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, up := range at.manager.lines {
			if !overlap(at.from, at.to, up.from, up.to) {
				continue
			}
			if up.manager == p {
				return true
			}
			both := lineRow{manager: up.manager, from: at.from, to: at.to}
			if up.from.After(both.from) {
				both.from = up.from
			}
			if both.to.IsZero() || !up.to.IsZero() && up.to.Before(both.to) {
				both.to = up.to
			}
			todo = append(todo, both)
		}
	}
	return false
}

func (r *register) identifiers(ctx context.Context, paths map[string]string) error {
	m := r.m.Identifiers
	c := wanted(append(slices.Clone(m.Person), m.Kind, m.Value)...)
	of := map[string]*personRow{} // who has a value of which one person has each
	return r.table(ctx, paths, m.File, c, m.Ignore, func(line int, f []string) (lost string) {
		p := r.byKey[c.join(f, m.Person)]
		if p == nil {
			return unknownPerson
		}
		kind := c.get(f, m.Kind)
		if m.Kinds != nil {
			kind = m.Kinds[kind]
		}
		k, known := candour.Identifier(candour.IdentifierID(kind))
		if !known {
			return "its kind of identifier is not in the mapping"
		}
		value := c.get(f, m.Value)
		form := k.Normal(value)
		switch {
		case form == "":
			return "its value cannot be read as a " + k.Words
		case slices.ContainsFunc(p.identifiers, func(q identRow) bool { return q.kind == k.ID && candour.Normal(k.ID, q.value) == form }):
			return "this identifier of this person is there already"
		case p.rows() >= mostOfOnePerson:
			return fmt.Sprintf("the person has more than %d rows", mostOfOnePerson)
		}
		if other := of[kind+" "+form]; other != nil && k.Strength == candour.OnePerson {
			return "its " + k.Words + " is that of another person: it is one person's for good"
		} else if other != nil && k.Strength == candour.Reused {
			r.warn(line, "its %s is that of another person as well", k.Words)
		}
		of[kind+" "+form] = p
		p.identifiers = append(p.identifiers, identRow{r.file(), line, k.ID, strings.Clone(value)})
		return ""
	})
}

func (r *register) relationships(ctx context.Context, paths map[string]string) error {
	m := r.m.Relationships
	c := wanted(append(slices.Concat(m.Person, m.Other), m.Name, m.Kind, m.From, m.To)...)
	return r.table(ctx, paths, m.File, c, m.Ignore, func(line int, f []string) (lost string) {
		p := r.byKey[c.join(f, m.Person)]
		if p == nil {
			return unknownPerson
		}
		t := tieRow{file: r.file(), line: line, outside: strings.Clone(c.get(f, m.Name))}
		if key := c.join(f, m.Other); key != "" {
			if t.other = r.byKey[key]; t.other == nil {
				return unknownOther
			}
		}
		kind := c.get(f, m.Kind)
		if m.Kinds != nil {
			kind = m.Kinds[kind]
		}
		t.kind = workforce.Relation(kind)
		switch {
		case !slices.ContainsFunc(t.kind.Choices(), func(c act.Choice) bool { return c.Value == kind }):
			return "its kind of relationship is not in the mapping"
		case (t.other == nil) == (t.outside == ""):
			return "it must name one other person: by key somebody who works here, or by name somebody who does not"
		case t.other == p:
			return "somebody would be related to themselves"
		case p.rows() >= mostOfOnePerson:
			return fmt.Sprintf("the person has more than %d rows", mostOfOnePerson)
		case slices.ContainsFunc(p.ties, func(q tieRow) bool { return q.other == t.other && q.outside == t.outside && q.kind == t.kind }):
			return "this relationship is there already"
		}
		if lost = r.span(c.get(f, m.From), c.get(f, m.To), &t.from, &t.to, false); lost != "" {
			return lost
		}
		p.ties = append(p.ties, t)
		return ""
	})
}

type day struct {
	name, value string
	into        *candour.Date
}

// days reads days, none being allowed. It says which cannot be read, and never
// what stands there.
func (r *register) days(list ...day) (lost string) {
	for _, d := range list {
		got, ok := r.m.day(d.value)
		if !ok {
			return fmt.Sprintf("%s is not a day that exists, written as %s", d.name, r.m.Dates)
		}
		*d.into = got
	}
	return ""
}
