package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/investigation"
	"candour/seal"
)

// interviewOffered refuses to decide on a sexual or domestic allegation of a crime
// before the person was offered an interview that counts as evidence. An import
// emits other events, and is not asked.
var interviewOffered = []act.Reaction{{
	ID: "refuse-to-decide-without-an-interview-offered",
	On: cases.AllegationDecided,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return nil, investigation.MustHaveOffered(tx, m.Force, candour.CaseID(e.Subject.ID), candour.AllegationID(e.Value("allegation")))
	},
}}
