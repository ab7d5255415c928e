package act_test

import (
	"cmp"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/internal/testdb"
	"candour/seal"
)

// misconduct brings a plan, a measure or proceedings in an assessed case into a
// state, and gives its id. Somebody else than the authority of this test put the
// measure and went past the plan, because nobody reviews their own decision.
func (s stage) misconduct(kind, state string, c candour.CaseID) string {
	s.T.Helper()
	o, other := s.crew.Officer.Officer, s.Enrol("other", authz.Authority).Who
	if kind == "plan" && state != misconduct.Standing {
		id := s.Do(other, &misconduct.OverrideSafetyPlan{Case: c, Officer: o, Before: misconduct.ANotice, Reasons: reasons})[0].Value("plan")
		if state == misconduct.Reviewed {
			s.Do(s.crew.Authority.Who, &misconduct.ReviewOverride{Plan: id, Right: true, Found: reasons})
		}
		return id
	}
	plan := s.Plan(s.crew.Liaison.Who, c, o)
	if kind == "plan" {
		return plan
	}
	if kind == "proceeding" {
		id := s.Notice(s.crew.Authority.Who, c, o)
		s.Proceed(s.crew, id, misconduct.Hearing, cmp.Or(state, misconduct.Fixed))
		return id
	}
	var put act.Act = &misconduct.SuspendOfficer{Case: c, Officer: o, Under: misconduct.ConductRegulations, Redeployment: reasons, Ground: misconduct.PublicInterest, Reasons: reasons}
	if state == misconduct.Restricted {
		put = &misconduct.RestrictOfficer{Case: c, Officer: o, Under: misconduct.ConductRegulations, MayNot: reasons, Reasons: reasons}
	}
	id := s.Do(other, put)[0].Value("measure")
	switch state {
	case misconduct.Confirmed:
		s.Do(other, &misconduct.ConfirmSuspension{Measure: id, Wrote: reasons})
	case misconduct.Lifted:
		s.Do(other, &misconduct.LiftMeasure{Measure: id, Reasons: reasons})
	}
	return id
}

// disclosed tells the officer of a case something, with what they can answer by an
// act of theirs, and gives the id of the disclosure.
func (s stage) disclosed(does string, c candour.CaseID) (id string) {
	s.T.Helper()
	if does == misconduct.SpeakAgainstSuspensionKind.ID {
		s.misconduct("measure", misconduct.Suspended, c)
		s.Do(s.crew.Authority.Who, &cases.Disclose{Case: c, Officer: s.crew.Officer.Officer, Says: reasons, Harm: reasons})
	} else {
		s.misconduct("proceeding", map[string]string{misconduct.AnswerNoticeKind.ID: misconduct.Noticed}[does], c)
	}
	s.Read(func(tx *seal.Tx) error {
		all, err := cases.Disclosures(tx, testdb.Force, s.crew.Officer.ID)
		id = all[0]
		return err
	})
	return id
}

// ofMisconduct gives an example of the acts of misconduct proceedings, or nothing where the act is no such one.
func (s stage) ofMisconduct(t *testing.T, kind string, who authz.Actor) (authz.Actor, act.Act) {
	t.Helper()
	id := s.id
	switch kind {
	case "plan-safety":
		return who, &misconduct.PlanSafety{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Before: testdb.EveryOccasion, Could: reasons, InPlace: reasons, Contact: reasons, Agreed: misconduct.Yes}
	case "override-safety-plan":
		return who, &misconduct.OverrideSafetyPlan{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Before: misconduct.AMeasure, Reasons: reasons}
	case "review-override":
		return who, &misconduct.ReviewOverride{Plan: id, Found: reasons}
	case "suspend-officer":
		return who, &misconduct.SuspendOfficer{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Under: misconduct.ConductRegulations, Redeployment: reasons, Ground: misconduct.PublicInterest, Reasons: reasons}
	case "restrict-officer":
		return who, &misconduct.RestrictOfficer{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Under: misconduct.ConductRegulations, MayNot: reasons, Reasons: reasons}
	case "confirm-suspension":
		return who, &misconduct.ConfirmSuspension{Measure: id, Wrote: reasons}
	case "answer-notice":
		return who, &misconduct.AnswerNotice{Disclosure: id, Says: reasons}
	case "speak-against-suspension":
		return who, &misconduct.SpeakAgainstSuspension{Disclosure: id, Says: reasons}
	case "object-to-member":
		return who, &misconduct.ObjectToMember{Disclosure: id, Says: reasons}
	case "propose-date":
		return who, &misconduct.ProposeDate{Disclosure: id, Date: candour.On(s.Now).AddDays(7), Why: reasons}
	case "hear-on-suspension":
		return who, &misconduct.HearOnSuspension{Measure: id, Says: reasons}
	case "review-measure":
		return who, &misconduct.ReviewMeasure{Measure: id, Next: misconduct.Continue, Reasons: reasons}
	case "lift-measure":
		return who, &misconduct.LiftMeasure{Measure: id, Reasons: reasons}
	case "serve-notice":
		return who, &misconduct.ServeNotice{Case: candour.CaseID(id), Officer: s.crew.Officer.Officer, Under: misconduct.ConductRegulations, How: misconduct.ByHand, Deemed: candour.On(s.Now), Says: reasons, Harm: reasons}
	case "record-response":
		return who, &misconduct.RecordResponse{Proceeding: id, Says: reasons}
	case "decide-case-to-answer":
		return who, &misconduct.DecideCaseToAnswer{Proceeding: id, Proceedings: misconduct.Hearing, Reasons: reasons}
	case "supply-documents":
		return who, &misconduct.SupplyDocuments{Proceeding: id, How: misconduct.ByHand, What: reasons, Deemed: candour.On(s.Now)}
	case "name-panel":
		return who, &misconduct.NamePanel{Proceeding: id, Officer: s.crew.Chief.Officer, Others: reasons, Adviser: reasons}
	case "record-31-response":
		return who, &misconduct.Record31Response{Proceeding: id, Admits: misconduct.No, Says: reasons}
	case "fix-hearing":
		return who, &misconduct.FixHearing{Proceeding: id, Date: candour.On(s.Now).AddDays(7), Where: reasons}
	case "postpone-hearing":
		return who, &misconduct.PostponeHearing{Proceeding: id, Reason: misconduct.OfficerAsked, Reasons: reasons, Date: candour.On(s.Now).AddDays(7), Where: reasons}
	case "complete-hearing":
		return who, &misconduct.CompleteHearing{Proceeding: id, Came: reasons}
	case "record-chair-report":
		return who, &misconduct.RecordChairReport{Proceeding: id, Report: reasons}
	case "record-outcome":
		return who, &misconduct.RecordOutcome{Proceeding: id, Found: misconduct.FoundMisconduct, Outcome: misconduct.FinalWrittenWarning, LiveFor: "36", Reasons: reasons}
	case "report-barred-list":
		return who, &misconduct.ReportBarredList{Proceeding: id, Reference: reasons}
	case "publish-outcome":
		return who, &misconduct.PublishOutcome{Proceeding: id, Says: reasons}
	case "object-to-panel":
		return who, &misconduct.ObjectToPanel{Proceeding: id, Says: reasons}
	case "decide-objection":
		return who, &misconduct.DecideObjection{Proceeding: id, Upheld: misconduct.Upheld(misconduct.No), Reasons: reasons}
	case "exchange-witness-lists":
		return who, &misconduct.ExchangeWitnessLists{Proceeding: id, Lists: reasons}
	case "supply-witness-lists":
		return who, &misconduct.SupplyWitnessLists{Proceeding: id, How: misconduct.ByHand}
	case "send-bundle":
		return who, &misconduct.SendBundle{Proceeding: id, What: reasons, PreHearing: misconduct.WithPreHearing}
	case "hold-pre-hearing":
		return who, &misconduct.HoldPreHearing{Proceeding: id, Settled: reasons}
	case "ask-alternative-date":
		return who, &misconduct.AskAlternativeDate{Proceeding: id, Date: candour.On(s.Now).AddDays(7), Why: reasons}
	case "publish-hearing-notice":
		return who, &misconduct.PublishHearingNotice{Proceeding: id, Says: reasons}
	case "move-limit":
		return who, &misconduct.MoveLimit{Proceeding: id, Limit: "limit-extended conduct-33-hearing-held", To: candour.On(s.Now).AddDays(300), Who: reasons, Reasons: reasons}
	case "give-report":
		return who, &misconduct.GiveReport{Proceeding: id, What: reasons}
	case "take-down-outcome":
		return who, &misconduct.TakeDownOutcome{Proceeding: id, Reasons: reasons}
	case "record-appeal":
		return who, &misconduct.RecordAppeal{Proceeding: id, Grounds: reasons}
	case "set-aside-warning":
		return who, &misconduct.SetAsideWarning{Proceeding: id, Reasons: reasons}
	}
	return authz.Actor{}, nil
}
