package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ChairReported is what happens when the chair's report is with the authority.
const ChairReported candour.EventKind = "chair-reported"

// RecordChairReportKind records that the chair's report has come (Police (Conduct)
// Regulations 2020, reg 43(1)).
var RecordChairReportKind = act.Kind{
	ID:     "record-chair-report",
	Button: "Record the chair’s report",
	Does:   "Records that the chair’s report of the meeting or hearing has come: what was found, and why.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{ChairReported},
	From:   []string{Held, Decided},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(RecordChairReport) },
}

// RecordChairReport is the report.
type RecordChairReport struct {
	Proceeding string          `hidden:"yes"`
	Report     candour.Marking `ask:"What does the report say?" hint:"Each finding with its reasons." rows:"8"`
	Day        candour.Date    `ask:"On which day did it come?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is RecordChairReportKind.
func (*RecordChairReport) Kind() *act.Kind { return &RecordChairReportKind }

// Of is the proceedings.
func (a *RecordChairReport) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an empty report.
func (a *RecordChairReport) Check() error {
	return must("report", a.Report, "Write what the report says.")
}

// Apply records it.
func (a *RecordChairReport) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if last(all, ChairReported).kind != "" {
		return nil, candour.Conflict("The chair’s report is here already. There is nothing more to do.")
	}
	if err := mustFollow(a.Day, last(all, HearingCompleted), "the end of the meeting or hearing"); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: ChairReported, day: a.Day, late: a.Late, said: []said{{"report", "The chair reports", a.Report}}})
}
