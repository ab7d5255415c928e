package misconduct

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// ProposeDateKind is the officer's own proposal of another date (Police (Conduct)
// Regulations 2020, reg 33(3)). It moves nothing.
var ProposeDateKind = act.Kind{
	ID:     "propose-date",
	Button: "Propose another date",
	Does:   "Says that you cannot come on the day that is fixed, and proposes another. The day stays as it is until you are told of another.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{AlternativeDateAsked},
	From:   []string{cases.Told},
	Roles:  own,
	New:    func() act.Act { return new(ProposeDate) },
	Fits:   toldOf(mayProposeDate),
}

// ProposeDate is one proposal.
type ProposeDate struct {
	Disclosure string          `hidden:"yes"`
	Date       candour.Date    `ask:"Which day do you propose?"`
	Why        candour.Marking `ask:"Why can you not come on the day that is fixed?" hint:"Or whoever represents you cannot." rows:"3"`
}

// Kind is ProposeDateKind.
func (*ProposeDate) Kind() *act.Kind { return &ProposeDateKind }

// Of is what was disclosed to them.
func (a *ProposeDate) Of() candour.Subject { return disclosure(a.Disclosure) }

// Check refuses a proposal without a day, or without a reason.
func (a *ProposeDate) Check() error {
	if a.Date.IsZero() {
		return candour.Invalid("date", "Give the day that you propose.")
	}
	return must("why", a.Why, "Write why you cannot come on the day that is fixed.")
}

// Apply records it as their own.
func (a *ProposeDate) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := told(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	switch {
	case !mayProposeDate(all):
		return nil, candour.Conflict("There is no date for which you can propose another now. Look again at what stands on your page.")
	case a.Date == datedOn(all):
		return nil, candour.Invalid("date", "It is on that day already. Give the day that you propose.")
	case a.Date.Before(m.Today()):
		return nil, candour.Invalid("date", "%s is past. Give a day to come.", a.Date.Words())
	}
	return t.ownRecord(tx, m, a.Disclosure, entry{
		kind: AlternativeDateAsked, detail: a.Date.String(), plain: []candour.Field{{Name: "proposed", Value: a.Date.String()}},
		said: []said{{"why", "Why", a.Why}},
	})
}

func mayProposeDate(all []step) bool {
	return proceedingState(all) == Fixed && owed(all, HearingFixed, AlternativeDateAsked)
}
