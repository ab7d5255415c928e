package act_test

import (
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases/investigation"
)

// investigated brings what hangs on an investigation into a state, and reports
// whether the kind is such a thing.
func (s *stage) investigated(kind, state, does string, c candour.CaseID, a candour.AllegationID) bool {
	s.T.Helper()
	decide := func() string {
		return s.Do(s.crew.Authority.Who, &investigation.DecideRestriction{Case: c, Officer: s.crew.Officer.Officer, Answer: investigation.Restrict, Reasons: reasons})[0].Value("decision")
	}
	switch kind {
	case "source":
		s.id = s.Do(s.crew.CaseWorker.Who, &investigation.NameSource{Allegation: a, What: "cctv", Where: reasons, Deleted: candour.On(s.Now).AddDays(5)})[0].Value("source")
		for answer, stands := range map[investigation.Preservation]string{investigation.IsPreserved: investigation.Preserved, investigation.CannotBe: investigation.NotPreserved} {
			if stands == state {
				s.Do(s.crew.CaseWorker.Who, &investigation.PreserveSource{Source: s.id, Answer: answer, Reference: reasons, Reasons: reasons})
			}
		}
	case "decision":
		s.id = decide()
		switch state {
		case investigation.Agreed, investigation.SentBack:
			answer := investigation.Agrees
			if state == investigation.SentBack {
				answer = investigation.Disagrees
			}
			s.Do(s.crew.Assessor.Who, &investigation.ReviewDecision{Decision: s.id, Answer: answer, Reasons: reasons})
		case investigation.Replaced:
			decide()
		}
	case "item":
		s.id = s.Do(s.crew.CaseWorker.Who, &investigation.AddItem{Case: c, What: reasons, Hash: someHash("a"), Kept: reasons, GivenBy: reasons})[0].Value("item")
		if state == investigation.Differs {
			s.Do(s.crew.CaseWorker.Who, &investigation.VerifyItem{Item: s.id, Hash: someHash("b")})
		}
	case "delay":
		s.id = s.Do(s.crew.Authority.Who, &investigation.DelayForProceedings{Case: c, Reasons: reasons, Consulted: reasons})[0].Value("delay")
		if state == investigation.Ended {
			s.Do(s.crew.Authority.Who, &investigation.EndDelay{Delay: s.id, Why: investigation.TrialOver, Reasons: reasons})
		}
	case "allegation":
		if does == investigation.RecordInterviewKind.ID {
			s.Do(s.crew.CaseWorker.Who, &investigation.OfferInterview{Allegation: a, Interviewer: reasons, Place: reasons})
		}
		return false
	default:
		return false
	}
	return true
}

// someHash is a SHA-256 of one digit.
func someHash(digit string) candour.Marking { return candour.Mark(strings.Repeat(digit, 64)) }

// ofInvestigations gives an example of the acts of an investigation, or nothing where the act is no such one.
func (s stage) ofInvestigations(t *testing.T, kind string, who authz.Actor) (authz.Actor, act.Act) {
	t.Helper()
	id := s.id
	switch kind {
	case "set-enquiry":
		return who, &investigation.SetEnquiry{Case: candour.CaseID(id), What: reasons, By: candour.On(s.Now)}
	case "finish-enquiry":
		return who, &investigation.FinishEnquiry{Enquiry: id, Found: reasons}
	case "name-source":
		return who, &investigation.NameSource{Allegation: candour.AllegationID(id), What: "cctv", Where: reasons, Unknown: reasons}
	case "rule-out-sources":
		return who, &investigation.RuleOutSources{Allegation: candour.AllegationID(id), What: investigation.SourceKinds{"custody-record"}, Reasons: reasons}
	case "preserve-source":
		return who, &investigation.PreserveSource{Source: id, Answer: investigation.IsPreserved, Reference: reasons, Reasons: reasons}
	case "decide-restriction":
		return who, &investigation.DecideRestriction{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Answer: investigation.NoRestriction, Reasons: reasons}
	case "decide-arrest":
		return who, &investigation.DecideArrest{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Answer: investigation.DoArrest, Bail: reasons, Reasons: reasons}
	case "review-decision":
		return who, &investigation.ReviewDecision{Decision: id, Answer: investigation.Agrees, Reasons: reasons}
	case "appoint-investigator":
		return who, &investigation.AppointInvestigator{Case: candour.CaseID(id), Officer: s.crew.CaseWorker.Officer, Terms: reasons}
	case "add-item":
		return who, &investigation.AddItem{Case: candour.CaseID(id), What: reasons, Hash: someHash("a"), Kept: reasons, GivenBy: reasons}
	case "handle-item":
		return who, &investigation.HandleItem{Item: id, From: reasons, To: reasons, On: candour.On(s.Now), Why: reasons, Condition: reasons}
	case "verify-item":
		return who, &investigation.VerifyItem{Item: id, Hash: someHash("a")}
	case "offer-interview":
		return who, &investigation.OfferInterview{Allegation: candour.AllegationID(id), Interviewer: reasons, Place: reasons, Help: investigation.Helps{"supporter"}}
	case "record-interview":
		return who, &investigation.RecordInterview{Allegation: candour.AllegationID(id), Outcome: investigation.Done, On: candour.On(s.Now), Form: investigation.OnVideo}
	case "delay-for-proceedings":
		return who, &investigation.DelayForProceedings{Case: candour.CaseID(id), Reasons: reasons, Consulted: reasons}
	case "review-delay":
		return who, &investigation.ReviewDelay{Delay: id, Answer: investigation.WaitNoMore, Reasons: reasons}
	case "end-delay":
		return who, &investigation.EndDelay{Delay: id, Why: investigation.NoFurtherAction, Reasons: reasons}
	case "report-delay":
		return who, &investigation.ReportDelay{Case: candour.CaseID(id), To: investigation.ToBoth, Progress: reasons, Why: reasons, Next: reasons, Finished: candour.On(s.Now)}
	case "report-conduct-delay":
		return who, &investigation.ReportConductDelay{Case: candour.CaseID(id), Progress: reasons, Why: reasons, Next: reasons, Finished: candour.On(s.Now)}
	}
	return authz.Actor{}, nil
}
