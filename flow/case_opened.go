package flow

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// caseOpened brings every allegation of the report into its case, word for word,
// and tells the person at once: they need not wonder whether one was left out.
var caseOpened = []act.Reaction{{
	ID:    "record-allegations",
	On:    cases.CaseOpened,
	Emits: []candour.EventKind{cases.CameToAttention, cases.AllegationRecorded},
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		id, c := candour.ReportID(e.Value("report")), candour.CaseID(e.Subject.ID)
		r, err := intake.Read(tx, m.Force, id)
		if err != nil {
			return nil, err
		}
		if err := intake.MarkOpened(tx.Tx, m.Force, id, c); err != nil {
			return nil, err
		}
		// Until somebody has said who it is about, whom the report could mean must see the case as little.
		if err := authz.Inherit(tx.Tx, m.Force, candour.Subject{Kind: "report", ID: string(id)}, e.Subject); err != nil {
			return nil, err
		}
		var said []cases.Confirmed
		for _, a := range r.Allegations {
			said = append(said, cases.Confirmed{ID: a.ID, Words: a.What})
		}
		events, err := cases.Record(tx, m, c, r.SentOn, said)
		if err != nil {
			return nil, err
		}
		told := []intake.Told{
			{Kind: cases.CameToAttention, On: r.SentOn, Says: "The time the law gives us counts from this day."},
			{Kind: cases.CaseOpened, On: e.On, Says: "Somebody has read your report and is dealing with it."},
		}
		for _, a := range r.Allegations {
			told = append(told, intake.Told{Kind: cases.AllegationRecorded, On: e.On, Allegation: a.ID, Says: "Recorded. It will be decided by itself."})
		}
		for _, t := range told {
			if err := intake.Tell(tx, m.Force, id, t); err != nil {
				return nil, err
			}
		}
		return events, nil
	},
}}
