package lookups

import (
	"fmt"
	"slices"
)

// Builder takes the rows of the context, in the order of Tables, and gives a World.
type Builder struct {
	w          *World
	line       uint32 // of the row that is being taken
	postings   []keyed[posting]
	tasks      []keyed[task]
	shifts     []keyed[shift]
	ties       []keyed[tie]
	tiesOf     []keyed[tie]
	complaints []keyed[complaint]
	lodged     []keyed[complaint]
	contacts   []keyed[contact]
}

// NewBuilder begins a World with room for about so many officers and people.
func NewBuilder(officers, people int) *Builder {
	return &Builder{w: &World{
		officerIDs: newIDs(officers), personIDs: newIDs(people), unitIDs: newIDs(64), refIDs: newIDs(64), areaIDs: newIDs(64),
		addressIDs: newIDs(people / 2), streetIDs: newIDs(1024), nameIDs: newIDs(1024), contactIDs: newIDs(people / 2),
		officers: make([]officer, 1, officers+1), people: make([]person, 1, people+1), units: make([]unit, 1), addresses: make([]address, 1),
		followed: map[string]minute{}, rows: map[string]int{},
	}}
}

// Table is a table of the context: a CSV file with these columns. Must says that
// nothing can be judged without it.
type Table struct {
	Name    string
	Columns []string
	Must    bool
	Says    string
	take    func(b *Builder, v []string) error
}

// Tables are all of them, in the order in which they are taken.
var Tables = []*Table{
	{"units", []string{"unit", "kind", "area"}, false, "units; kind control-room or bureau lets somebody look on behalf of others", (*Builder).unit},
	{"addresses", []string{"address", "street", "number", "area"}, false, "addresses, with the number in the street", (*Builder).address},
	{"officers", []string{"officer", "kind", "person", "surname", "address", "contact"}, true, "who can look: kind officer, staff or system; person is their own record", (*Builder).officer},
	{"postings", []string{"officer", "unit", "supervisor", "from", "to", "status"}, false, "where they worked, under whom, and how they stood", (*Builder).posting},
	{"people", []string{"person", "surname", "address", "contact", "sex", "area", "protected"}, false, "whom records are about", (*Builder).person},
	{"assignments", []string{"ref", "person", "officer", "unit", "role", "from", "to"}, true, "who had which task about whom; for role tasked the unit, else the officer", (*Builder).assignment},
	{"rosters", []string{"officer", "from", "to"}, false, "shifts; without a row an officer is never called off duty", (*Builder).shift},
	{"relationships", []string{"officer", "person", "kind", "from", "to"}, false, "what officers declared: partner, ex-partner, relative, friend, contact", (*Builder).tie},
	{"complaints", []string{"ref", "person", "officer", "lodged", "closed"}, false, "who complained of whom", (*Builder).complaint},
	{"contacts", []string{"officer", "person", "at", "duty"}, false, "calls, messages and visits that are known, and whether they were of duty", (*Builder).contact},
	{"followups", []string{"event", "at"}, false, "accesses by force that somebody looked at afterwards", (*Builder).followup},
	{"totals", []string{"feed", "officer", "day", "events"}, false, "control totals of the sources: events of an officer on a day", (*Builder).total},
}

// Take takes one row of a table, its values in the order of the columns. An error says
// what is wrong with the row; the Builder goes on.
func (b *Builder) Take(t *Table, line int, v ...string) error {
	b.line = uint32(line)
	if err := t.take(b, v); err != nil {
		return err
	}
	b.w.rows[t.Name]++
	return nil
}

func (b *Builder) unit(v []string) error {
	if v[0] == "" {
		return errNoID
	}
	n := b.w.unitIDs.put(v[0])
	for int(n) >= len(b.w.units) {
		b.w.units = append(b.w.units, unit{})
	}
	b.w.units[n] = unit{area: b.w.areaIDs.put(v[2]), onBehalf: v[1] == "control-room" || v[1] == "bureau"}
	return nil
}

func (b *Builder) address(v []string) error {
	if v[0] == "" {
		return errNoID
	}
	number := int32(0)
	if _, err := fmt.Sscanf(v[2], "%d", &number); err != nil && v[2] != "" {
		return fmt.Errorf("%q is not the number of a house", v[2])
	}
	n := b.w.addressIDs.put(v[0])
	for int(n) >= len(b.w.addresses) {
		b.w.addresses = append(b.w.addresses, address{})
	}
	b.w.addresses[n] = address{b.w.streetIDs.put(v[1]), number, b.w.areaIDs.put(v[3])}
	return nil
}

func (b *Builder) officer(v []string) error {
	if v[0] == "" {
		return errNoID
	}
	if v[1] != "officer" && v[1] != "staff" && v[1] != "system" {
		return fmt.Errorf("%q is none of officer, staff, system", v[1])
	}
	n := b.w.officerIDs.put(v[0])
	if int(n) < len(b.w.officers) {
		return fmt.Errorf("%s stands here twice", v[0])
	}
	b.w.officers = append(b.w.officers, officer{
		person: b.w.personIDs.put(v[2]), surname: b.w.nameIDs.put(v[3]), address: b.w.addressIDs.put(v[4]),
		contact: b.w.contactIDs.put(v[5]), program: v[1] == "system",
	})
	return nil
}

// known gives the number of an officer of the table.
func (b *Builder) known(id string) (int32, error) {
	if n := b.w.officerIDs.get(id); n > 0 {
		return n, nil
	}
	return 0, fmt.Errorf("officers.csv has no %q", id)
}

// span reads from and to. Without an end it lasts.
func span(from, to string) (a, z minute, err error) {
	if a, err = parseMinute(from, longAgo); err != nil {
		return a, z, err
	}
	if z, err = parseMinute(to, never); err == nil && z < a {
		err = fmt.Errorf("it ends on %s, before it begins on %s", to, from)
	}
	return a, z, err
}

func (b *Builder) posting(v []string) error {
	o, err := b.known(v[0])
	if err != nil {
		return err
	}
	p := posting{unit: b.w.unitIDs.put(v[1])}
	if v[2] != "" {
		if p.supervisor, err = b.known(v[2]); err != nil {
			return err
		}
		b.w.officers[p.supervisor].supervises = true
	}
	if p.from, p.to, err = span(v[3], v[4]); err != nil {
		return err
	}
	i := slices.Index(statusWords, v[5])
	if i < 0 && v[5] != "" {
		return fmt.Errorf("%q is none of active, suspended, restricted, left", v[5])
	}
	p.status = Status(max(i, 0))
	b.postings = append(b.postings, keyed[posting]{o, p})
	return nil
}

func (b *Builder) person(v []string) error {
	if v[0] == "" {
		return errNoID
	}
	n := b.w.personIDs.put(v[0])
	b.personRow(n)
	p := &b.w.people[n]
	p.surname, p.address, p.contact, p.area = b.w.nameIDs.put(v[1]), b.w.addressIDs.put(v[2]), b.w.contactIDs.put(v[3]), b.w.areaIDs.put(v[5])
	if v[4] != "" {
		p.sex = v[4][0]
	}
	p.protected = v[6] == "yes"
	return nil
}

// personRow makes the row of a person who may only be named elsewhere.
func (b *Builder) personRow(n int32) {
	for int(n) >= len(b.w.people) {
		b.w.people = append(b.w.people, person{})
	}
}

func (b *Builder) assignment(v []string) (err error) {
	t := task{role: ParseRole(v[4]), line: b.line}
	switch {
	case t.role == NoRole:
		return fmt.Errorf("%q is not a role: one of %s", v[4], roleWords[1:])
	case v[1] == "":
		return fmt.Errorf("it names no person")
	case t.role == RoleTasked && v[3] == "":
		return fmt.Errorf("it names no unit")
	case t.role == RoleTasked:
		t.who = b.w.unitIDs.put(v[3])
	default:
		if t.who, err = b.known(v[2]); err != nil {
			return err
		}
	}
	if t.from, t.to, err = span(v[5], v[6]); err != nil {
		return err
	}
	b.tasks = append(b.tasks, keyed[task]{b.w.personIDs.put(v[1]), t})
	return nil
}

func (b *Builder) shift(v []string) error {
	o, err := b.known(v[0])
	if err != nil {
		return err
	}
	from, to, err := span(v[1], v[2])
	if err == nil && (v[1] == "" || v[2] == "" || to-from > 2*day) {
		err = fmt.Errorf("a shift has a beginning and an end, and no more than two days between them")
	}
	if err == nil {
		b.shifts = append(b.shifts, keyed[shift]{o, shift{from, to}})
	}
	return err
}
