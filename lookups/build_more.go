package lookups

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

var errNoID = errors.New("it has no id")

func (b *Builder) tie(v []string) error {
	o, err := b.known(v[0])
	if err != nil {
		return err
	}
	t := tie{other: b.w.personIDs.put(v[1])}
	i := slices.Index(tieWords, v[2])
	if i <= 0 {
		return fmt.Errorf("%q is not a relationship: one of %s", v[2], tieWords[1:])
	}
	if t.other == 0 {
		return errors.New("it names no person")
	}
	t.kind = TieKind(i)
	if t.from, t.to, err = span(v[3], v[4]); err != nil {
		return err
	}
	b.ties = append(b.ties, keyed[tie]{o, t})
	p := t.other
	t.other = o
	b.tiesOf = append(b.tiesOf, keyed[tie]{p, t})
	return nil
}

func (b *Builder) complaint(v []string) error {
	o, err := b.known(v[2])
	if err != nil {
		return err
	}
	c := complaint{other: b.w.personIDs.put(v[1]), ref: b.w.refIDs.put(v[0]), line: b.line}
	if c.lodged, c.closed, err = span(v[3], v[4]); err != nil {
		return err
	}
	b.complaints = append(b.complaints, keyed[complaint]{o, c})
	if p := c.other; p != 0 {
		c.other = o
		b.lodged = append(b.lodged, keyed[complaint]{p, c})
	}
	return nil
}

func (b *Builder) contact(v []string) error {
	o, err := b.known(v[0])
	if err != nil {
		return err
	}
	c := contact{person: b.w.personIDs.put(v[1]), duty: v[3] == "yes"}
	if c.at, err = parseMinute(v[2], longAgo); err != nil {
		return err
	}
	if c.person == 0 || c.at == longAgo {
		return errors.New("it names no person or no time")
	}
	b.contacts = append(b.contacts, keyed[contact]{o, c})
	return nil
}

func (b *Builder) followup(v []string) error {
	at, err := parseMinute(v[1], longAgo)
	if err == nil && v[0] == "" {
		err = errNoID
	}
	if err == nil {
		b.w.followed[v[0]] = at
	}
	return err
}

// Total is how many events of an officer on a day a source says that it sent.
type Total struct {
	Feed, Officer string
	Day           int32 // from 1970 UTC
	Events        int
}

func (b *Builder) total(v []string) error {
	at, err := parseMinute(v[2], longAgo)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v[3])
	if err != nil || n < 0 || at == longAgo {
		return fmt.Errorf("%q on %q is not a number of events on a day", v[3], v[2])
	}
	b.w.totals = append(b.w.totals, Total{v[0], v[1], at.days(), n})
	return nil
}

// World ends the building.
func (b *Builder) World() *World {
	w := b.w
	b.personRow(int32(w.personIDs.Len() - 1))
	for o := 1; o < len(w.officers); o++ {
		if p := w.officers[o].person; p != 0 {
			w.people[p].officer = int32(o)
		}
	}
	for int(w.unitIDs.Len()) > len(w.units) {
		w.units = append(w.units, unit{})
	}
	for int(w.addressIDs.Len()) > len(w.addresses) {
		w.addresses = append(w.addresses, address{})
	}
	o, p := len(w.officers), len(w.people)
	w.postings, b.postings = group(b.postings, o, byFrom), nil
	w.tasks, b.tasks = group(b.tasks, p, byLine), nil
	w.shifts, b.shifts = group(b.shifts, o, shiftFrom), nil
	w.ties, b.ties = group(b.ties, o, tieFrom), nil
	w.tiesOf, b.tiesOf = group(b.tiesOf, p, tieFrom), nil
	w.complaints, b.complaints = group(b.complaints, o, whenLodged), nil
	w.lodged, b.lodged = group(b.lodged, p, whenLodged), nil
	w.contacts, b.contacts = group(b.contacts, o, contactAt), nil
	return w
}
