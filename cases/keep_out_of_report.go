package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// KeepOutOfReportKind keeps somebody out of a report, and of what it becomes.
var KeepOutOfReportKind = act.Kind{
	ID:     "keep-out-of-report",
	Button: "Keep somebody out",
	Does:   keepOutDoes,
	Of:     "report",
	Emits:  []candour.EventKind{PersonKeptOut},
	From:   []string{"sent"},
	Roles:  []authz.Role{authz.Triage},
	New:    func() act.Act { return new(KeepOutOfReport) },
}

// KeepOutOfReport keeps one person out of a report.
type KeepOutOfReport struct {
	Report  candour.ReportID  `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes"`
	Because Tie               `ask:"Why?"`
}

// Kind is KeepOutOfReportKind.
func (*KeepOutOfReport) Kind() *act.Kind { return &KeepOutOfReportKind }

// Of is the report.
func (a *KeepOutOfReport) Of() candour.Subject {
	return candour.Subject{Kind: "report", ID: string(a.Report)}
}

// Check refuses nobody.
func (a *KeepOutOfReport) Check() error { return mustPick(a.Officer) }

// Apply says it. A reaction raises the wall.
func (a *KeepOutOfReport) Apply(_ *seal.Tx, m act.Made) ([]candour.Event, error) {
	return keptOut(m, a.Of(), a.Officer, a.Because), nil
}
