package misconduct

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// AnswerNoticeKind is the officer's own answer to the notice, in their own words
// (Police (Conduct) Regulations 2020, reg 18). Staff record one that came on paper.
var AnswerNoticeKind = act.Kind{
	ID:     "answer-notice",
	Button: "Answer the notice",
	Does:   "Sends your answer to whoever looks into it. You need not answer, and you may answer more than once. Nothing that you send is changed or taken away.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{OfficerResponded},
	From:   []string{cases.Told},
	Roles:  own,
	New:    func() act.Act { return new(AnswerNotice) },
	Fits:   toldOf(mayAnswer),
}

// AnswerNotice is one answer. All stay.
type AnswerNotice struct {
	Disclosure string          `hidden:"yes"`
	Says       candour.Marking `ask:"What do you answer?" hint:"Say what you want to be looked into, and who or what could show it." rows:"8"`
}

// Kind is AnswerNoticeKind.
func (*AnswerNotice) Kind() *act.Kind { return &AnswerNoticeKind }

// Of is what was disclosed to them.
func (a *AnswerNotice) Of() candour.Subject { return disclosure(a.Disclosure) }

// Check refuses silence.
func (a *AnswerNotice) Check() error { return must("says", a.Says, "Write your answer.") }

// Apply records it as their own.
func (a *AnswerNotice) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := told(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	if !mayAnswer(all) {
		return nil, candour.Conflict("There is no notice that waits for an answer. If you were given one, ask whoever gave it to you.")
	}
	return t.ownRecord(tx, m, a.Disclosure, entry{kind: OfficerResponded, said: []said{{"says", "The officer says", a.Says}}})
}

// mayAnswer holds until the officer has the documents, and not until it is decided
// whether there is a case to answer: of that decision they may not have been told,
// and a form that closed with it would tell them.
func mayAnswer(all []step) bool {
	return last(all, NoticeServed).kind != "" && last(all, DocumentsSupplied).kind == "" && last(all, AcceleratedNoticeServed).kind == ""
}
