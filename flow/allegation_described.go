package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/complaint"
	"candour/intake"
	"candour/seal"
)

// allegationDescribed brings about what one account must become, whenever what it
// depends on is said or changes: a crime record, a complaint or conduct matter, a
// decision on a referral, a look at the person's safety and at the officer's
// vetting. Each has an owner and stands by itself.
var allegationDescribed = []act.Reaction{
	{
		ID:    "bring-what-is-always-owed",
		On:    cases.CameToAttention,
		Emits: complaint.Brings,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			return complaint.Bring(tx, m, candour.CaseID(e.Subject.ID), e.On)
		},
	},
	bring("bring-what-is-alleged", cases.AllegationDescribed),
	bring("bring-what-the-officer-needs", cases.OfficerLinked),
	bring("bring-what-the-decision-leaves", cases.AllegationDecided),
	bring("bring-what-the-person-is-owed", complaint.PersonDescribed),
	{
		ID: "note-the-announcement",
		On: complaint.CriteriaMet,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			return nil, complaint.Announced(tx, m.Force, candour.CaseID(e.Subject.ID), e.ID)
		},
	},
	{
		ID: "tell-that-it-is-recorded",
		On: complaint.Recorded,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			as := complaint.RecordedAs(e.Value("as"))
			if as == complaint.NotRecorded || e.Act != complaint.RecordComplaintKind.ID { // that is a decision, which somebody tells them
				return nil, nil
			}
			report, err := cases.ReportOf(tx, m.Force, candour.CaseID(e.Subject.ID))
			if err != nil || report == "" {
				return nil, err
			}
			return nil, intake.Tell(tx, m.Force, report, intake.Told{Kind: e.Kind, On: e.On, Says: "Your report is on record. We keep you told of how it goes."})
		},
	},
}

func bring(id string, on candour.EventKind) act.Reaction {
	return act.Reaction{ID: id, On: on, Emits: complaint.Brings, Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return complaint.Bring(tx, m, candour.CaseID(e.Subject.ID), candour.Date{})
	}}
}
