package workforce

import (
	"errors"
	"strconv"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// StaffFounded is what happens when the program puts a force's first people on
// file; ForceStaffed when there are enough of them for the force to go on alone.
const (
	StaffFounded candour.EventKind = "first-staff-enrolled"
	ForceStaffed candour.EventKind = "force-staffed"
)

// FoundStaffKind puts the first people of a force on file with their roles and
// keys: nobody is there yet who could propose or approve. It can be done again
// until the force has two independent approvers, and never after, whatever they
// lose later: whoever has the machine has this command.
var FoundStaffKind = act.Kind{
	ID:     "found-staff",
	Button: "Enrol the first people",
	Does:   "Puts the first people of a force on file, with their roles and keys, until two of them are approvers in no line with one another.",
	Of:     "force",
	Emits:  []candour.EventKind{Enrolled, ManagerSet, WallChanged, StaffFounded, ForceStaffed},
	From:   []string{Founded},
	Roles:  []authz.Role{authz.System},
}

// FirstPerson is one of the first people.
type FirstPerson struct {
	Name, Number candour.Marking
	Rank, Unit   string
	Staff        bool // not a sworn officer
	Roles        []authz.Role
	Key          string          // public half of an operator's key, or empty
	Manager      candour.Marking // number of the line manager, or empty
	Code         Half            // of the one code by which they register a passkey, or empty
}

// FoundStaff is the first people, or more of them.
type FoundStaff struct {
	Force  candour.ForceID
	People []FirstPerson
}

// Kind is FoundStaffKind.
func (*FoundStaff) Kind() *act.Kind { return &FoundStaffKind }

// Of is the force.
func (a *FoundStaff) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses a list in which somebody cannot be told from somebody else. A
// sentence names a place in the list, never a person.
func (a *FoundStaff) Check() error {
	if len(a.People) == 0 || len(a.People) > 100 {
		return candour.Invalid("people", "The list has %d people: give between 1 and 100. Everybody else comes by import, or is proposed.", len(a.People))
	}
	at, keys := map[string]int{}, map[string]int{}
	for i, p := range a.People {
		n := normal(p.Number)
		switch {
		case p.Name.Empty() || n == "":
			return candour.Invalid("people", "Person %d of the list has no name or no number: give both.", i+1)
		case at[n] != 0:
			return candour.Invalid("people", "Persons %d and %d of the list have one number: a number is one person’s.", at[n], i+1)
		case p.Key != "" && keys[p.Key] != 0:
			return candour.Invalid("people", "Persons %d and %d of the list have one key: everybody needs a key of their own.", keys[p.Key], i+1)
		case len(p.Roles) > len(authz.StaffRoles):
			return candour.Invalid("people", "Person %d of the list has more roles than there are.", i+1)
		}
		if p.Key != "" {
			if err := PublicKey(p.Key); err != nil {
				return err
			}
		}
		at[n], keys[p.Key] = i+1, i+1
	}
	for i, p := range a.People {
		if n := normal(p.Manager); n != "" && (at[n] == 0 || at[n] == i+1) {
			return candour.Invalid("people", "The manager of person %d is not the number of somebody else on the list.", i+1)
		}
	}
	return nil
}

// Apply puts them on file.
func (a *FoundStaff) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := notStaffed(tx, m); err != nil {
		return nil, err
	}
	var out []candour.Event
	file := map[string]Enrol{}
	for i, p := range a.People {
		if held, err := ByNumber(tx, m.Force, p.Number.Words()); err != nil {
			return nil, err
		} else if len(held) > 0 {
			return nil, candour.Conflict("Person %d of the list has a number that is on file already. Take them out of the list.", i+1)
		}
		n := strconv.Itoa(i)
		e := Enrol{
			Officer: candour.OfficerID(m.ID("officer/" + n)), Person: candour.PersonID(m.ID("person/" + n)), Staff: p.Staff, Rank: p.Rank,
			Name: p.Name, Number: p.Number, Unit: p.Unit, From: m.Today(), Roles: p.Roles,
		}
		file[normal(p.Number)] = e
		events, err := e.Apply(tx, m)
		if err != nil {
			return nil, err
		}
		if p.Key != "" {
			if err := putKey(tx, m, e.Person, p.Key); err != nil {
				return nil, err
			}
			events[0].Data = append(events[0].Data, candour.Field{Name: "key", Value: p.Key})
		}
		if p.Code != "" {
			if err := Invite(tx, m, Invitation{ID: m.ID("invitation/" + n), Door: DeskDoor, Officer: e.Officer, Person: e.Person, one: p.Code}); err != nil {
				return nil, err
			}
		}
		out = append(out, events...)
	}
	for _, p := range a.People {
		if p.Manager.Empty() {
			continue
		}
		e, over := file[normal(p.Number)], file[normal(p.Manager)].Officer
		walls, err := manage(tx, m, e.Officer, e.Person, over, m.Today())
		if err != nil {
			return nil, err
		}
		out = append(out, candour.Event{Kind: ManagerSet, Subject: e.Of(), On: m.Today(), Data: []candour.Field{{Name: "manager", Value: string(over)}}})
		out = append(out, walls...)
	}
	out = append(out, candour.Event{Kind: StaffFounded, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "people", Value: strconv.Itoa(len(a.People))}}})
	more, err := staffed(tx, m)
	return append(out, more...), err
}

// staffed notes the first day on which a force has two independent approvers: from
// then on the program gives nobody anything, even if one of them goes or they come
// to be in one line.
func staffed(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if two, err := twoApprovers(tx, m.Force, "", m.Today()); err != nil || !two {
		return nil, err
	}
	n, err := tx.Exec(`INSERT INTO workforce_staffed (force, on_day) VALUES ($1, $2) ON CONFLICT (force) DO NOTHING`, string(m.Force), m.Today().String())
	if err != nil || n == 0 {
		return nil, err
	}
	return []candour.Event{{Kind: ForceStaffed, Subject: forceSubject(m.Force), On: m.Today()}}, nil
}

// notStaffed refuses what the program may do only while nobody else can.
func notStaffed(tx *seal.Tx, m act.Made) error {
	var on string
	err := tx.One(`SELECT on_day FROM workforce_staffed WHERE force = $1`, []any{string(m.Force)}, &on)
	once := err == nil
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	two, err := twoApprovers(tx, m.Force, "", m.Today())
	if err != nil {
		return err
	}
	if once || two {
		return candour.Conflict("This force has had two approvers who are in no line with one another: from then on a role, a key or a passkey is proposed by one person and approved by another. Sign in, and use ‘candour staff do propose-grant’.")
	}
	return nil
}

// ByNumber gives the officers and members of staff with a collar or staff number.
// Whoever shows one has asked authz about it.
func ByNumber(tx *seal.Tx, force candour.ForceID, number string) (out []candour.OfficerID, err error) {
	want := normal(candour.Mark(number))
	if want == "" {
		return nil, nil
	}
	some, err := Numbered(tx, force, number)
	if err != nil {
		return nil, err
	}
	for _, id := range some {
		o, err := Read(tx, force, id)
		if err != nil {
			return nil, err
		}
		if normal(o.Number) == want {
			out = append(out, id)
		}
	}
	return out, nil
}

// EmploymentOf is the first employment of a person in a force.
func EmploymentOf(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (candour.OfficerID, error) {
	var id string
	err := tx.One(`SELECT id FROM workforce_officer WHERE force = $1 AND person = $2 ORDER BY id LIMIT 1`, []any{string(force), string(p)}, &id)
	return candour.OfficerID(id), err
}

// normal is a number as two people would write it, without accents: as it is
// indexed.
func normal(number candour.Marking) string {
	return strings.Join(seal.Fold(candour.Normal(candour.CollarNumber, number.Words())), "")
}
