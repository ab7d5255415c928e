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

// PostponeHearingKind gives a hearing another date. It is never without one: a
// hearing that was put off until further notice is one that nobody holds. Where
// nobody can tell yet when criminal proceedings end, it is postponed again.
var PostponeHearingKind = act.Kind{
	ID:     "postpone-hearing",
	Button: "Postpone it",
	Does:   "Gives the meeting or hearing another date, with reasons. It is not postponed without one: if nobody can tell yet, give the day on which you expect to know, and postpone it again then.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{HearingPostponed, HearingFixed, cases.Disclosed},
	From:   []string{Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(PostponeHearing) },
}

// PostponeHearing is one postponement.
type PostponeHearing struct {
	Proceeding string          `hidden:"yes"`
	Reason     Because         `ask:"Why is it postponed?"`
	Reasons    candour.Marking `ask:"What are the reasons?" rows:"4"`
	Date       candour.Date    `ask:"On which day is it instead?" hint:"A working day." optional:"yes"` // asked by Check, which says why
	Where      candour.Marking `ask:"Where, and at what time?" rows:"2"`
	Reads      candour.Marking `ask:"What does the officer read of the place and the time?" hint:"They see the day without it. Nothing of how the person who reported comes, or follows it. Leave it empty if they are told in another way." rows:"2" optional:"yes"`
	Harm       candour.Marking `ask:"If they read something: how do you know that it does no harm?" hint:"The harm test: whom you asked, and what is in place." rows:"2" optional:"yes"`
}

// Kind is PostponeHearingKind.
func (*PostponeHearing) Kind() *act.Kind { return &PostponeHearingKind }

// Of is the proceedings.
func (a *PostponeHearing) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a postponement without reasons, without a new date, or without a
// place.
func (a *PostponeHearing) Check() error {
	if err := cases.MustReason(a.Reasons); err != nil {
		return err
	}
	if a.Date.IsZero() {
		return candour.Invalid("date", "A hearing is not postponed without a new date. Give the day on which it is instead. If nobody can tell yet, give the day on which you expect to know, and postpone it again then.")
	}
	if err := must("where", a.Where, "Write where it is on the new date, and at what time."); err != nil {
		return err
	}
	return mustTest(a.Reads, a.Harm)
}

// Apply postpones it.
func (a *PostponeHearing) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if a.Date == datedOn(all) {
		return nil, candour.Invalid("date", "It is on that day already. Give another.")
	}
	out, err := t.records(tx, m, entry{
		kind: HearingPostponed, detail: a.Date.String(), plain: []candour.Field{{Name: "date", Value: a.Date.String()}, {Name: "reason", Value: string(a.Reason)}},
		said: []said{{"reasons", "Reasons", a.Reasons}},
	})
	if err != nil {
		return nil, err
	}
	fixed, err := fix(tx, m, t, a.Date, a.Where, a.Reads, a.Harm)
	return append(out, fixed...), err
}
