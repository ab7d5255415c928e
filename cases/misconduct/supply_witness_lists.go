package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// WitnessListsSupplied is what happens when the chair has the lists of witnesses.
const WitnessListsSupplied candour.EventKind = "witness-lists-supplied"

// SupplyWitnessListsKind records that whoever conducts or chairs it has the lists of
// witnesses, and can say who is heard (Police (Conduct) Regulations 2020, reg 32(2)).
var SupplyWitnessListsKind = act.Kind{
	ID:     "supply-witness-lists",
	Button: "Record that the chair has the lists",
	Does:   "Records that whoever conducts the meeting or chairs the hearing was given the lists of witnesses, or the notice that there are none.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{WitnessListsSupplied},
	From:   beforeIt,
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(SupplyWitnessLists) },
	Fits:   fits(func(all []step) bool { return owed(all, WitnessListsExchanged, WitnessListsSupplied) }),
}

// SupplyWitnessLists is one supply.
type SupplyWitnessLists struct {
	Proceeding string          `hidden:"yes"`
	How        Service         `ask:"How did they go?"`
	Day        candour.Date    `ask:"On which day?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is SupplyWitnessListsKind.
func (*SupplyWitnessLists) Kind() *act.Kind { return &SupplyWitnessListsKind }

// Of is the proceedings.
func (a *SupplyWitnessLists) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check finds nothing wrong by itself.
func (*SupplyWitnessLists) Check() error { return nil }

// Apply records it.
func (a *SupplyWitnessLists) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case last(all, WitnessListsExchanged).kind == "":
		return nil, candour.Conflict("The lists of witnesses were not exchanged yet. Record that first.")
	case !owed(all, WitnessListsExchanged, WitnessListsSupplied):
		return nil, candour.Conflict("The chair has the lists already. There is nothing more to do.")
	}
	if err := mustFollow(a.Day, last(all, WitnessListsExchanged), "the exchange of the lists"); err != nil {
		return nil, err
	}
	if err := mustPrecede(m, a.Day, all); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: WitnessListsSupplied, day: a.Day, late: a.Late, detail: string(a.How), plain: []candour.Field{{Name: "how", Value: string(a.How)}}})
}
