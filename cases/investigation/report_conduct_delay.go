package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// InvestigationDelayReported is what happens when the local policing body is told
// that a conduct investigation is not finished.
const InvestigationDelayReported candour.EventKind = "investigation-delay-reported"

const conductDelay = "conduct-19-investigation-delay-report"

// ReportConductDelayKind reports that a conduct investigation is not finished (Police
// (Conduct) Regulations 2020, reg 19). Reg 19(4) has a copy go to the officer: that
// is a disclosure, with its own act, harm test and safety plan.
var ReportConductDelayKind = act.Kind{
	ID:     "report-conduct-delay",
	Button: "Report that the conduct investigation is not finished",
	Does:   "Records that the local policing body was told in writing how far the conduct investigation is, why it is not finished, and when it will be. It is owed after twelve months and then after each six, and can be recorded from four weeks before the end of such a period. A copy for the officer is disclosed to them by itself.",
	Of:     "case",
	Emits:  []candour.EventKind{InvestigationDelayReported},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ReportConductDelay) },
	Fits:   reportOwed(conductDelay),
}

// ReportConductDelay is one report.
type ReportConductDelay struct {
	Case     candour.CaseID  `hidden:"yes"`
	Progress candour.Marking `ask:"How far is the investigation?" rows:"4"`
	Why      candour.Marking `ask:"Why is it not finished?" hint:"The reason for the time that it has taken." rows:"4"`
	Next     candour.Marking `ask:"What is planned to bring it to an end?" rows:"4"`
	Finished candour.Date    `ask:"By which day will it be finished?" hint:"As you expect it now, with the investigator’s report."`
	Day      candour.Date    `ask:"On which day was it sent?" hint:"Leave it empty for today." optional:"yes"`
	Late     candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is ReportConductDelayKind.
func (*ReportConductDelay) Kind() *act.Kind { return &ReportConductDelayKind }

// Of is the case.
func (a *ReportConductDelay) Of() candour.Subject { return cases.Subject(a.Case) }

func (a *ReportConductDelay) report() delayReport {
	return delayReport{a.Case, conductDelay, InvestigationDelayReported, toPolicingBody, a.Progress, a.Why, a.Next, a.Finished, a.Day, a.Late}
}

// Check refuses a report that does not say what it must.
func (a *ReportConductDelay) Check() error { return a.report().check() }

// Apply records it.
func (a *ReportConductDelay) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return a.report().apply(tx, m)
}
