package workforce

import (
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// EmploymentLinked is what happens when somebody says that an employment here and
// one in another force are one person's.
const EmploymentLinked candour.EventKind = "employment-linked"

// LinkEmploymentKind joins the employments of one person in two forces of one
// folder. Whoever does it knows both: they say the name and the number under
// which the person is on file in the other force. Nothing of the other force is
// shown to them, and a wrong number and a wrong name answer alike.
var LinkEmploymentKind = act.Kind{
	ID:     "link-employment",
	Button: "Link an employment in another force",
	Does:   "Says that this person is the same as one who works or worked for another force, so that both forces know that there is an earlier employment. It needs the name and the number under which they are on file there.",
	Of:     "officer",
	Emits:  []candour.EventKind{EmploymentLinked},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.Authority, authz.VettingOfficer},
	New:    func() act.Act { return new(LinkEmployment) },
}

// LinkEmployment is one link.
type LinkEmployment struct {
	Officer candour.OfficerID `hidden:"yes"`
	There   string            `ask:"The code of the other force"`
	Name    candour.Marking   `ask:"Their name, as it is on file there"`
	Number  candour.Marking   `ask:"Their number there"`
	Reasons candour.Marking   `ask:"How do you know that they are one person?" rows:"4"`
}

// Kind is LinkEmploymentKind.
func (*LinkEmployment) Kind() *act.Kind { return &LinkEmploymentKind }

// Of is the employment here.
func (a *LinkEmployment) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses what is not said.
func (a *LinkEmployment) Check() error {
	switch {
	case !code(a.There):
		return candour.Invalid("there", "The code of a force has small letters, digits and dashes only.")
	case a.Name.Empty() || normal(a.Number) == "":
		return candour.Invalid("number", "Give the name and the number under which they are on file there.")
	}
	return reasoned(a.Reasons)
}

// Apply links them.
func (a *LinkEmployment) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	here, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	other := candour.ForceID(a.There)
	nobody := candour.Conflict("Nobody is on file under this name and number there, or in this folder there is no such force. Check both with the other force.")
	if other == m.Force {
		return nil, candour.Conflict("That is this force. Somebody who came back is recorded as that.")
	}
	found, err := ByNumber(tx, other, a.Number.Words())
	if err != nil {
		return nil, err
	}
	var there []candour.PersonID
	for _, id := range found {
		o, err := Read(tx, other, id)
		if err != nil {
			return nil, err
		}
		if SameName(o.Name, a.Name) && !slices.Contains(there, o.Person) {
			there = append(there, o.Person)
		}
	}
	if len(there) != 1 {
		return nil, nobody
	}
	if there[0] == here {
		return nil, candour.Conflict("They are one person already. There is nothing more to do.")
	}
	for _, pair := range [][2]candour.PersonID{{here, there[0]}, {there[0], here}} {
		if _, err := tx.Exec(`INSERT INTO workforce_same_person (person, same) VALUES ($1, $2) ON CONFLICT (person, same) DO NOTHING`, string(pair[0]), string(pair[1])); err != nil {
			return nil, err
		}
	}
	return []candour.Event{{Kind: EmploymentLinked, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "there", Value: a.There}, {Name: "person", Value: string(here)}, {Name: "same", Value: string(there[0])}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}

// SameName reports whether two names have the same words, in whichever order.
func SameName(a, b candour.Marking) bool {
	x, y := seal.Fold(a.Words()), seal.Fold(b.Words())
	slices.Sort(x)
	slices.Sort(y)
	return len(x) > 0 && strings.Join(x, " ") == strings.Join(y, " ")
}

// SamePerson are the ids of one human being: the one asked for, and those that
// were linked to it, directly or through another.
func SamePerson(tx *seal.Tx, p candour.PersonID) ([]candour.PersonID, error) {
	out := []candour.PersonID{p}
	for i := 0; i < len(out); i++ {
		err := tx.Each(`SELECT same FROM workforce_same_person WHERE person = $1 ORDER BY same`, []any{string(out[i])}, func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			if !slices.Contains(out, candour.PersonID(s)) {
				out = append(out, candour.PersonID(s))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Employment is one employment of a person, in whichever force of this folder.
type Employment struct {
	Force   candour.ForceID
	Officer candour.OfficerID
}

// EmploymentsIn are the employments of a human being in one force. What one force
// may know of another's, whoever asks for it must ask.
func EmploymentsIn(tx *seal.Tx, force candour.ForceID, p candour.PersonID) ([]Employment, error) {
	same, err := SamePerson(tx, p)
	if err != nil {
		return nil, err
	}
	var out []Employment
	for _, s := range same {
		err := tx.Each(`SELECT id FROM workforce_officer WHERE force = $1 AND person = $2 ORDER BY id`, []any{string(force), string(s)}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			out = append(out, Employment{force, candour.OfficerID(id)})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
