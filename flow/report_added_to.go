package flow

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// reportAddedTo walls the matter from everybody whom what was added could mean, and
// brings it into the case if there is one. Whoever works on the case may be the one
// whom this thing is about: so it is triage's alone again until somebody has said of
// it who that is, and whoever said that they know nobody is asked again.
var reportAddedTo = []act.Reaction{
	{
		ID:    "find-candidates-in-what-was-added",
		On:    intake.ReportAddedTo,
		Emits: []candour.EventKind{intake.CandidatesFound},
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			a, _, matters, err := added(tx, m, e)
			if err != nil {
				return nil, err
			}
			found := 0
			for _, of := range matters {
				if found, err = keepFrom(tx, m, of, authz.Candidate, []string{a.Who.Words()}, []string{a.What.Words(), a.When.Words(), a.Where.Words()}); err != nil {
					return nil, err
				}
				if err := authz.AwaitTriage(tx.Tx, m.Force, of); err != nil {
					return nil, err
				}
				if err := authz.AskAgain(tx.Tx, m.Force, of, ""); err != nil {
					return nil, err
				}
			}
			return []candour.Event{candidates(e, found, 0)}, nil
		},
	},
	{
		ID:    "record-what-was-added",
		On:    intake.ReportAddedTo,
		Emits: []candour.EventKind{cases.CaseReopened, cases.AllegationRecorded},
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			a, c, _, err := added(tx, m, e)
			if err != nil || c == "" { // it goes into the case with all else, when there is one
				return nil, err
			}
			events, err := cases.Add(tx, m, c, cases.Confirmed{ID: a.ID, Words: a.What})
			if err != nil {
				return nil, err
			}
			return events, intake.Tell(tx, m.Force, candour.ReportID(e.Subject.ID), intake.Told{Kind: cases.AllegationRecorded, On: e.On, Allegation: a.ID, Says: "Recorded. It will be decided by itself."})
		},
	},
}

// added is the thing that was added, the case of its report if there is one, and
// what the wall stands around.
func added(tx *seal.Tx, m act.Made, e candour.Event) (a intake.Allegation, c candour.CaseID, matters []candour.Subject, err error) {
	r, err := intake.Read(tx, m.Force, candour.ReportID(e.Subject.ID))
	if err != nil {
		return a, c, nil, err
	}
	matters = []candour.Subject{e.Subject}
	if r.Case != "" {
		matters = append(matters, cases.Subject(r.Case))
	}
	i := slices.IndexFunc(r.Allegations, func(a intake.Allegation) bool { return string(a.ID) == e.Value("allegation") })
	if i < 0 {
		return a, c, nil, candour.ErrNotFound
	}
	return r.Allegations[i], r.Case, matters, nil
}
