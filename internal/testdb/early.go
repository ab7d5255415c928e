package testdb

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/investigation"
	"candour/seal"
)

// Early takes every early decision that the sexual and domestic allegations of a
// case need, and has the supervisor agree to each.
func (w *World) Early(crew Staff, c candour.CaseID) {
	w.T.Helper()
	var briefs []cases.Brief
	w.Read(func(tx *seal.Tx) (err error) {
		briefs, err = cases.Briefs(tx, Force, c)
		return err
	})
	decided := map[candour.OfficerID]bool{}
	agreed := func(who authz.Actor, a act.Act) {
		w.T.Helper()
		w.Do(crew.Supervisor.Who, &investigation.ReviewDecision{Decision: w.Do(who, a)[0].Value("decision"), Answer: investigation.Agrees, Reasons: reasons})
	}
	for _, b := range briefs {
		if !b.Factors.Sensitive() {
			continue
		}
		for _, o := range b.Officers {
			if !decided[o] {
				agreed(crew.Authority.Who, &investigation.DecideRestriction{Case: c, Officer: o, Answer: investigation.Suspend, Reasons: reasons})
				agreed(crew.Authority.Who, &investigation.DecideArrest{Case: c, Officer: o, Answer: investigation.NotNow, Reasons: reasons})
			}
			decided[o] = true
		}
		var all investigation.SourceKinds
		for _, k := range all.Choices() {
			all = append(all, investigation.SourceKind(k.Value))
		}
		agreed(crew.CaseWorker.Who, &investigation.RuleOutSources{Allegation: b.ID, What: all, Reasons: reasons})
	}
}
