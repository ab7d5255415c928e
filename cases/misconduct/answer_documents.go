package misconduct

import (
	"slices"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// AnswerDocumentsKind is the officer's own answer to the documents of the meeting or
// hearing (Police (Conduct) Regulations 2020, reg 31). Staff record one that came on
// paper.
var AnswerDocumentsKind = act.Kind{
	ID:     "answer-documents",
	Button: "Answer the documents",
	Does:   "Sends your answer to the documents of the meeting or hearing: whether you admit what is alleged, what you deny and why, and who should be heard. You may send more than once, and nothing that you send is changed or taken away.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{Regulation31Response},
	From:   []string{cases.Told},
	Roles:  own,
	New:    func() act.Act { return new(AnswerDocuments) },
	Fits:   toldOf(mayAnswerDocuments),
}

// AnswerDocuments is one answer. All stay.
type AnswerDocuments struct {
	Disclosure string          `hidden:"yes"`
	Admits     YesNo           `ask:"Do you admit what is alleged?" hint:"If you admit a part of it, answer no and say below which part."`
	Says       candour.Marking `ask:"What do you say?" hint:"What you deny and why, and the witnesses whom you want to be heard." rows:"8"`
}

// Kind is AnswerDocumentsKind.
func (*AnswerDocuments) Kind() *act.Kind { return &AnswerDocumentsKind }

// Of is what was disclosed to them.
func (a *AnswerDocuments) Of() candour.Subject { return disclosure(a.Disclosure) }

// Check refuses silence.
func (a *AnswerDocuments) Check() error { return must("says", a.Says, "Write what you say.") }

// Apply records it as their own.
func (a *AnswerDocuments) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := told(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	if !mayAnswerDocuments(all) {
		return nil, candour.Conflict("There are no documents that you can answer now. If you were given some, ask whoever gave them to you.")
	}
	return t.ownRecord(tx, m, a.Disclosure, response(a.Admits, a.Says))
}

func mayAnswerDocuments(all []step) bool {
	return slices.Contains([]string{Undated, Fixed}, proceedingState(all))
}
