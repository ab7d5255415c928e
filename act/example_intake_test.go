package act_test

import (
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
)

// ofIntake gives an example of the acts around what a person told, or nothing where
// the act is no such one.
func (s stage) ofIntake(_ *testing.T, kind string, who authz.Actor) (authz.Actor, act.Act) {
	id := s.id
	switch kind {
	case "add-to-report":
		return s.owner(id), &intake.AddToReport{Report: candour.ReportID(id), Allegation: "added", Said: intake.Said{What: reasons}}
	case "write-to-us":
		return s.owner(id), &intake.WriteToUs{Report: candour.ReportID(id), Message: "message", Words: reasons}
	case "confirm-record":
		return s.owner(id), &intake.ConfirmRecord{Report: candour.ReportID(id), Allegation: s.told(id), Version: 1, Answer: intake.AnsweredRight}
	case "write-to-person":
		return who, &intake.WriteToPerson{Mailbox: id, Words: reasons}
	case "answer-message":
		return who, &intake.AnswerMessage{Message: id, Words: reasons}
	case "mark-message-read":
		return who, &intake.MarkMessageRead{Message: id}
	case "answer-record":
		return who, &intake.AnswerRecord{Allegation: candour.AllegationID(id), Reasons: reasons}
	}
	return who, nil
}

// aroundTheReport brings what hangs on a report that was opened into a state, and
// reports whether that is all.
func (s *stage) aroundTheReport(kind, state, does string, sent testdb.Sent) bool {
	s.T.Helper()
	if does == intake.ConfirmRecordKind.ID {
		s.Do(s.crew.Triage.Who, &cases.DescribeAllegation{Allegation: sent.Allegations[0], Category: "H", OnDuty: cases.WasOnDuty})
		return true
	}
	if kind != "mailbox" && kind != "message" {
		return false
	}
	s.Link(s.crew.Triage.Who, s.crew.Officer.Officer, sent.Allegations...)
	if s.id = string(sent.Report); kind == "mailbox" {
		return true
	}
	if state == intake.FromStaff {
		s.id = s.Do(s.crew.Liaison.Who, &intake.WriteToPerson{Mailbox: string(sent.Report), Words: reasons})[0].Value("message id")
		return true
	}
	s.id = "sent"
	s.Do(sent.Reporter, &intake.WriteToUs{Report: sent.Report, Message: s.id, Words: reasons})
	if state == intake.WasRead {
		s.Do(s.crew.Liaison.Who, &intake.MarkMessageRead{Message: s.id})
	}
	return true
}

// told is the first thing that was told in a report.
func (s stage) told(report string) (id candour.AllegationID) {
	s.Read(func(tx *seal.Tx) error {
		r, err := intake.Read(tx, testdb.Force, candour.ReportID(report))
		if err == nil {
			id = r.Allegations[0].ID
		}
		return nil
	})
	return id
}
