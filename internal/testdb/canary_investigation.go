package testdb

import (
	"strings"

	"candour"
	"candour/cases"
	"candour/cases/investigation"
)

// investigationCanaries does the acts of an investigation, and the reopening and
// the correction of a case, on a matter of their own.
func investigationCanaries(w *World, crew Staff, mark func(string) candour.Marking, hold func(field, word string)) {
	w.T.Helper()
	s := w.Send(1)
	c, a, today := w.OpenCase(crew.Triage.Who, s.Report), s.Allegations[0], candour.On(w.Now)
	w.Link(crew.Triage.Who, "officer-x", a)
	w.Do(crew.Assessor.Who, &cases.DescribeAllegation{Allegation: a, Category: "J", Factors: cases.Factors{"domestic"}, OnDuty: cases.WasOffDuty})
	if _, err := w.Try(crew.Assessor.Who, &cases.AssessSeverity{Case: c, Severity: cases.GrossMisconduct, Reasons: mark("refused assessment")}); err == nil {
		w.T.Fatal("assessed without early decisions")
	}
	agree := func(decision, field string) {
		w.T.Helper()
		w.Do(crew.Supervisor.Who, &investigation.ReviewDecision{Decision: decision, Answer: investigation.Agrees, Reasons: mark("review of " + field)})
	}
	agree(w.Do(crew.Authority.Who, &investigation.DecideRestriction{Case: c, Officer: "officer-x", Answer: investigation.Restrict, Reasons: mark("restriction")})[0].Value("decision"), "restriction")
	agree(w.Do(crew.Authority.Who, &investigation.DecideArrest{Case: c, Officer: "officer-x", Answer: investigation.DoArrest, Bail: mark("bail"), Reasons: mark("arrest")})[0].Value("decision"), "arrest")
	source := w.Do(crew.CaseWorker.Who, &investigation.NameSource{Allegation: a, What: "cctv", Where: mark("where a source is"), Unknown: mark("why the day is not known")})[0].Value("source")
	agree(w.Do(crew.CaseWorker.Who, &investigation.PreserveSource{Source: source, Answer: investigation.IsPreserved, Reference: mark("reference"), Reasons: mark("preservation")})[0].Value("decision"), "preservation")
	var others investigation.SourceKinds
	for _, k := range others.Choices() {
		if k.Value != "cctv" {
			others = append(others, investigation.SourceKind(k.Value))
		}
	}
	agree(w.Do(crew.CaseWorker.Who, &investigation.RuleOutSources{Allegation: a, What: others, Reasons: mark("ruled out")})[0].Value("decision"), "ruling out")
	w.Do(crew.Authority.Who, &investigation.AppointInvestigator{Case: c, Officer: crew.CaseWorker.Officer, Terms: mark("terms of reference"), Reasons: mark("why another investigates")})
	enquiry := w.Do(crew.CaseWorker.Who, &investigation.SetEnquiry{Case: c, What: mark("enquiry"), By: today})[0].Value("enquiry")
	w.Do(crew.CaseWorker.Who, &investigation.FinishEnquiry{Enquiry: enquiry, Found: mark("found")})

	// A hash is words too: whoever has the file could tell by it that it is held here.
	hash, other := strings.Repeat("c0ffee1d", 8), strings.Repeat("0badf00d", 8)
	hold("hash", hash)
	hold("hash that differs", other)
	item := w.Do(crew.CaseWorker.Who, &investigation.AddItem{Case: c, What: mark("item"), Hash: candour.Mark(hash), Kept: mark("kept"), GivenBy: mark("given by"), Seal: mark("seal number")})[0].Value("item")
	w.Do(crew.CaseWorker.Who, &investigation.HandleItem{Item: item, From: mark("from"), To: mark("to"), On: today.AddDays(-1), Why: mark("why handled"), Condition: mark("condition"), Late: mark("why late")})
	w.Do(crew.CaseWorker.Who, &investigation.VerifyItem{Item: item, Hash: candour.Mark(other)})

	offer := func(n string) {
		w.T.Helper()
		w.Do(crew.Liaison.Who, &investigation.OfferInterview{Allegation: a, Interviewer: mark("interviewer" + n), Place: mark("place of an interview" + n)})
	}
	offer("")
	w.Do(crew.Liaison.Who, &investigation.RecordInterview{Allegation: a, Outcome: investigation.Declined, On: today, Said: mark("why declined")})
	offer(" again")
	w.Do(crew.Liaison.Who, &investigation.RecordInterview{Allegation: a, Outcome: investigation.Done, On: today, Form: investigation.InWriting, Said: mark("of the interview")})

	delay := w.Do(crew.Authority.Who, &investigation.DelayForProceedings{Case: c, Reasons: mark("delay"), Consulted: mark("consulted")})[0].Value("delay")
	w.Do(crew.Authority.Who, &investigation.ReviewDelay{Delay: delay, Answer: investigation.GoOnWaiting, Reasons: mark("review of a delay")})
	w.Do(crew.Authority.Who, &investigation.EndDelay{Delay: delay, Why: investigation.NoFurtherAction, Reasons: mark("end of a delay")})
	w.Apart("a year later", func() {
		w.Later(360)
		sent := candour.On(w.Now).AddDays(-1)
		w.Do(crew.Authority.Who, &investigation.ReportDelay{Case: c, To: investigation.ToBoth, Progress: mark("progress"), Why: mark("why it is not finished"), Next: mark("what is planned"), Finished: sent.AddDays(90), Day: sent, Late: mark("late report of a delay")})
		w.Do(crew.Authority.Who, &investigation.ReportConductDelay{Case: c, Progress: mark("progress of the conduct"), Why: mark("why the conduct is not finished"), Next: mark("what is planned of the conduct"), Finished: sent.AddDays(90), Day: sent, Late: mark("late report of a conduct delay")})
	})
	w.Do(crew.Authority.Who, &cases.CorrectEvent{Case: c, What: cases.WhichEvent(cases.CameToAttention), Entered: today, Right: today.AddDays(-1), Reasons: mark("correction")})
	w.Assess(crew.Assessor.Who, c)
	w.Do(crew.Authority.Who, &cases.DecideAllegation{Allegation: a, Decision: cases.NoCaseToAnswer, Standard: cases.Balance, Reasons: mark("decision that is taken back")})
	w.Tell(crew.CaseWorker.Who, c)
	w.Settle(crew, c)
	w.Close(crew.Authority.Who, c)
	w.Do(crew.Authority.Who, &cases.ReopenCase{Case: c, Why: "review-upheld", Allegations: "1", Reasons: mark("reopening")})
}
