package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// WitnessListsExchanged is what happens when each side has said whom it wants heard.
const WitnessListsExchanged candour.EventKind = "witness-lists-exchanged"

// ExchangeWitnessListsKind records that the two sides have each other’s list of
// witnesses, or notice that there are none (Police (Conduct) Regulations 2020, reg
// 31(4)). An accelerated hearing has its own procedure.
var ExchangeWitnessListsKind = act.Kind{
	ID:     "exchange-witness-lists",
	Button: "Record the exchange of the lists of witnesses",
	Does:   "Records that the officer and the authority gave each other a list of the witnesses whom they propose, or notice that they propose none.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{WitnessListsExchanged},
	From:   beforeIt,
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(ExchangeWitnessLists) },
	Fits: fits(func(all []step) bool {
		return faces(all) != Accelerated && owed(all, Regulation31Response, WitnessListsExchanged)
	}),
}

// ExchangeWitnessLists is one exchange.
type ExchangeWitnessLists struct {
	Proceeding string          `hidden:"yes"`
	Lists      candour.Marking `ask:"Whom does each side propose?" hint:"And in short what each can say, or that a side proposes nobody." rows:"5"`
	Day        candour.Date    `ask:"On which day had both sides the other’s list?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is ExchangeWitnessListsKind.
func (*ExchangeWitnessLists) Kind() *act.Kind { return &ExchangeWitnessListsKind }

// Of is the proceedings.
func (a *ExchangeWitnessLists) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses lists of nothing.
func (a *ExchangeWitnessLists) Check() error {
	return must("lists", a.Lists, "Write whom each side proposes, or that it proposes nobody.")
}

// Apply records it.
func (a *ExchangeWitnessLists) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case faces(all) == Accelerated:
		return nil, candour.Conflict("Before an accelerated hearing no lists are exchanged.")
	case last(all, Regulation31Response).kind == "":
		return nil, candour.Conflict("The officer has not answered the documents yet. Record their response first: the lists are exchanged after it.")
	case !owed(all, Regulation31Response, WitnessListsExchanged):
		return nil, candour.Conflict("The lists were exchanged already. There is nothing more to do.")
	}
	if err := mustFollow(a.Day, last(all, Regulation31Response), "the response to the documents"); err != nil {
		return nil, err
	}
	if err := mustPrecede(m, a.Day, all); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: WitnessListsExchanged, day: a.Day, late: a.Late, said: []said{{"lists", "Proposed", a.Lists}}})
}
