package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens when the officer appeals: from a meeting, or to the tribunal.
const (
	MeetingAppealed  candour.EventKind = "meeting-appealed"
	TribunalAppealed candour.EventKind = "tribunal-appealed"
)

// RecordAppealKind records that the officer appeals: from a meeting (Police (Conduct)
// Regulations 2020, reg 45), else to the police appeals tribunal. Whoever hears the
// appeal judges whether it came in time.
var RecordAppealKind = act.Kind{
	ID:     "record-appeal",
	Button: "Record an appeal",
	Does:   "Records that the officer appeals against the finding or the outcome: from a meeting, or to the police appeals tribunal. The outcome stands until somebody decides otherwise.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{MeetingAppealed, TribunalAppealed},
	From:   []string{Decided},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(RecordAppeal) },
	Fits:   fits(func(all []step) bool { return mayAppeal(all) == nil }),
}

// appealOf is the appeal that there is from such proceedings.
func appealOf(all []step) candour.EventKind {
	if faces(all) == Meeting {
		return MeetingAppealed
	}
	return TribunalAppealed
}

// RecordAppeal is one appeal.
type RecordAppeal struct {
	Proceeding string          `hidden:"yes"`
	Grounds    candour.Marking `ask:"On which grounds?" hint:"Word for word, where they are written." rows:"5"`
	Day        candour.Date    `ask:"On which day did it come?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is RecordAppealKind.
func (*RecordAppeal) Kind() *act.Kind { return &RecordAppealKind }

// Of is the proceedings.
func (a *RecordAppeal) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an appeal on no grounds.
func (a *RecordAppeal) Check() error {
	return must("grounds", a.Grounds, "Write the grounds of the appeal.")
}

// Apply records it, once.
func (a *RecordAppeal) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if err := mayAppeal(all); err != nil {
		return nil, err
	}
	if err := mustFollow(a.Day, last(all, ReportGiven), "the giving of the report"); err != nil {
		return nil, err
	}
	e := appeal(all, a.Grounds)
	e.day, e.late = a.Day, a.Late
	return t.records(tx, m, e)
}

// mayAppeal refuses an appeal that there cannot be, or that there is already.
func mayAppeal(all []step) error {
	switch {
	case last(all, OutcomeRecorded).detail == string(NoFinding):
		return candour.Conflict("There was no finding, so there is nothing to appeal against.")
	case last(all, ReportGiven).kind == "":
		return candour.Conflict("It is not on record that the officer has the report. Record that first: their time to appeal is counted from it.")
	case last(all, appealOf(all)).kind != "":
		return candour.Conflict("An appeal is on record already.")
	}
	return nil
}

// appeal is the one step of an appeal, whoever records it.
func appeal(all []step, grounds candour.Marking) entry {
	return entry{kind: appealOf(all), plain: []candour.Field{{Name: "proceedings", Value: string(faces(all))}}, said: []said{{"grounds", "Grounds", grounds}}}
}
