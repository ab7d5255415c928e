package workforce

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OfficerLeft is what happens when somebody stops working for a force.
const OfficerLeft candour.EventKind = "officer-left"

// LeaveForceKind ends an employment. Nothing else of it ends: what was said about
// somebody goes on to its decision, whoever employs them now.
var LeaveForceKind = act.Kind{
	ID:     "leave-force",
	Button: "Record that they left",
	Does:   "Records that somebody left the force. Their roles end at once, and other systems are asked to end their access. What was said about them goes on.",
	Of:     "officer",
	Emits:  []candour.EventKind{OfficerLeft, RoleWithdrawn, KeyWithdrawn, RevocationOrdered, WallChanged},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.Authority, authz.Chief, authz.System},
	New:    func() act.Act { return new(LeaveForce) },
}

// Reason is why somebody left.
type Reason string

// Choices are the reasons as they are asked.
func (Reason) Choices() []act.Choice {
	return []act.Choice{
		{Value: "transferred", Label: "They went to another force"},
		{Value: "resigned", Label: "They resigned"},
		{Value: "retired", Label: "They retired"},
		{Value: "dismissed", Label: "They were dismissed"},
		{Value: "contract-ended", Label: "Their contract or agreement ended"},
		{Value: "died", Label: "They died"},
	}
}

// LeaveForce is one leaving.
type LeaveForce struct {
	Officer candour.OfficerID `hidden:"yes"`
	Day     candour.Date      `ask:"On which day?"`
	Why     Reason            `ask:"Why?"`
	To      string            `ask:"If they went to another force: its code" optional:"yes"`
	Reason  candour.Marking   `ask:"If that day is before today: why is it recorded only now?" rows:"2" optional:"yes"`
}

// Kind is LeaveForceKind.
func (*LeaveForce) Kind() *act.Kind { return &LeaveForceKind }

// Of is the employment.
func (a *LeaveForce) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses no day, and a force that nobody was transferred to.
func (a *LeaveForce) Check() error {
	switch {
	case a.Day.IsZero():
		return candour.Invalid("day", "Give the day on which they left.")
	case a.To != "" && a.Why != "transferred":
		return candour.Invalid("to", "Give a force only for somebody who went to one.")
	case a.To != "" && !code(a.To):
		return candour.Invalid("to", "The code of a force has small letters, digits and dashes only.")
	}
	return nil
}

// Apply ends the employment, the posting that lasts, the roles and the key.
func (a *LeaveForce) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	why, err := earlier(m, a.Of(), a.Day, a.Reason)
	if err != nil {
		return nil, err
	}
	o, err := Read(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	switch {
	case !o.Left.IsZero():
		return nil, candour.Conflict("They left on %s. There is nothing more to record.", o.Left.Words())
	case !o.Appointed.IsZero() && a.Day.Before(o.Appointed):
		return nil, candour.Invalid("day", "They came on %s. Give that day or a later one.", o.Appointed.Words())
	}
	if _, err := tx.Exec(`UPDATE workforce_officer SET left_day = $1 WHERE force = $2 AND id = $3`, a.Day.String(), string(m.Force), string(a.Officer)); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_leaving (force, officer, on_day, reason, to_force) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), string(a.Officer), a.Day.String(), string(a.Why), a.To); err != nil {
		return nil, err
	}
	data := append(why, candour.Field{Name: "why", Value: string(a.Why)})
	if a.To != "" {
		data = append(data, candour.Field{Name: "to", Value: a.To})
	}
	out := []candour.Event{{Kind: OfficerLeft, Subject: a.Of(), On: a.Day, Data: data}}
	walls, err := endPostings(tx, m, a.Officer, o.Person, a.Day)
	if err != nil {
		return nil, err
	}
	more, err := shutOut(tx, m, a.Officer, o.Person)
	return append(append(out, more...), walls...), err
}

// endPostings ends the posting that lasts on a day.
func endPostings(tx *seal.Tx, m act.Made, o candour.OfficerID, p candour.PersonID, last candour.Date) ([]candour.Event, error) {
	n, err := tx.Exec(`UPDATE workforce_posting SET to_day = $1 WHERE force = $2 AND officer = $3 AND to_day = '' AND from_day <= $4`,
		last.String(), string(m.Force), string(o), last.String())
	if err != nil || n == 0 {
		return nil, err
	}
	all, err := postings(tx, m.Force, o)
	if err != nil {
		return nil, err
	}
	return wallByPostings(tx, m, o, p, all)
}

// shutOut ends what somebody who has left could still do, unless they work for
// the force in another employment: their roles give nothing, and are taken away,
// so that they do not come back by themselves if the person does; their key signs
// no more; and other systems are asked.
func shutOut(tx *seal.Tx, m act.Made, o candour.OfficerID, p candour.PersonID) ([]candour.Event, error) {
	here, err := worksHere(tx, m.Force, p, m.Today())
	if err != nil || here {
		return nil, err
	}
	if err := authz.Suspend(tx.Tx, m.Force, p, authz.Left); err != nil {
		return nil, err
	}
	held, err := authz.Held(tx.Tx, act.Staff(m.Force, p))
	if err != nil {
		return nil, err
	}
	var out []candour.Event
	for _, r := range held {
		if err := authz.Revoke(tx.Tx, m.Force, p, r, m.Today()); err != nil {
			return nil, err
		}
		out = append(out, candour.Event{Kind: RoleWithdrawn, Subject: officerSubject(o), On: m.Today(), Data: []candour.Field{{Name: "person", Value: string(p)}, {Name: "role", Value: string(r)}}})
		walls, err := moved(tx, m, p, r)
		if err != nil {
			return nil, err
		}
		out = append(out, walls...)
	}
	key, err := KeyOf(tx, m.Force, p)
	if err != nil {
		return nil, err
	}
	if key != "" {
		if err := endKey(tx, m, key); err != nil {
			return nil, err
		}
		out = append(out, candour.Event{Kind: KeyWithdrawn, Subject: officerSubject(o), On: m.Today(), Data: []candour.Field{{Name: "person", Value: string(p)}, {Name: "key", Value: key}}})
	}
	orders, err := OrderRevocations(tx, m, o, authz.Left)
	return append(out, orders...), err
}

// worksHere reports whether a person has an employment in a force that has not
// ended by a day.
func worksHere(tx *seal.Tx, force candour.ForceID, p candour.PersonID, on candour.Date) (bool, error) {
	var n int
	err := tx.One(`SELECT count(*) FROM workforce_officer WHERE force = $1 AND person = $2 AND serving <> 'no' AND (left_day = '' OR left_day > $3)`,
		[]any{string(force), string(p), on.String()}, &n)
	return n > 0, err
}

// Leaving is how an employment ended.
type Leaving struct {
	Day candour.Date
	Why Reason
	To  candour.ForceID
}

// LeavingOf is how an employment ended, or candour.ErrNotFound while it lasts and
// where nobody said.
func LeavingOf(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) (Leaving, error) {
	var on, why, to string
	err := tx.One(`SELECT on_day, reason, to_force FROM workforce_leaving WHERE force = $1 AND officer = $2`, []any{string(force), string(o)}, &on, &why, &to)
	if errors.Is(err, candour.ErrNotFound) {
		return Leaving{}, err
	}
	return Leaving{day(on), Reason(why), candour.ForceID(to)}, err
}
