package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OfficerRejoined is what happens when somebody works for a force again.
const OfficerRejoined candour.EventKind = "officer-rejoined"

// RejoinForceKind begins a second employment of somebody who left: as the same
// human being, so that what was said about them in the first is found in the
// second, and whoever stood on a wall stands there still.
var RejoinForceKind = act.Kind{
	ID:     "rejoin-force",
	Button: "Record that they came back",
	Does:   "Begins a new employment of somebody who once worked here. What was said about them before stays theirs.",
	Of:     "officer",
	Emits:  []candour.EventKind{OfficerRejoined, WallChanged},
	From:   []string{act.Absent},
	Roles:  []authz.Role{authz.System},
}

// RejoinForce is one return.
type RejoinForce struct {
	Officer candour.OfficerID // the new employment
	Former  candour.OfficerID
	Type    PersonType
	Rank    string
	Number  candour.Marking
	Unit    string
	From    candour.Date
	Reason  candour.Marking // why it is recorded only now, for a day before today
}

// Kind is RejoinForceKind.
func (*RejoinForce) Kind() *act.Kind { return &RejoinForceKind }

// Of is the new employment.
func (a *RejoinForce) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses what is no type, and no day.
func (a *RejoinForce) Check() error {
	switch {
	case !knownType(a.Type):
		return candour.Invalid("type", "There is no such type of person. Choose one of those that there are.")
	case a.From.IsZero():
		return candour.Invalid("from", "Give the first day.")
	}
	return nil
}

// Apply begins it. No role comes back: those are given by two people.
func (a *RejoinForce) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	why, err := earlier(m, a.Of(), a.From, a.Reason)
	if err != nil {
		return nil, err
	}
	before, err := Read(tx, m.Force, a.Former)
	if err != nil {
		return nil, err
	}
	switch {
	case before.Left.IsZero() && before.Serving != "no":
		return nil, candour.Conflict("They have not left. Post or promote them instead.")
	case a.From.Before(before.Left):
		return nil, candour.Invalid("from", "They left on %s. Give that day or a later one.", before.Left.Words())
	}
	if err := insertOfficer(tx, m, employment{Officer: a.Officer, Person: before.Person, Kind: string(a.Type), Rank: a.Rank, Name: before.Name, Number: a.Number, Appointed: a.From, Serving: "yes"}); err != nil {
		return nil, err
	}
	if err := authz.Restore(tx.Tx, m.Force, before.Person, authz.Left); err != nil {
		return nil, err
	}
	var walls []candour.Event
	if a.Unit != "" {
		p := Posting{a.Unit, a.From, candour.Date{}}
		if err := insertPosting(tx, m.Force, a.Officer, p); err != nil {
			return nil, err
		}
		if walls, err = wallByPostings(tx, m, a.Officer, before.Person, []Posting{p}); err != nil {
			return nil, err
		}
	}
	return append([]candour.Event{{Kind: OfficerRejoined, Subject: a.Of(), On: a.From, Data: append(why,
		candour.Field{Name: "person", Value: string(before.Person)},
		candour.Field{Name: "former", Value: string(a.Former)},
		candour.Field{Name: "type", Value: string(a.Type)},
		candour.Field{Name: "rank", Value: a.Rank},
		candour.Field{Name: "unit", Value: a.Unit},
		candour.Field{Name: "name", Value: before.Name.Words(), Of: a.Of()},
		candour.Field{Name: "number", Value: a.Number.Words(), Of: a.Of()},
	)}}, walls...), nil
}
