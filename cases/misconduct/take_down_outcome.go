package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/seal"
)

// OutcomeTakenDown is what happens when what was published is taken down.
const OutcomeTakenDown candour.EventKind = "outcome-taken-down"

// TakeDownOutcomeKind records that a published outcome was taken down (Police
// (Conduct) Regulations 2020, reg 43). It may be before its time, where it turns out
// to lead to the person who reported, but not without saying why.
var TakeDownOutcomeKind = act.Kind{
	ID:     "take-down-outcome",
	Button: "Take the outcome down",
	Does:   "Records that the published outcome was taken down. It stays up for 28 days; before that it is taken down only with reasons.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{OutcomeTakenDown},
	From:   []string{Decided},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(TakeDownOutcome) },
	Fits:   fits(func(all []step) bool { return owed(all, OutcomePublished, OutcomeTakenDown) }),
}

// TakeDownOutcome is one taking down.
type TakeDownOutcome struct {
	Proceeding string          `hidden:"yes"`
	Reasons    candour.Marking `ask:"If it comes down before its 28 days are over: why?" hint:"For example: somebody could tell from it who reported." rows:"3" optional:"yes"`
	Day        candour.Date    `ask:"On which day was it taken down?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is TakeDownOutcomeKind.
func (*TakeDownOutcome) Kind() *act.Kind { return &TakeDownOutcomeKind }

// Of is the proceedings.
func (a *TakeDownOutcome) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check finds nothing wrong by itself.
func (*TakeDownOutcome) Check() error { return nil }

// Apply records it.
func (a *TakeDownOutcome) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	up := last(all, OutcomePublished)
	switch {
	case up.kind == "":
		return nil, candour.Conflict("The outcome was not published, so there is nothing to take down.")
	case !owed(all, OutcomePublished, OutcomeTakenDown):
		return nil, candour.Conflict("It was taken down already. There is nothing more to do.")
	}
	if err := mustFollow(a.Day, up, "its publication"); err != nil {
		return nil, err
	}
	day := dayOf(m, a.Day)
	rule, err := clock.Find("conduct-43-outcome-stays-up")
	if err != nil {
		return nil, err
	}
	until, err := rule.Due(up.on)
	if err != nil {
		return nil, err
	}
	if !day.After(until.By) && cases.MustReason(a.Reasons) != nil {
		return nil, candour.Invalid("reasons", "It stays up until %s (read in a secondary source). Write why it comes down before.", until.By.Words())
	}
	return t.records(tx, m, entry{kind: OutcomeTakenDown, day: a.Day, late: a.Late, said: []said{{"reasons", "Taken down before its time because", a.Reasons}}})
}
