package testdb

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/workforce"
)

// misconductCanaries does every act of misconduct that takes words, on an assessed
// case about an officer, up to the end of the proceedings.
func misconductCanaries(w *World, crew Staff, mark func(string) candour.Marking, c candour.CaseID, o candour.OfficerID) {
	w.T.Helper()
	other := w.Enrol("other-authority", authz.Authority).Who // nobody reviews their own
	earlier := candour.On(w.Now).AddDays(-1)
	under := misconduct.ConductRegulations

	id := w.Do(crew.Authority.Who, &misconduct.OverrideSafetyPlan{Case: c, Officer: o, Before: misconduct.AMeasure, Reasons: mark("override")})[0].Value("plan")
	measure := w.Do(crew.Authority.Who, &misconduct.SuspendOfficer{Case: c, Officer: o, Under: under, Redeployment: mark("redeployment"), Ground: misconduct.PublicInterest, Reasons: mark("suspension"), Day: earlier, Late: mark("late suspension")})[0].Value("measure")
	w.Do(other, &misconduct.ReviewOverride{Plan: id, Found: mark("review of an override")})
	w.Do(crew.Authority.Who, &misconduct.ConfirmSuspension{Measure: measure, Wrote: mark("confirmation"), Day: earlier, Late: mark("late confirmation")})
	w.Do(crew.CaseWorker.Who, &misconduct.HearOnSuspension{Measure: measure, Says: mark("representations"), Day: earlier, Late: mark("late representations")})
	w.Do(crew.Liaison.Who, &misconduct.PlanSafety{Case: c, Officer: o, Before: EveryOccasion, Could: mark("could happen"), InPlace: mark("in place"), Contact: mark("contact"), Agreed: misconduct.No, NotAgreed: mark("not agreed")})
	restricted := w.Do(other, &misconduct.ReviewMeasure{Measure: measure, Next: misconduct.Change, MayNot: mark("may not do"), Reasons: mark("review")})
	for _, e := range restricted {
		if e.Kind == misconduct.OfficerRestricted {
			measure = e.Value("measure")
		}
	}
	w.Do(other, &misconduct.LiftMeasure{Measure: measure, Reasons: mark("lifting")})
	measure = w.Do(crew.Authority.Who, &misconduct.RestrictOfficer{Case: c, Officer: o, Under: under, MayNot: mark("restriction"), Reasons: mark("restricting"), Day: earlier, Late: mark("late restriction")})[0].Value("measure")
	w.Do(other, &misconduct.ReviewMeasure{Measure: measure, Next: misconduct.Lift, Reasons: mark("review of a restriction")})

	p := w.Do(crew.Authority.Who, &misconduct.ServeNotice{Case: c, Officer: o, Under: under, How: misconduct.ByPost, Day: earlier, Late: mark("late notice"), Deemed: candour.On(w.Now), Says: mark("notice"), Harm: mark("harm test of a notice")})[0].Value("proceeding")
	his := ownCanaries(w, crew, mark, c, o)
	hearing, today := crew.Hearing.Who, candour.On(w.Now)
	for _, x := range []struct {
		who authz.Actor
		a   act.Act
	}{
		{crew.CaseWorker.Who, &misconduct.RecordResponse{Proceeding: p, Says: mark("response"), Day: earlier, Late: mark("late response")}},
		{crew.Authority.Who, &misconduct.DecideCaseToAnswer{Proceeding: p, Proceedings: misconduct.Hearing, Reasons: mark("case to answer")}},
		{hearing, &misconduct.SupplyDocuments{Proceeding: p, How: misconduct.ByEmail, What: mark("documents"), Day: earlier, Late: mark("late documents"), Deemed: today}},
		{hearing, &misconduct.NamePanel{Proceeding: p, Officer: crew.Chief.Officer, Others: mark("panel"), Adviser: mark("panel adviser")}},
		{his.who, &misconduct.AnswerDocuments{Disclosure: his.told, Admits: misconduct.No, Says: mark("own answer to the documents")}},
		{hearing, &misconduct.Record31Response{Proceeding: p, Admits: misconduct.No, Says: mark("response to documents"), Day: earlier, Late: mark("late response to documents")}},
		{hearing, &misconduct.ObjectToPanel{Proceeding: p, Says: mark("objection to the panel")}},
		{hearing, &misconduct.DecideObjection{Proceeding: p, Upheld: misconduct.Upheld(misconduct.No), Reasons: mark("decision on an objection")}},
		{hearing, &misconduct.ExchangeWitnessLists{Proceeding: p, Lists: mark("lists of witnesses")}},
		{hearing, &misconduct.SupplyWitnessLists{Proceeding: p, How: misconduct.ByEmail}},
		{hearing, &misconduct.SendBundle{Proceeding: p, What: mark("bundle"), PreHearing: misconduct.WithPreHearing}},
		{hearing, &misconduct.MoveLimit{Proceeding: p, Limit: "limit-extended conduct-33-1-a-pre-hearing", To: today.AddDays(60), Who: mark("who decided to extend"), Reasons: mark("extension")}},
		{hearing, &misconduct.HoldPreHearing{Proceeding: p, Settled: mark("settled")}},
		{hearing, &misconduct.FixHearing{Proceeding: p, Date: today.AddDays(1), Where: mark("where")}},
		{hearing, &misconduct.AskAlternativeDate{Proceeding: p, Date: today.AddDays(7), Why: mark("why another date")}},
		{hearing, &misconduct.PublishHearingNotice{Proceeding: p, Says: mark("notice of the hearing")}},
		{hearing, &misconduct.PostponeHearing{Proceeding: p, Reason: misconduct.OfficerAsked, Reasons: mark("postponement"), Date: today, Where: mark("where instead")}},
		{hearing, &misconduct.CompleteHearing{Proceeding: p, Came: mark("who came")}},
		{hearing, &misconduct.RecordChairReport{Proceeding: p, Report: mark("chair’s report")}},
		{hearing, &misconduct.RecordOutcome{Proceeding: p, Found: misconduct.FoundGross, Outcome: misconduct.FinalWrittenWarning, LiveFor: "60", Reasons: mark("outcome"), Departs: mark("not dismissed")}},
		{hearing, &misconduct.GiveReport{Proceeding: p, What: mark("given to the officer")}},
		{hearing, &misconduct.PublishOutcome{Proceeding: p, Says: mark("published")}},
		{hearing, &misconduct.TakeDownOutcome{Proceeding: p, Reasons: mark("taken down")}},
		{hearing, &misconduct.RecordAppeal{Proceeding: p, Grounds: mark("grounds of the appeal")}},
		{crew.Authority.Who, &misconduct.SetAsideWarning{Proceeding: p, Reasons: mark("set aside")}},
	} {
		w.Do(x.who, x.a)
	}
	if _, err := w.Try(his.who, &misconduct.AppealOutcome{Disclosure: his.told, Grounds: mark("refused appeal of their own")}); err == nil {
		w.T.Fatal("appealed twice")
	}
}

// theirs is the person complained of, and what they answer.
type theirs struct {
	who  authz.Actor
	told string
}

// ownCanaries does the acts of the person complained of, who has the notice, and of
// who represents them, and names who looks after them.
func ownCanaries(w *World, crew Staff, mark func(string) candour.Marking, c candour.CaseID, o candour.OfficerID) theirs {
	w.T.Helper()
	me := Person{Officer: o, ID: "person-x", Who: act.Staff(Force, "person-x")}
	told := w.Disclosed(me)[0]
	w.Do(crew.CaseWorker.Who, &misconduct.NameWelfareContact{Case: c, Officer: o, Who: mark("welfare contact"), Reach: mark("how to reach a welfare contact"), Often: mark("how often a welfare contact")})
	name, number := mark("representative’s name"), mark("representative’s number")
	lawyer := act.Staff(Force, "person-lawyer")
	w.Do(crew.Hearing.Who, (&workforce.EnrolRepresentative{Force: Force, Name: name, Body: mark("representative’s firm"), Number: number, Checked: mark("how a representative is known")}).Known(lawyer.ID))
	if _, err := w.Try(me.Who, &cases.NameRepresentative{Disclosure: told, As: cases.Lawyer, Name: mark("representative of no file"), Number: number, Answers: "yes"}); err == nil {
		w.T.Fatal("somebody of another name was found")
	}
	id := w.Do(me.Who, &cases.NameRepresentative{Disclosure: told, As: cases.Lawyer, Name: name, Number: number, Answers: "yes"})[0].Value("representation")
	w.Do(lawyer, &cases.AcceptRepresentation{Representation: id})
	w.Do(lawyer, &cases.DisputeDisclosure{Disclosure: told, Point: mark("disputed point"), Says: mark("what is disputed"), Shows: mark("what shows it")})
	w.Do(me.Who, &misconduct.AnswerNotice{Disclosure: told, Says: mark("own answer to the notice")})
	return theirs{me.Who, told}
}
