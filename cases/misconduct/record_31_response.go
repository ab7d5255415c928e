package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// Regulation31Response is what happens when the officer answers the documents.
const Regulation31Response candour.EventKind = "regulation-31-response-given"

// Record31ResponseKind records the officer's answer to the documents (Police
// (Conduct) Regulations 2020, reg 31).
var Record31ResponseKind = act.Kind{
	ID:     "record-31-response",
	Button: "Record the response to the documents",
	Does:   "Records what the officer admits, what they deny and why, and whom they want to be heard.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{Regulation31Response},
	From:   []string{Undated, Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(Record31Response) },
}

// Record31Response is one answer.
type Record31Response struct {
	Proceeding string          `hidden:"yes"`
	Admits     YesNo           `ask:"Do they admit what is alleged?"`
	Says       candour.Marking `ask:"What do they say?" hint:"What they deny and why, and the witnesses whom they name." rows:"8"`
	Day        candour.Date    `ask:"On which day did it come?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is Record31ResponseKind.
func (*Record31Response) Kind() *act.Kind { return &Record31ResponseKind }

// Of is the proceedings.
func (a *Record31Response) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses silence.
func (a *Record31Response) Check() error {
	return must("says", a.Says, "Write what the officer says.")
}

// Apply records it.
func (a *Record31Response) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if err := mustFollow(a.Day, suppliedWith(all), "the supply of the documents"); err != nil {
		return nil, err
	}
	e := response(a.Admits, a.Says)
	e.day, e.late = a.Day, a.Late
	return t.records(tx, m, e)
}

// response is the one step of an answer to the documents, whoever records it.
func response(admits YesNo, says candour.Marking) entry {
	return entry{
		kind: Regulation31Response, detail: string(admits), plain: []candour.Field{{Name: "admits", Value: string(admits)}},
		said: []said{{"says", "The officer says", says}},
	}
}

// suppliedWith is the step in which the officer got the documents.
func suppliedWith(all []step) step {
	if faces(all) == Accelerated {
		return last(all, AcceleratedNoticeServed)
	}
	return last(all, DocumentsSupplied)
}
