package flow

import (
	"slices"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/seal"
	"candour/workforce"
)

// boundBy refuses a measure or a notice under rules that do not bind the person:
// the conduct regulations bind officers and specials, with their modifications
// those who have left, and everybody else follows employment procedure.
var boundBy = func() (out []act.Reaction) {
	for _, kind := range []candour.EventKind{misconduct.OfficerSuspended, misconduct.OfficerRestricted, misconduct.NoticeServed} {
		out = append(out, act.Reaction{ID: "refuse-other-rules-than-bind", On: kind, Do: mustBind})
	}
	return out
}()

func mustBind(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
	o, err := workforce.Read(tx, m.Force, candour.OfficerID(e.Value(cases.FieldOfficer)))
	if err != nil {
		return nil, err
	}
	binds := misconduct.Employment
	switch {
	case !slices.Contains([]string{"officer", "special"}, o.Kind):
	case o.Serving == "no" || !o.Left.IsZero() && !e.On.Before(o.Left):
		binds = misconduct.FormerOfficer
	default:
		binds = misconduct.ConductRegulations
	}
	if under := misconduct.Procedure(e.Value("under")); under != binds {
		return nil, candour.Invalid("under", "By what is on file they are bound by something else. Choose “%s”, or have their file put right first.", binds.Words())
	}
	return nil, nil
}
