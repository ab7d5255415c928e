package testdb

import (
	"fmt"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/workforce"
)

// Canaries does every act that takes words, with a word of its own in each field,
// refused ones too, and returns the words by field. None of them may be found in
// clear anywhere.
func Canaries(w *World) map[string]string {
	w.T.Helper()
	words := map[string]string{}
	mark := func(field string) candour.Marking {
		word := fmt.Sprintf("Quokka%02dZebra%02d", len(words), 97-len(words))
		words[field] = word
		return candour.Mark(word)
	}
	crew := w.Crew()
	w.Do(authz.Program(Force), &workforce.Enrol{Officer: "officer-x", Person: "person-x", Name: mark("officer's name"), Number: mark("officer's number"), From: candour.On(w.Now)})
	w.Do(authz.Program(Force), &workforce.ImportOfficer{Officer: "officer-y", Person: "person-y", Source: "test", Equality: mark("officer's equality")})
	secret := intake.NewSecret()
	if err := intake.SaveDraft(w.T.Context(), w.DB.DB, secret, intake.Draft{Force: Force, Said: []intake.DraftSaid{{What: mark("draft").Words()}}, KeepOut: mark("draft keep out").Words()}, w.Now); err != nil {
		w.T.Fatal(err)
	}
	report := Report(secret, 0)
	report.KeepOut = mark("keep out")
	for i := range 2 {
		n := fmt.Sprint(" ", i+1)
		report.Said = append(report.Said, intake.Said{What: mark("what" + n), When: mark("when" + n), Where: mark("where" + n), Who: mark("who" + n)})
	}
	s := w.SendAs(secret, report)
	words["return code"], words["draft secret"] = s.Code.Words(), secret.Cookie()
	words["return code without dashes"] = s.Code.Words()[:4] + s.Code.Words()[5:9] + s.Code.Words()[10:14] + s.Code.Words()[15:]
	c := w.OpenCase(crew.Triage.Who, s.Report)
	for _, a := range s.Allegations {
		w.Do(crew.Triage.Who, &cases.LinkOfficer{Allegation: a, Officer: "officer-x", Reasons: mark("link " + string(a))})
	}
	w.Do(crew.Assessor.Who, &cases.AssessSeverity{Case: c, Severity: cases.GrossMisconduct, Reasons: mark("severity")})
	if _, err := w.Try(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: mark("refused close")}); err == nil {
		w.T.Fatal("closed undecided")
	}
	if _, err := w.Try(crew.Assessor.Who, &cases.CloseCase{Case: candour.CaseID(mark("id of a case").Words()), Reasons: mark("hidden close")}); err == nil {
		w.T.Fatal("closed by an assessor")
	}
	w.Later(1)
	for _, a := range s.Allegations {
		w.Do(crew.Authority.Who, &cases.DecideAllegation{Allegation: a, Decision: cases.CaseToAnswer, Standard: cases.Balance, Reasons: mark("decision " + string(a))})
	}
	w.Do(crew.CaseWorker.Who, &cases.TellPerson{Case: c, Message: mark("message")})
	w.Do(crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: mark("close")})
	for _, role := range []workforce.StaffRole{"triage", "adviser"} {
		g := w.Do(crew.Chief.Who, &workforce.ProposeGrant{Officer: crew.Officer.Officer, Role: role, Reasons: mark("proposal of " + string(role))})[0].Subject.ID
		if role == "triage" {
			w.Do(crew.Approver.Who, &workforce.ApproveGrant{Grant: g, Reasons: mark("approval")})
		} else {
			w.Do(crew.Approver.Who, &workforce.RefuseGrant{Grant: g, Reasons: mark("refusal")})
		}
	}
	w.Do(crew.Chief.Who, &workforce.WithdrawRole{Officer: crew.Officer.Officer, Role: "triage", Reasons: mark("withdrawal")})
	return words
}
