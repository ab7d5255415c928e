package act_test

import (
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
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
	case "dispute-disclosure":
		return who, &cases.DisputeDisclosure{Disclosure: id, Point: reasons, Says: reasons}
	case "name-representative":
		return who, &cases.NameRepresentative{Disclosure: id, As: cases.PoliceFriend, Name: candour.Mark("Officer approver"), Number: candour.Mark("Napprover"), Answers: "no"}
	case "accept-representation":
		return who, &cases.AcceptRepresentation{Representation: id}
	case "decline-representation":
		return who, &cases.DeclineRepresentation{Representation: id}
	case "give-up-representation":
		return who, &cases.GiveUpRepresentation{Representation: id}
	case "withdraw-representative":
		return who, &cases.WithdrawRepresentative{Representation: id}
	case "import-case":
		return who, &cases.ImportCase{Case: candour.CaseID(id), Source: "test", Received: candour.On(s.Now)}
	}
	return authz.Actor{}, nil
}

// represented has the officer of a case name somebody, and brings that into a state.
func (s stage) represented(state string, c candour.CaseID) string {
	s.T.Helper()
	s.Plan(s.crew.Liaison.Who, c, s.crew.Officer.Officer)
	s.Do(s.crew.Authority.Who, &cases.Disclose{Case: c, Officer: s.crew.Officer.Officer, Says: reasons, Harm: reasons})
	id := s.Name(s.crew.Officer, s.Disclosed(s.crew.Officer)[0], s.friend(), "no")
	switch who := s.friend().Who; state {
	case cases.Represents:
		s.Do(who, &cases.AcceptRepresentation{Representation: id})
	case cases.Declined:
		s.Do(who, &cases.DeclineRepresentation{Representation: id})
	case cases.Ended:
		s.Do(s.crew.Officer.Who, &cases.WithdrawRepresentative{Representation: id})
	}
	return id
}

// friend is who represents the officer: somebody with nothing to do in the case.
func (s stage) friend() testdb.Person { return s.crew.Approver }
