package act_test

import (
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
)

// ofCases gives an example of the acts on cases and allegations, or nothing where the act is no such one.
func (s stage) ofCases(t *testing.T, kind string, who authz.Actor) (authz.Actor, act.Act) {
	t.Helper()
	id := s.id
	switch kind {
	case "open-case":
		return who, &cases.OpenCase{Report: candour.ReportID(id)}
	case "link-officer":
		return who, &cases.LinkOfficer{Allegation: candour.AllegationID(id), Officer: s.crew.Supervisor.Officer, Reasons: reasons}
	case "declare-on-report":
		return who, &cases.DeclareOnReport{Report: candour.ReportID(id), Knows: cases.Nobody}
	case "declare-on-case":
		return who, &cases.DeclareOnCase{Case: candour.CaseID(id), Knows: cases.Nobody}
	case "keep-out-of-report":
		return who, &cases.KeepOutOfReport{Report: candour.ReportID(id), Officer: s.crew.Supervisor.Officer, Because: cases.Tie(authz.KeptOut)}
	case "keep-out-of-case":
		return who, &cases.KeepOutOfCase{Case: candour.CaseID(id), Officer: s.crew.Supervisor.Officer, Because: cases.Tie(authz.Related)}
	case "not-ours":
		return who, &cases.NotOurs{Allegation: candour.AllegationID(id), Reasons: reasons}
	case "assign-case":
		return who, &cases.AssignCase{Case: candour.CaseID(id), Officer: s.crew.CaseWorker.Officer}
	case "clear-conflict":
		return who, &cases.ClearConflict{Case: candour.CaseID(id), Officer: s.crew.CaseWorker.Officer, Reasons: reasons}
	case "disclose":
		return who, &cases.Disclose{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Says: reasons, Harm: reasons}
	case "reopen-case":
		return who, &cases.ReopenCase{Case: candour.CaseID(id), Why: "new-evidence", Allegations: "all", Reasons: reasons}
	case "correct-event":
		day := candour.On(s.Now)
		return who, &cases.CorrectEvent{Case: candour.CaseID(id), What: cases.WhichEvent(cases.CameToAttention), Entered: day, Right: day.AddDays(-1), Reasons: reasons}
	case "officer-not-known":
		return who, &cases.NotKnown{Allegation: candour.AllegationID(id), Reasons: reasons}
	case "describe-allegation":
		return who, &cases.DescribeAllegation{Allegation: candour.AllegationID(id), Category: "H", Factors: cases.Factors{"domestic"}, OnDuty: cases.WasOffDuty}
	case "assess-severity":
		return who, &cases.AssessSeverity{Case: candour.CaseID(id), Severity: cases.Misconduct, Reasons: reasons}
	case "decide-allegation":
		return who, &cases.DecideAllegation{Allegation: candour.AllegationID(id), Decision: cases.Disproved, Standard: cases.Balance, Reasons: reasons}
	case "tell-person":
		return who, &cases.TellPerson{Case: candour.CaseID(id), Message: reasons}
	case "close-case":
		return who, &cases.CloseCase{Case: candour.CaseID(id), Reasons: reasons}
	case "import-case":
		return who, &cases.ImportCase{Case: candour.CaseID(id), Source: "test", Received: candour.On(s.Now)}
	}
	return authz.Actor{}, nil
}
