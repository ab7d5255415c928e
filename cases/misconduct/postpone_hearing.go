package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// HearingPostponed is what happens when the date of a meeting or hearing is given
// up.
const HearingPostponed candour.EventKind = "hearing-postponed"

// Because is why a hearing is postponed. A request of the officer moves the last
// day by which it must be held; nothing else does.
type Because string

// The answers. The first is the word by which the time limits know it.
const (
	OfficerAsked Because = "officers-request"
	PersonAsked  Because = "request-of-the-person-who-reported"
	Criminal     Because = "criminal-proceedings"
	OurReason    Because = "panel-or-force"
)

// Choices are the answers as they are asked.
func (Because) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(OfficerAsked), Label: "The officer asked for it"},
		{Value: string(PersonAsked), Label: "The person who reported asked for it"},
		{Value: string(Criminal), Label: "Criminal proceedings"},
		{Value: string(OurReason), Label: "The panel or the force cannot hold it on that day"},
	}
}

// PostponeHearingKind gives up a date. Without a new one the hearing stands among
// what is overdue, since the first day on which it could have had one.
var PostponeHearingKind = act.Kind{
	ID:     "postpone-hearing",
	Button: "Postpone it",
	Does:   "Gives up the date of the meeting or hearing, with reasons, and gives a new one if there is one. Without a new date it is overdue from the first day on which it could have had one.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{HearingPostponed, HearingFixed},
	From:   []string{Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(PostponeHearing) },
}

// PostponeHearing is one postponement.
type PostponeHearing struct {
	Proceeding string          `hidden:"yes"`
	Reason     Because         `ask:"Why is it postponed?"`
	Reasons    candour.Marking `ask:"What are the reasons?" rows:"4"`
	Date       candour.Date    `ask:"On which day is it instead?" hint:"Leave it empty if there is no new date yet." optional:"yes"`
	Where      candour.Marking `ask:"Where, and at what time?" hint:"If there is a new date." rows:"2" optional:"yes"`
}

// Kind is PostponeHearingKind.
func (*PostponeHearing) Kind() *act.Kind { return &PostponeHearingKind }

// Of is the proceedings.
func (a *PostponeHearing) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a postponement without reasons, and a new date without a place.
func (a *PostponeHearing) Check() error {
	if err := cases.MustReason(a.Reasons); err != nil {
		return err
	}
	if !a.Date.IsZero() {
		return must("where", a.Where, "Write where it is on the new date, and at what time.")
	}
	if !blank(a.Where) {
		return candour.Invalid("date", "You wrote where it is, and no new date. Give the date, or take the place out.")
	}
	return nil
}

// Apply postpones it.
func (a *PostponeHearing) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if a.Date == datedOn(all) {
		return nil, candour.Invalid("date", "It is on that day already. Give another, or leave it empty.")
	}
	out, err := t.records(tx, m, entry{
		kind: HearingPostponed, detail: a.Date.String(), plain: []candour.Field{{Name: "date", Value: a.Date.String()}, {Name: "reason", Value: string(a.Reason)}},
		said: []said{{"reasons", "Reasons", a.Reasons}},
	})
	if err != nil || a.Date.IsZero() {
		return out, err
	}
	fixed, err := fix(tx, m, t, a.Date, a.Where)
	return append(out, fixed...), err
}
