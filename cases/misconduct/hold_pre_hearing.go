package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// PreHearingHeld is what happens when a pre-hearing was held.
const PreHearingHeld candour.EventKind = "pre-hearing-held"

// HoldPreHearingKind records that the chair met the parties before the hearing
// (Police (Conduct) Regulations 2020, reg 33(1)(a)).
var HoldPreHearingKind = act.Kind{
	ID:     "hold-pre-hearing",
	Button: "Record the pre-hearing",
	Does:   "Records that the chair held the pre-hearing, and what was settled there: who is heard, how, and what is in dispute.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{PreHearingHeld},
	From:   beforeIt,
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(HoldPreHearing) },
	Fits:   fits(func(all []step) bool { return toHold(all).kind != "" }),
}

// HoldPreHearing is one pre-hearing.
type HoldPreHearing struct {
	Proceeding string          `hidden:"yes"`
	Settled    candour.Marking `ask:"What was settled?" hint:"Whom the chair will hear, and what protects those who are heard." rows:"5"`
	Day        candour.Date    `ask:"On which day was it?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is HoldPreHearingKind.
func (*HoldPreHearing) Kind() *act.Kind { return &HoldPreHearingKind }

// Of is the proceedings.
func (a *HoldPreHearing) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses silence.
func (a *HoldPreHearing) Check() error {
	return must("settled", a.Settled, "Write what was settled. If nothing was, write that.")
}

// Apply records it, where the chair holds one.
func (a *HoldPreHearing) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	began := toHold(all)
	switch {
	case last(all, BundleSentToChair).kind == "":
		return nil, candour.Conflict("The chair does not have the documents yet. Record that they were sent first.")
	case began.kind == "" && last(all, PreHearingHeld).kind != "":
		return nil, candour.Conflict("The pre-hearing was held already. There is nothing more to do.")
	case began.kind == "":
		return nil, candour.Conflict("It is on record that there is no pre-hearing.")
	}
	if err := mustFollow(a.Day, began, "the sending of the documents"); err != nil {
		return nil, err
	}
	if err := mustPrecede(m, a.Day, all); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: PreHearingHeld, day: a.Day, late: a.Late, said: []said{{"settled", "Settled", a.Settled}}})
}
