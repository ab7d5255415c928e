package workforce

import (
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// PutOnCallEvent is what happens when somebody is put on call.
const PutOnCallEvent candour.EventKind = "put-on-call"

// longestTurn is the most that one turn may last: a roster that nobody looks at any
// more pages somebody who has moved on.
const longestTurn = 31 * 24 * time.Hour

// PutOnCallKind puts a member of staff on call for people in danger. Nobody puts
// themselves there: an officer who fears a call could take the turn in which it
// comes.
var PutOnCallKind = act.Kind{
	ID:     "put-on-call",
	Button: "Put on call",
	Does:   "Puts somebody on call for people who say that they are in danger now: from when, until when, and how they are paged. Somebody whom a call names, and whoever works with them, is never paged for it.",
	Of:     "officer",
	Emits:  []candour.EventKind{PutOnCallEvent},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.Supervisor, authz.Authority},
	New:    func() act.Act { return new(PutOnCall) },
}

// PutOnCall is one turn.
type PutOnCall struct {
	Officer   candour.OfficerID `hidden:"yes"`
	FromDay   candour.Date      `ask:"From which day?"`
	FromTime  string            `ask:"From what time?" hint:"Such as 09:00. An earlier hour of today counts from now."`
	UntilDay  candour.Date      `ask:"Until which day?"`
	UntilTime string            `ask:"Until what time?" hint:"Such as 17:00"`
	Turn      Turn              `ask:"Whose turn is it?"`
	Way       Way               `ask:"How are they paged?"`
	Address   candour.Marking   `ask:"At which address?" hint:"Of a mailbox that only they read, or of the pager service."`
}

// Kind is PutOnCallKind.
func (*PutOnCall) Kind() *act.Kind { return &PutOnCallKind }

// Of is the employment.
func (a *PutOnCall) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses times that are none, and addresses that could carry more than one.
func (a *PutOnCall) Check() error {
	if _, _, err := a.times(); err != nil {
		return err
	}
	if a.Way == ByHook {
		return candour.CheckHook("address", a.Address.Words())
	}
	return candour.CheckMail("address", a.Address.Words())
}

func (a *PutOnCall) times() (from, to time.Time, err error) {
	if from, err = instantOf("from-time", a.FromDay, a.FromTime); err != nil {
		return from, to, err
	}
	if to, err = instantOf("until-time", a.UntilDay, a.UntilTime); err != nil {
		return from, to, err
	}
	switch {
	case !to.After(from):
		return from, to, candour.Invalid("until-day", "It must end after it begins.")
	case to.Sub(from) > longestTurn:
		return from, to, candour.Invalid("until-day", "A turn lasts 31 days at most. Put them on call again after that.")
	}
	return from, to, nil
}

// begins is when a turn begins, which is now where it is an earlier hour of today. Whoever
// keeps the roster could else have pages go to an address of their own, before or
// beside the one that is there: by an earlier beginning or a second turn.
func (a *PutOnCall) begins(tx *seal.Tx, m act.Made, p candour.PersonID, from, to time.Time) (time.Time, error) {
	switch {
	case !to.After(m.Now):
		return from, candour.Invalid("until-day", "This turn is over already. Give a later day.")
	case a.FromDay.Before(m.Today()):
		return from, candour.Invalid("from-day", "This day is over. A turn begins today or later.")
	case from.Before(m.Now):
		from = m.Now
	}
	var n int
	err := tx.One(`SELECT count(*) FROM workforce_on_call WHERE force = $1 AND person = $2 AND ended_at = 0 AND from_at < $3 AND to_at > $4`,
		[]any{string(m.Force), string(p), to.UnixMicro(), from.UnixMicro()}, &n)
	if err == nil && n > 0 {
		err = candour.Invalid("from-day", "They are on call already in some of this time. Give other times, or take them off call first.")
	}
	return from, err
}

// Apply puts them on the roster.
func (a *PutOnCall) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	from, to, err := a.times()
	if err != nil {
		return nil, err
	}
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	if from, err = a.begins(tx, m, p, from, to); err != nil {
		return nil, err
	}
	key, err := tx.Make(m.Force, a.Of(), m.NewKey)
	if err != nil {
		return nil, err
	}
	id := m.ID("on-call")
	sealed, err := key.Seal("workforce_on_call.address/"+id, a.Address.Words())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_on_call (force, id, officer, person, turn, way, address, from_at, to_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`,
		string(m.Force), id, string(a.Officer), string(p), string(a.Turn), string(a.Way), sealed, from.UnixMicro(), to.UnixMicro()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PutOnCallEvent, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "turn", Value: string(a.Turn)},
		{Name: "way", Value: string(a.Way)},
		{Name: "from", Value: from.Format(time.RFC3339)},
		{Name: "until", Value: to.Format(time.RFC3339)},
		{Name: "address", Value: a.Address.Words(), Of: a.Of()},
	}}}, nil
}
