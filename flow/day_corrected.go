package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/investigation"
	"candour/intake"
	"candour/seal"
)

// dayCorrected carries the right day to wherever the wrong one was kept: what is
// due to the person is computed from what they were told.
var dayCorrected = []act.Reaction{
	{ID: "tell-the-right-day-of-attention", On: cases.CameToAttention, Corrections: true, Do: redate},
	{ID: "tell-the-right-day-of-an-update", On: cases.PersonUpdated, Corrections: true, Do: redate},
	{ID: "tell-the-right-day-of-a-delay-report", On: investigation.DelayReported, Corrections: true, Do: redate},
	{ID: "move-the-delay-report", On: investigation.DelayReported, Corrections: true, Do: moveReport},
	{ID: "move-the-conduct-delay-report", On: investigation.InvestigationDelayReported, Corrections: true, Do: moveReport},
	{
		ID: "move-the-interview", On: investigation.StatementTaken, Corrections: true,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			if e.Corrects == "" {
				return nil, nil
			}
			return nil, investigation.MoveInterview(tx, m.Force, e.Value("interview"), e.On)
		},
	},
}

func moveReport(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
	if e.Corrects == "" {
		return nil, nil
	}
	return nil, investigation.MoveDelayReport(tx, m.Force, e.Value("report"), e.On)
}

func redate(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
	if e.Corrects == "" {
		return nil, nil
	}
	report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
	if err != nil || report == "" {
		return nil, err
	}
	from, err := candour.ParseDate(e.Value(cases.CorrectedFrom))
	if err != nil {
		return nil, err
	}
	return nil, intake.Redate(tx, m.Force, report, e.Kind, from, e.On)
}
