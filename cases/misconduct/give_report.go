package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ReportGiven is what happens when the officer has the report of the meeting or
// hearing. The time in which they may appeal is counted from it.
const ReportGiven candour.EventKind = "report-given"

// GiveReportKind records that the officer was given the report.
var GiveReportKind = act.Kind{
	ID:     "give-report",
	Button: "Record that the officer has the report",
	Does:   "Records that the officer was given the report of the meeting or hearing, with the outcome and the reasons. The time in which they may appeal is counted from that day.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{ReportGiven},
	From:   []string{Decided},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(GiveReport) },
	Fits: fits(func(all []step) bool {
		return last(all, ChairReported).kind != "" && last(all, ReportGiven).kind == ""
	}),
}

// GiveReport is the giving of it.
type GiveReport struct {
	Proceeding string          `hidden:"yes"`
	What       candour.Marking `ask:"What was given to the officer?" hint:"What is held back because of the harm test is not in it." rows:"3"`
	Day        candour.Date    `ask:"On which day?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is GiveReportKind.
func (*GiveReport) Kind() *act.Kind { return &GiveReportKind }

// Of is the proceedings.
func (a *GiveReport) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an empty report.
func (a *GiveReport) Check() error {
	return must("what", a.What, "Write what was given to the officer.")
}

// Apply records it, once, and not before there is a report and an outcome.
func (a *GiveReport) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case last(all, ChairReported).kind == "":
		return nil, candour.Conflict("The chair’s report has not come yet. Record it first.")
	case last(all, ReportGiven).kind != "":
		return nil, candour.Conflict("The officer has the report already. There is nothing more to do.")
	}
	for _, before := range []struct {
		kind candour.EventKind
		what string
	}{{ChairReported, "the chair’s report"}, {OutcomeRecorded, "the outcome"}} {
		if err := mustFollow(a.Day, last(all, before.kind), before.what); err != nil {
			return nil, err
		}
	}
	return t.records(tx, m, entry{
		kind: ReportGiven, day: a.Day, late: a.Late, plain: []candour.Field{{Name: "proceedings", Value: string(faces(all))}},
		said: []said{{"what", "Given", a.What}},
	})
}
