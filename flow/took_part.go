package flow

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/ledger"
	"candour/seal"
	"candour/workforce"
)

// panelNamed refuses a panel with somebody on it who stands on the wall of the
// case, was of the officer's unit, or took part in it in any way.
var panelNamed = []act.Reaction{{
	ID: "refuse-panel-that-took-part",
	On: misconduct.PanelNamed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		e.Data = []candour.Field{{Name: cases.FieldOfficer, Value: e.Value("panel")}}
		sits, err := personOf(tx, m, e)
		if err != nil {
			return nil, err
		}
		found, err := authz.ConflictOf(tx.Tx, m.Force, sits, e.Subject, m.Today())
		if err != nil {
			return nil, err
		}
		did, given, err := tookPart(tx, m, e.Subject)
		if err != nil {
			return nil, err
		}
		if found == authz.Walled || found == authz.Presumed || slices.Contains(did, sits) || slices.Contains(given, sits) {
			return nil, candour.Conflict("They cannot sit: they took part in this case, or are too close to somebody in it. Choose somebody else.")
		}
		return nil, nil
	},
}}

// caseToAnswerDecided refuses a decision by whoever investigated: they would judge
// their own work.
var caseToAnswerDecided = []act.Reaction{{
	ID: "refuse-decision-of-the-investigator",
	On: misconduct.CaseToAnswerDecided,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		_, given, err := tookPart(tx, m, e.Subject)
		if err != nil {
			return nil, err
		}
		if slices.Contains(given, m.Actor.ID) {
			return nil, candour.Conflict("You were given this case to look into, and whoever investigates does not decide whether there is a case to answer. Ask another appropriate authority.")
		}
		return nil, nil
	},
}}

// openings are what somebody does before they work on a case.
var openings = []candour.EventKind{cases.KnowsNobody, cases.InterestDeclared, misconduct.PanelNamed}

// givings are what gives somebody a case to look into.
var givings = []candour.EventKind{cases.CaseAssigned, "investigator-appointed"}

// tookPart are the people who did anything in a case, and those to whom it was
// given. Both stand in its journal, so that no act needs to be thought of here.
func tookPart(tx *seal.Tx, m act.Made, of candour.Subject) (did, given []candour.PersonID, err error) {
	all, err := ledger.EventsOf(tx, m.Force, of)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range all {
		if !slices.Contains(openings, e.Kind) {
			did = append(did, e.By)
		}
		if o := candour.OfficerID(e.Value(cases.FieldOfficer)); slices.Contains(givings, e.Kind) && o != "" {
			p, err := workforce.PersonOf(tx, m.Force, o)
			if err != nil {
				return nil, nil, err
			}
			given = append(given, p)
		}
	}
	return did, given, nil
}

// eventsBy are the people who did anything at all in a case, what they did before they
// worked on it too, and who sits; but for what was done in somebody else's name.
func eventsBy(tx *seal.Tx, m act.Made, of candour.Subject) (out []candour.PersonID, err error) {
	all, err := ledger.EventsOf(tx, m.Force, of)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.Value(cases.FieldFor) == "" {
			out = append(out, e.By)
		}
		if sits := candour.OfficerID(e.Value("panel")); sits != "" {
			p, err := workforce.PersonOf(tx, m.Force, sits)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
	}
	return out, nil
}
