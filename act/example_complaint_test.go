package act_test

import (
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/internal/testdb"
)

// setTrack brings what hangs on a complaint into a state.
func (s *stage) setTrack(kind, state, does string, c candour.CaseID, sent testdb.Sent) {
	s.T.Helper()
	s.Do(s.crew.Assessor.Who, &cases.DescribeAllegation{Allegation: sent.Allegations[0], Category: "H", Factors: cases.Factors{"domestic"}, OnDuty: cases.WasOffDuty})
	if kind == "matter" {
		for _, x := range s.Matters(c) {
			if does != "finish-"+string(x.Kind) {
				continue
			}
			if s.id = x.ID; state == complaint.Finished {
				s.Finish(s.crew, x, reasons, reasons)
			}
		}
		return
	}
	if does == complaint.RecordOversightDecisionKind.ID {
		s.Do(s.crew.Authority.Who, &complaint.ReferCase{Case: c, Reference: reasons, Sent: reasons})
	}
	s.id = s.Do(s.crew.CaseWorker.Who, &complaint.AskWithdrawal{Case: c, Words: reasons})[0].Value("withdrawal")
	for _, step := range []struct {
		state string
		who   authz.Actor
		a     act.Act
	}{
		{complaint.Asked, authz.Actor{}, nil},
		{complaint.Held, s.crew.Adviser.Who, &complaint.CheckWithdrawal{Withdrawal: s.id, Pressed: complaint.IsPressed, Reasons: reasons}},
		{complaint.Checked, s.crew.Adviser.Who, &complaint.CheckWithdrawal{Withdrawal: s.id, Pressed: complaint.NotPressed, Safe: true, Reasons: reasons}},
		{complaint.Written, s.crew.CaseWorker.Who, &complaint.SendWithdrawalLetter{Withdrawal: s.id, How: reasons}},
	} {
		if step.a != nil {
			s.Do(step.who, step.a)
		}
		if step.state == state {
			return
		}
	}
	if does == complaint.RecordOversightDecisionKind.ID {
		s.Do(s.crew.Authority.Who, &complaint.RecordOversightDecision{Withdrawal: s.id, Answer: complaint.Signed, Outcome: complaint.EndsDuties, Reference: reasons, Reasons: reasons})
		return
	}
	s.Do(s.crew.Authority.Who, &complaint.DecideWithdrawal{Withdrawal: s.id, Answer: complaint.Signed, Outcome: complaint.EndsDuties, Reasons: reasons})
}

// ofComplaints gives an example of the acts of a complaint, or nothing where the act is no such one.
func (s stage) ofComplaints(t *testing.T, kind string, who authz.Actor) (authz.Actor, act.Act) {
	t.Helper()
	id := s.id
	switch kind {
	case "contact-person":
		return who, &complaint.ContactPerson{Case: candour.CaseID(id), Way: "here", Views: reasons}
	case "say-who-they-are":
		return who, &complaint.SayWhoTheyAre{Case: candour.CaseID(id), Relation: complaint.ThisForce, Part: complaint.SawIt}
	case "record-complaint":
		return who, &complaint.RecordComplaint{Case: candour.CaseID(id), As: complaint.AsComplaint, Wish: true, Reasons: reasons}
	case "refer-case":
		return who, &complaint.ReferCase{Case: candour.CaseID(id), Reference: reasons, Sent: reasons}
	case "decline-referral":
		return who, &complaint.DeclineReferral{Case: candour.CaseID(id), Reasons: reasons}
	case "finish-vetting-review":
		return who, &complaint.FinishVettingReview{Matter: id, How: complaint.Dealt(complaint.Done), Reasons: reasons}
	case "finish-crime-record", "finish-safeguarding-review":
		return who, s.Form(kind, candour.Subject{Kind: "matter", ID: id}, map[string]string{"how": string(complaint.Done), "reference": "reference", "reasons": "reasons"})
	case "ask-withdrawal":
		return who, &complaint.AskWithdrawal{Case: candour.CaseID(id), Words: reasons}
	case "check-withdrawal":
		return who, &complaint.CheckWithdrawal{Withdrawal: id, Pressed: complaint.NotPressed, Safe: true, Reasons: reasons}
	case "send-withdrawal-letter":
		return who, &complaint.SendWithdrawalLetter{Withdrawal: id, How: reasons}
	case "decide-withdrawal":
		return who, &complaint.DecideWithdrawal{Withdrawal: id, Answer: complaint.Signed, Outcome: complaint.EndsDuties, Reasons: reasons}
	case "record-oversight-decision":
		return who, &complaint.RecordOversightDecision{Withdrawal: id, Answer: complaint.Signed, Outcome: complaint.EndsDuties, Reference: reasons, Reasons: reasons}
	}
	return authz.Actor{}, nil
}
