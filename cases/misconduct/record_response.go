package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OfficerResponded is what happens when the officer answers the notice.
const OfficerResponded candour.EventKind = "officer-responded"

// RecordResponseKind records the officer's answer to the notice.
var RecordResponseKind = act.Kind{
	ID:     "record-response",
	Button: "Record the officer’s response",
	Does:   "Records what the officer, or who represents them, answers to the notice. What they say is looked into like anything else.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{OfficerResponded},
	From:   []string{Noticed, Answered},
	Roles:  []authz.Role{authz.CaseWorker, authz.Authority},
	New:    func() act.Act { return new(RecordResponse) },
}

// RecordResponse is one answer. There may be more, and all stay.
type RecordResponse struct {
	Proceeding string          `hidden:"yes"`
	Says       candour.Marking `ask:"What does the officer say?" hint:"Word for word, where it was written." rows:"8"`
	Day        candour.Date    `ask:"On which day did it come?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is RecordResponseKind.
func (*RecordResponse) Kind() *act.Kind { return &RecordResponseKind }

// Of is the proceedings.
func (a *RecordResponse) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses silence.
func (a *RecordResponse) Check() error {
	return must("says", a.Says, "Write what the officer says.")
}

// Apply records it.
func (a *RecordResponse) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if err := mustFollow(a.Day, last(all, NoticeServed), "the notice"); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: OfficerResponded, day: a.Day, late: a.Late, said: []said{{"says", "The officer says", a.Says}}})
}
