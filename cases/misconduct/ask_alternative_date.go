package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// AlternativeDateAsked is what happens when the officer proposes another date.
const AlternativeDateAsked candour.EventKind = "alternative-date-asked"

// AskAlternativeDateKind records that the officer, or who represents them, cannot
// come and proposes another date (Police (Conduct) Regulations 2020, reg 33(3)). It
// moves nothing: whoever agrees postpones it to that day.
var AskAlternativeDateKind = act.Kind{
	ID:     "ask-alternative-date",
	Button: "Record another date that the officer proposes",
	Does:   "Records that the officer cannot come on the day that is fixed, and proposes another. It is postponed by an act of its own.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{AlternativeDateAsked},
	From:   []string{Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(AskAlternativeDate) },
	Fits:   fits(func(all []step) bool { return owed(all, HearingFixed, AlternativeDateAsked) }),
}

// AskAlternativeDate is one proposal.
type AskAlternativeDate struct {
	Proceeding string          `hidden:"yes"`
	Date       candour.Date    `ask:"Which day do they propose?"`
	Why        candour.Marking `ask:"Why can they not come on the day that is fixed?" rows:"3"`
	Day        candour.Date    `ask:"On which day did they ask?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is AskAlternativeDateKind.
func (*AskAlternativeDate) Kind() *act.Kind { return &AskAlternativeDateKind }

// Of is the proceedings.
func (a *AskAlternativeDate) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a proposal without a reason.
func (a *AskAlternativeDate) Check() error {
	return must("why", a.Why, "Write why they cannot come on the day that is fixed.")
}

// Apply records it.
func (a *AskAlternativeDate) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case !owed(all, HearingFixed, AlternativeDateAsked):
		return nil, candour.Conflict("They proposed another date for this one already. Postpone it, or leave it as it is.")
	case a.Date == datedOn(all):
		return nil, candour.Invalid("date", "It is on that day already. Give the day that they propose.")
	}
	if err := mustFollow(a.Day, last(all, HearingFixed), "the fixing of the date"); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{
		kind: AlternativeDateAsked, day: a.Day, late: a.Late, detail: a.Date.String(), plain: []candour.Field{{Name: "proposed", Value: a.Date.String()}},
		said: []said{{"why", "Why", a.Why}},
	})
}
