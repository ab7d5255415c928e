package flow

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// reportSent puts everybody whom the report could mean on its wall before
// anybody can open it, in the transaction in which it is sent: whoever sorts new
// reports may be the one whom this one is about. Whoever the person asked to
// keep out is there for good. The person is told nothing of it: they would learn
// who works for the force.
var reportSent = []act.Reaction{{
	ID:    "find-candidates",
	On:    intake.ReportSent,
	Emits: []candour.EventKind{intake.CandidatesFound},
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		r, err := intake.Read(tx, m.Force, candour.ReportID(e.Subject.ID))
		if err != nil {
			return nil, err
		}
		var who, story []string
		for _, a := range r.Allegations {
			who = append(who, a.Who.Words())
			story = append(story, a.What.Words(), a.When.Words(), a.Where.Words())
		}
		found, err := keepFrom(tx, m, e.Subject, authz.Candidate, who, story)
		if err != nil {
			return nil, err
		}
		kept, err := keepFrom(tx, m, e.Subject, authz.KeptOut, []string{r.KeepOut.Words()}, nil)
		if err != nil {
			return nil, err
		}
		return []candour.Event{candidates(e, found, kept)}, nil
	},
}}

// candidates says how many were put on the wall of a report, and never who.
func candidates(e candour.Event, found, kept int) candour.Event {
	return candour.Event{Kind: intake.CandidatesFound, Subject: e.Subject, On: e.On, Data: []candour.Field{
		{Name: "candidates", Value: strconv.Itoa(found)}, {Name: "kept out", Value: strconv.Itoa(kept)},
	}}
}

// keepFrom walls a report from those whom some words could mean, and says how
// many people and units were matched.
func keepFrom(tx *seal.Tx, m act.Made, of candour.Subject, because authz.Because, who, story []string) (int, error) {
	could, err := workforce.CouldMean(tx, m.Force, who, story)
	if err != nil {
		return 0, err
	}
	people := could.People
	if could.Beyond { // more was said than can be looked up: it could mean any who would open it
		all, err := authz.Holders(tx.Tx, m.Force, authz.Triage)
		if err != nil {
			return 0, err
		}
		people = append(people, all...)
	}
	for _, p := range people {
		if err := authz.Relate(tx.Tx, m.Force, p, of, because); err != nil {
			return 0, err
		}
	}
	for _, unit := range could.Units {
		// On which day it was is told in words, so it may have been any.
		if err := authz.KeepUnit(tx.Tx, m.Force, unit, authz.Span{}, of, because); err != nil {
			return 0, err
		}
	}
	return len(could.People) + len(could.Units), nil
}
