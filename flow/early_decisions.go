package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/investigation"
	"candour/seal"
)

// earlyDecisions holds the gate before the severity assessment: a sexual or
// domestic allegation does not pass it without a decision on restriction or
// suspension and on arrest and bail of each officer, and on each source of
// evidence, each agreed by a second person. Nobody can forget to decide, and nobody
// can decide all of it alone.
var earlyDecisions = append([]act.Reaction{{
	ID: "refuse-to-assess-without-early-decisions",
	On: cases.SeverityAssessed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		c := candour.CaseID(e.Subject.ID)
		missing, err := investigation.EarlyMissing(tx, m.Force, c)
		if err != nil {
			return nil, err
		}
		if missing != "" {
			return nil, candour.Conflict("A sexual or domestic allegation is not assessed before each early decision was taken and a second person agreed. Missing: %s.", missing)
		}
		took, err := investigation.TookEarly(tx, m.Force, c, m.Actor.ID)
		if err != nil {
			return nil, err
		}
		if took {
			return nil, candour.Conflict("You took one of the early decisions in this case, so somebody else assesses it. Ask another assessor.")
		}
		return nil, nil
	},
}}, weighed(
	cases.AllegationDescribed, cases.OfficerLinked, cases.CaseReopened,
	investigation.SourceKnown, investigation.SourcesRuledOut, investigation.PreservationDecided,
	investigation.RestrictionDecided, investigation.ArrestDecided, investigation.DecisionAgreed, investigation.DecisionSentBack,
)...)

// weighed says, after whatever may have changed it, that early decisions are owed
// or all taken. An allegation that turns out to be sexual or domestic after the
// assessment opens the question again.
func weighed(kinds ...candour.EventKind) (out []act.Reaction) {
	for _, k := range kinds {
		out = append(out, act.Reaction{
			ID:    "weigh-early-decisions",
			On:    k,
			Emits: []candour.EventKind{investigation.EarlyOwed, investigation.EarlyTaken},
			Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
				return investigation.Weigh(tx, m, candour.CaseID(e.Subject.ID))
			},
		})
	}
	return out
}
