package workforce

import (
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// Turn is the order in which those on call are paged.
type Turn string

// The turns.
const (
	First          Turn = "first"
	Second         Turn = "second"
	SupervisorTurn Turn = "supervisor"
)

// Order is 0 for those who are paged first.
func (t Turn) Order() int { return slices.Index([]Turn{First, Second, SupervisorTurn}, t) }

// Choices are the turns.
func (Turn) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(First), Label: "First"},
		{Value: string(Second), Label: "Second, 15 minutes after the first"},
		{Value: string(SupervisorTurn), Label: "Supervisor on call, when the others did not answer"},
	}
}

// Way is how somebody is paged.
type Way string

// The ways.
const (
	ByMail Way = "mail"
	ByHook Way = "webhook"
)

// Choices are the ways.
func (Way) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(ByMail), Label: "Mail", Hint: "It says only that somebody asks for help, and where to sign in: others may see the screen."},
		{Value: string(ByHook), Label: "A pager service that is called over the web", Hint: "An address that begins with https://"},
	}
}

// OnCall is one turn on the roster. Whoever shows one has asked authz.
type OnCall struct {
	ID       string
	Officer  candour.OfficerID
	Person   candour.PersonID
	Turn     Turn
	Way      Way
	Address  candour.Marking
	From, To time.Time
}

// Roster is who is on call now or will be, in the order of their beginning.
var Roster = authz.Action{ID: "roster-force", Roles: []authz.Role{authz.Supervisor, authz.Authority, authz.Triage, authz.Inspector}}

// OnCallFrom are the turns that end after a time: those of now and of later.
func OnCallFrom(tx *seal.Tx, force candour.ForceID, at time.Time) (out []OnCall, err error) {
	err = tx.Each(`SELECT id, officer, person, turn, way, address, from_at, to_at FROM workforce_on_call WHERE force = $1 AND to_at > $2 AND ended_at = 0 ORDER BY from_at, id LIMIT 1000`,
		[]any{string(force), at.UnixMicro()}, func(scan func(...any) error) error {
			var x OnCall
			var officer, person, turn, way, address string
			var from, to int64
			err := scan(&x.ID, &officer, &person, &turn, &way, &address, &from, &to)
			x.Officer, x.Person, x.Turn, x.Way, x.Address = candour.OfficerID(officer), candour.PersonID(person), Turn(turn), Way(way), candour.Mark(address)
			x.From, x.To = time.UnixMicro(from).UTC(), time.UnixMicro(to).UTC()
			out = append(out, x)
			return err
		})
	if err != nil {
		return nil, err
	}
	for i := range out {
		words, err := tx.Words(force, officerSubject(out[i].Officer))
		if err != nil {
			return nil, err
		}
		if out[i].Address, err = words.Open("workforce_on_call.address/"+out[i].ID, out[i].Address.Words()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// OnCallAt are those who are on call at a time and can act on a page, in the order
// in which they are paged. Whoever is suspended, has left or reads nothing, as an
// administrator, is left out: a page to them is 15 minutes lost.
func OnCallAt(tx *seal.Tx, force candour.ForceID, at time.Time) (out []OnCall, err error) {
	all, err := OnCallFrom(tx, force, at)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.From.After(at) {
			continue
		}
		who := act.Staff(force, x.Person)
		if barred, err := authz.Barred(tx.Tx, who); err != nil {
			return nil, err
		} else if barred {
			continue
		}
		if roles, err := authz.RolesOf(tx.Tx, who); err != nil {
			return nil, err
		} else if slices.Contains(roles, authz.Administrator) {
			continue
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b OnCall) int { return a.Turn.Order() - b.Turn.Order() })
	return out, nil
}

// instantOf is a day and a time of day in London.
func instantOf(field string, on candour.Date, at string) (time.Time, error) {
	t, err := time.ParseInLocation("2006-01-02 15:04", on.String()+" "+at, candour.London)
	if err != nil || len(at) != 5 {
		return t, candour.Invalid(field, "Write the time with four numbers, such as 09:00.")
	}
	return t.UTC(), nil
}
