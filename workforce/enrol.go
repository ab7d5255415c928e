package workforce

import (
	"errors"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// Enrolled is what happens when a person joins the system.
const Enrolled candour.EventKind = "enrolled"

// EnrolKind puts one person on file, with the roles they hold. Only the program
// does it, when it makes a demonstration folder.
var EnrolKind = act.Kind{
	ID:     "enrol",
	Button: "Enrol a person",
	Does:   "Puts one officer or member of staff on file, with the roles they hold here.",
	Of:     "officer",
	Emits:  []candour.EventKind{Enrolled, WallChanged},
	From:   []string{act.Absent},
	Roles:  []authz.Role{authz.System},
}

// Enrol is one employment.
type Enrol struct {
	Officer candour.OfficerID
	Person  candour.PersonID
	Staff   bool // not a sworn officer
	Rank    string
	Name    candour.Marking
	Number  candour.Marking
	Unit    string
	From    candour.Date
	Manager candour.OfficerID // who manages them from then on, or nobody
	Roles   []authz.Role
}

// Kind is EnrolKind.
func (*Enrol) Kind() *act.Kind { return &EnrolKind }

// Of is the employment.
func (a *Enrol) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses a person without a name.
func (a *Enrol) Check() error {
	if a.Name.Empty() {
		return candour.Invalid("name", "Give the person’s name.")
	}
	if a.Manager != "" && (a.From.IsZero() || a.Manager == a.Officer) {
		return candour.Invalid("manager", "Give a line manager who is somebody else, and the first day.")
	}
	return nil
}

// Apply puts the person on file.
func (a *Enrol) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	of := a.Of()
	kind := "officer"
	if a.Staff {
		kind = "staff"
	}
	if err := insertOfficer(tx, m, employment{Officer: a.Officer, Person: a.Person, Kind: kind, Rank: a.Rank, Name: a.Name, Number: a.Number, Appointed: a.From, Serving: "yes"}); err != nil {
		return nil, err
	}
	var posted []Posting
	if a.Unit != "" {
		posted = []Posting{{a.Unit, a.From, candour.Date{}}}
		if err := insertPosting(tx, m.Force, a.Officer, posted[0]); err != nil {
			return nil, err
		}
	}
	walls, err := wallByPostings(tx, m, a.Officer, a.Person, posted)
	if err != nil {
		return nil, err
	}
	data := []candour.Field{
		{Name: "person", Value: string(a.Person)},
		{Name: "name", Value: a.Name.Words(), Of: of},
		{Name: "number", Value: a.Number.Words(), Of: of},
		{Name: "rank", Value: a.Rank},
		{Name: "unit", Value: a.Unit},
	}
	if a.Manager != "" {
		more, err := manage(tx, m, a.Officer, a.Person, a.Manager, a.From)
		if errors.Is(err, candour.ErrNotFound) {
			return nil, candour.Invalid("manager", "There is no such manager on file. Put them on file first.")
		}
		if err != nil {
			return nil, err
		}
		walls = append(walls, more...)
		data = append(data, candour.Field{Name: "manager", Value: string(a.Manager)})
	}
	for _, role := range a.Roles {
		if err := authz.Grant(tx.Tx, m.Force, a.Person, role, a.From); err != nil {
			return nil, err
		}
		data = append(data, candour.Field{Name: "role", Value: string(role)})
	}
	if slices.Contains(a.Roles, authz.Chief) || slices.Contains(a.Roles, authz.Authority) {
		below, err := authz.Below(tx.Tx, m.Force, a.Person) // Grant has worked their walls out again
		if err != nil {
			return nil, err
		}
		walls = append(walls, wallChanged(m, byOffice, below)...)
	}
	return append([]candour.Event{{Kind: Enrolled, Subject: of, On: m.Today(), Data: data}}, walls...), nil
}
