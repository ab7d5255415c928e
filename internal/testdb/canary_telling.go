package testdb

import (
	"candour"
	"candour/cases"
	"candour/intake"
)

// tellingCanaries does the acts of what is written back and forth with the person who
// reported, of what they add, and of what they say of the record.
func tellingCanaries(w *World, crew Staff, mark func(string) candour.Marking) {
	w.T.Helper()
	s := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, s.Report)
	w.Link(crew.Triage.Who, "officer-x", s.Allegations...)
	w.Do(crew.Assessor.Who, &cases.DescribeAllegation{Allegation: s.Allegations[0], Category: "H", OnDuty: cases.WasOnDuty})
	w.Do(s.Reporter, &intake.WriteToUs{Report: s.Report, Message: "canary", Words: mark("message from the person")})
	w.Do(crew.Liaison.Who, &intake.AnswerMessage{Message: "canary", Words: mark("answer to the person")})
	w.Do(crew.CaseWorker.Who, &intake.WriteToPerson{Mailbox: string(s.Report), Words: mark("message to the person")})
	if _, err := w.Try(crew.CaseWorker.Who, &intake.WriteToPerson{Mailbox: string(s.Report), Words: mark("message that would do harm"), Harm: true}); err == nil {
		w.T.Fatal("a message that would do harm was sent")
	}
	w.Do(s.Reporter, &intake.ConfirmRecord{Report: s.Report, Allegation: s.Allegations[0], Version: 1, Answer: intake.AnsweredWrong, Words: mark("what is wrong in the record")})
	if _, err := w.Try(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: mark("refused close over a record")}); err == nil {
		w.T.Fatal("closed over a record that is said to be wrong")
	}
	w.Do(crew.Assessor.Who, &intake.AnswerRecord{Allegation: s.Allegations[0], Reasons: mark("why the record stays")})
	w.Do(s.Reporter, &intake.AddToReport{Report: s.Report, Allegation: "canary", Said: intake.Said{What: mark("added what"), When: mark("added when"), Where: mark("added where"), Who: mark("added who")}})
}
