package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/seal"
)

// closedOverProceedings refuses to close a case while an officer with a case to
// answer faces nothing, or what they face has not ended.
var closedOverProceedings = []act.Reaction{{
	ID: "refuse-closing-over-proceedings",
	On: cases.CaseClosed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return nil, misconduct.MayClose(tx, m.Force, candour.CaseID(e.Subject.ID))
	},
}}
