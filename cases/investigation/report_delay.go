package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// DelayReported is what happens when those who watch over a force are told that an
// investigation is not finished.
const DelayReported candour.EventKind = "delay-reported"

// DelayReportTo is where such a report went.
type DelayReportTo string

// The answers. The oversight body has it in every case (reg 13(1)(b)).
const (
	ToBoth      DelayReportTo = "both"
	ToOversight DelayReportTo = "oversight-body"

	toPolicingBody DelayReportTo = "local-policing-body" // of reg 19, which names no other
)

// Choices are the answers as they are asked.
func (DelayReportTo) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(ToBoth), Label: "To the local policing body and the oversight body"},
		{Value: string(ToOversight), Label: "To the oversight body only", Hint: "Where telling the local policing body might prejudice this or another investigation, or where that body is itself the appropriate authority."},
	}
}

// words is where it went, as a page writes it.
func (to DelayReportTo) words() string {
	if to == toPolicingBody {
		return "To the local policing body"
	}
	return label(to.Choices(), string(to))
}

const complaintsDelay = "complaints-13-delay-report"

// ReportDelayKind reports that an investigation is not finished (Police (Complaints
// and Misconduct) Regulations 2020, reg 13).
var ReportDelayKind = act.Kind{
	ID:     "report-delay",
	Button: "Report that it is not finished",
	Does:   "Records that the local policing body and the oversight body were told in writing how far the investigation is, why it is not finished, and when it will be. It is owed after twelve months and then after each six, and can be recorded from four weeks before the end of such a period.",
	Of:     "case",
	Emits:  []candour.EventKind{DelayReported},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ReportDelay) },
	Fits:   reportOwed(complaintsDelay),
}

// ReportDelay is one report, to both bodies: it counts from the day on which the
// last of them was told.
type ReportDelay struct {
	Case     candour.CaseID  `hidden:"yes"`
	To       DelayReportTo   `ask:"To whom did it go?"`
	Progress candour.Marking `ask:"How far is the investigation?" rows:"4"`
	Why      candour.Marking `ask:"Why is it not finished?" hint:"The reason for the time that it has taken." rows:"4"`
	Next     candour.Marking `ask:"What is planned to bring it to an end?" rows:"4"`
	Finished candour.Date    `ask:"By which day will it be finished?" hint:"As you expect it now."`
	Day      candour.Date    `ask:"On which day was it sent?" hint:"If it went to the two on two days: the later one. Leave it empty for today." optional:"yes"`
	Late     candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is ReportDelayKind.
func (*ReportDelay) Kind() *act.Kind { return &ReportDelayKind }

// Of is the case.
func (a *ReportDelay) Of() candour.Subject { return cases.Subject(a.Case) }

func (a *ReportDelay) report() delayReport {
	return delayReport{a.Case, complaintsDelay, DelayReported, a.To, a.Progress, a.Why, a.Next, a.Finished, a.Day, a.Late}
}

// Check refuses a report that does not say what it must.
func (a *ReportDelay) Check() error { return a.report().check() }

// Apply records it.
func (a *ReportDelay) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return a.report().apply(tx, m)
}
