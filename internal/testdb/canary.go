package testdb

import (
	"fmt"
	"strings"
	"time"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/intake"
	"candour/ledger"
	"candour/retention"
	"candour/seal"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

// Canaries does every act that takes words, with a word of its own in each field,
// refused ones too, and returns the words by field. None of them may be found in
// clear anywhere.
func Canaries(w *World) map[string]string {
	w.T.Helper()
	words, _, _, _ := canaries(w)
	return words
}

// AllCanaries is Canaries, and then every act of keeping and erasing on what they
// left, and a rotation of the keys.
func AllCanaries(w *World) map[string]string {
	w.T.Helper()
	words, crew, report, c := canaries(w)
	mark := func(field string) string {
		words[field] = fmt.Sprintf("Wombat%02dXylem%02d", len(words), 97-len(words))
		return words[field]
	}
	second := w.Enrol("second", authz.Authority)
	gone := candour.Subject{Kind: "officer", ID: "officer-y"}
	for _, of := range []candour.Subject{report, c, gone} {
		form := func(kind string, fields map[string]string) {
			w.T.Helper()
			fields["reasons"] = mark(kind + " " + of.Kind)
			w.Do(crew.Authority.Who, w.Form(kind+"-"+of.Kind, of, fields))
		}
		form("place-hold", map[string]string{"for": mark("who needs the " + of.Kind)})
		if _, err := w.Try(crew.Authority.Who, w.Form("propose-erasure-"+of.Kind, of, map[string]string{"reasons": mark("refused erasure " + of.Kind)})); err == nil {
			w.T.Fatal("an erasure was proposed while a hold stands")
		}
		w.Now = w.Now.Add(2 * time.Second) // so that the next refusal is journalled too
		form("lift-hold", map[string]string{})
		form("propose-erasure", map[string]string{})
		form("decline-erasure", map[string]string{})
		form("propose-erasure", map[string]string{})
		w.Do(second.Who, w.Form("erase-"+of.Kind, of, map[string]string{"needed": "no", "reasons": mark("erasure " + of.Kind)}))
	}
	w.Rotate()
	return words
}

// Rotate rotates the keys, as the command does.
func (w *World) Rotate() {
	w.T.Helper()
	var now int64
	w.Read(func(tx *seal.Tx) (err error) { now, err = tx.Epoch(Force); return err })
	if err := w.DB.Keys().Prepare(w.T.Context(), Force, now+1); err != nil {
		w.T.Fatal(err)
	}
	w.Do(authz.Program(Force), &retention.RotateKeys{Force: Force})
	if _, _, err := w.DB.DestroyOld(w.T.Context(), Force); err != nil {
		w.T.Fatal(err)
	}
}

func canaries(w *World) (words map[string]string, crew Staff, report, theCase candour.Subject) {
	w.T.Helper()
	words = map[string]string{}
	mark := func(field string) candour.Marking {
		word := fmt.Sprintf("Quokka%02dZebra%02d", len(words), 97-len(words))
		words[field] = word
		return candour.Mark(word)
	}
	crew = w.Crew()
	w.Do(authz.Program(Force), &workforce.Enrol{Officer: "officer-x", Person: "person-x", Name: mark("officer's name"), Number: mark("officer's number"), From: candour.On(w.Now)})
	w.Do(authz.Program(Force), &workforce.ImportOfficer{Officer: "officer-y", Person: "person-y", Source: "test", Equality: mark("officer's equality")})
	if err := workforce.KeepView(w.T.Context(), w.DB, crew.Triage.Who, workforce.SavedView{ID: "view", Name: mark("name of a saved view"), Filter: "due=overdue"}); err != nil {
		w.T.Fatal(err)
	}
	secret := intake.NewSecret()
	if err := intake.SaveDraft(w.T.Context(), w.DB.DB, secret, intake.Draft{Force: Force, Said: []intake.DraftSaid{{What: mark("draft").Words()}}, KeepOut: mark("draft keep out").Words()}, w.Now); err != nil {
		w.T.Fatal(err)
	}
	told := Report(secret, 0)
	told.KeepOut = mark("keep out")
	for i := range 2 {
		n := fmt.Sprint(" ", i+1)
		told.Said = append(told.Said, intake.Said{What: mark("what" + n), When: mark("when" + n), Where: mark("where" + n), Who: mark("who" + n)})
	}
	s := w.SendAs(secret, told)
	words["return code"], words["draft secret"] = s.Code.Words(), secret.Cookie()
	words["return code without dashes"] = s.Code.Words()[:4] + s.Code.Words()[5:9] + s.Code.Words()[10:14] + s.Code.Words()[15:]
	c := w.OpenCase(crew.Triage.Who, s.Report)
	for _, a := range s.Allegations {
		w.Do(crew.Triage.Who, &cases.LinkOfficer{Allegation: a, Officer: "officer-x", Reasons: mark("link " + string(a))})
	}
	trackCanaries(w, crew, c, s.Allegations, mark)
	w.Early(crew, c)
	for _, a := range s.Allegations {
		w.Do(crew.Liaison.Who, &investigation.OfferInterview{Allegation: a, Interviewer: mark("interviewer of " + string(a)), Place: mark("place for " + string(a))})
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
	misconductCanaries(w, crew, mark, c, "officer-x")
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
	wallCanaries(w, crew, mark)
	investigationCanaries(w, crew, mark, func(field, word string) { words[field] = word })
	workCanaries(w, crew, mark)
	tellingCanaries(w, crew, mark)
	dangerCanaries(w, crew, mark)
	return words, crew, s.Subject(), candour.Subject{Kind: "case", ID: string(c)}
}

// trackCanaries does the acts about what the account must become, and about a wish to
// withdraw.
func trackCanaries(w *World, crew Staff, c candour.CaseID, all []candour.AllegationID, mark func(string) candour.Marking) {
	w.T.Helper()
	w.Do(crew.CaseWorker.Who, &complaint.ContactPerson{Case: c, Way: "here", Views: mark("what they want")})
	w.Do(crew.CaseWorker.Who, &complaint.SayWhoTheyAre{Case: c, Relation: complaint.ThePublic, Part: complaint.ToThem})
	for _, a := range all {
		w.Do(crew.Assessor.Who, &cases.DescribeAllegation{Allegation: a, Category: "G", Factors: cases.Factors{"domestic", "other-sexual"}, OnDuty: cases.WasOffDuty})
	}
	for _, x := range w.Matters(c) {
		reference, reasons := mark("reference of "+string(x.Kind)+" "+x.About), mark("reasons of "+string(x.Kind)+" "+x.About)
		switch x.Kind {
		case complaint.ComplaintMatter:
			w.Do(crew.CaseWorker.Who, &complaint.RecordComplaint{Case: c, As: complaint.AsComplaint, Wish: true, Reasons: reasons})
			if _, err := w.Try(crew.CaseWorker.Who, &complaint.RecordComplaint{Case: c, As: complaint.NotRecorded, Reasons: reference}); err == nil {
				w.T.Fatal("recorded twice")
			}
		case complaint.ReferralDecision:
			w.Do(crew.Authority.Who, &complaint.DeclineReferral{Case: c, Reasons: reasons})
			w.Do(crew.Authority.Who, &complaint.ReferCase{Case: c, Reference: reference, Sent: mark("what was sent")})
		default:
			w.Finish(crew, x, reference, reasons)
		}
	}
	id := w.Do(crew.CaseWorker.Who, &complaint.AskWithdrawal{Case: c, Words: mark("wish to withdraw")})[0].Value("withdrawal")
	for _, safe := range []bool{false, true} {
		check := &complaint.CheckWithdrawal{Withdrawal: id, Pressed: complaint.MayBe, Safe: safe, Reasons: mark(fmt.Sprint("check of a withdrawal, safe ", safe))}
		if safe {
			check.Plan = mark("plan for their safety")
		}
		w.Do(crew.Adviser.Who, check)
	}
	w.Do(crew.Liaison.Who, &complaint.SendWithdrawalLetter{Withdrawal: id, How: mark("how a letter was sent")})
	if _, err := w.Try(crew.Authority.Who, &complaint.DecideWithdrawal{Withdrawal: id, Answer: complaint.Signed, Outcome: complaint.EndsDuties, Reasons: mark("refused decision on a withdrawal")}); err == nil {
		w.T.Fatal("the force decided in a case that was referred")
	}
	w.Do(crew.Authority.Who, &complaint.RecordOversightDecision{Withdrawal: id, Answer: complaint.Signed, Outcome: complaint.AsConductNow, Reference: mark("reference of the oversight body"), Reasons: mark("reasons of the oversight body")})
}

// wallCanaries does the acts about who sees what, on a matter of their own.
func wallCanaries(w *World, crew Staff, mark func(string) candour.Marking) {
	w.T.Helper()
	program, day := authz.Program(Force), candour.Date{Year: 2021, Month: 1, Day: 4}
	const old, friend candour.OfficerID = "officer-old", "officer-friend"
	w.Do(program, &workforce.Enrol{Officer: old, Person: "person-old", Name: mark("name of the accused"), Unit: "then", From: day.AddDays(-300)})
	w.Do(program, &workforce.Enrol{Officer: friend, Person: "person-friend", Name: mark("name of a colleague"), Unit: "then", From: day.AddDays(-300), Roles: []authz.Role{authz.CaseWorker}})
	for _, o := range []candour.OfficerID{old, friend} { // in one unit years ago: a presumed conflict, and no wall
		w.Do(program, &workforce.PostOfficer{Officer: o, Unit: "since-" + string(o), From: day, Reason: mark("posting of " + string(o))})
	}
	w.Do(program, &workforce.SetManager{Officer: old, Manager: crew.Officer.Officer, From: day, Reason: mark("manager")})
	w.Do(program, &workforce.PromoteOfficer{Officer: old, Rank: "sergeant", From: day, Reason: mark("promotion")})

	s := w.Send(3)
	c := w.OpenCase(crew.Triage.Who, s.Report)
	w.Do(crew.Triage.Who, &cases.NotOurs{Allegation: s.Allegations[0], Reasons: mark("not ours")})
	w.Do(crew.Triage.Who, &cases.NotKnown{Allegation: s.Allegations[1], Reasons: mark("not known")})
	w.Do(crew.Triage.Who, &cases.LinkOfficer{Allegation: s.Allegations[2], Officer: old, Happened: candour.On(w.Now), Reasons: mark("link")})
	w.Do(crew.Authority.Who, &cases.ClearConflict{Case: c, Officer: friend, Reasons: mark("cleared")})
	w.Do(crew.Authority.Who, &cases.AssignCase{Case: c, Officer: friend})
	w.Plan(crew.Liaison.Who, c, old)
	w.Do(crew.Authority.Who, &cases.Disclose{Case: c, Officer: old, Says: mark("disclosed"), Harm: mark("harm test")})
	w.Assess(crew.Assessor.Who, c)
	p := w.Notice(crew.Authority.Who, c, old)
	w.Proceed(crew, p, misconduct.Hearing, misconduct.Decided) // with a dismissal
	w.Do(crew.Hearing.Who, &misconduct.ReportBarredList{Proceeding: p, Reference: mark("reference"), Day: candour.On(w.Now), Late: mark("not late")})

	_, key, err := note.GenerateKey(nil, workforce.KeyName)
	if err != nil {
		w.T.Fatal(err)
	}
	g := w.Do(crew.Chief.Who, &workforce.ProposeKey{Officer: crew.Triage.Officer, Key: key, Reasons: mark("proposal of a key")})[0].Subject.ID
	w.Do(crew.Approver.Who, &workforce.ApproveGrant{Grant: g, Reasons: mark("approval of a key")})
	w.Do(crew.Triage.Who, &workforce.SignIn{Force: Force, Officer: crew.Triage.Officer, ID: "signed", Key: key, Expires: w.Now.Add(time.Hour), Purpose: mark("purpose of a stay")})
	w.Do(crew.Chief.Who, &workforce.WithdrawKey{Officer: crew.Triage.Officer, Reasons: mark("withdrawal of a key")})
	g = w.Do(crew.Chief.Who, (&workforce.InvitePasskey{Officer: crew.Triage.Officer, Reasons: mark("proposal of a passkey")}).With("one"))[0].Subject.ID
	w.Do(crew.Approver.Who, (&workforce.ApproveGrant{Grant: g, Reasons: mark("approval of a passkey")}).With("other"))
	w.Do(crew.Triage.Who, &workforce.RegisterPasskey{Invitation: g, Door: workforce.DeskDoor, One: "one", Other: "other", Passkey: workforce.Passkey{Credential: "credential", PublicKey: "key"}, Nickname: mark("name of a passkey")})
	w.Do(crew.Triage.Who, &workforce.RenamePasskey{Passkey: g, Name: mark("new name of a passkey")})
	w.Do(crew.Chief.Who, &workforce.WithdrawPasskey{Officer: crew.Triage.Officer, Reasons: mark("withdrawal of a passkey")})
	g = w.Do(crew.Chief.Who, (&workforce.InviteSubjectPasskey{Officer: crew.Triage.Officer, Reasons: mark("proposal of a passkey of the subject door")}).With("one"))[0].Subject.ID
	w.Do(crew.Approver.Who, (&workforce.ApproveGrant{Grant: g, Reasons: mark("approval of a passkey of the subject door")}).With("other"))
	g = w.Do(crew.Chief.Who, &workforce.ProposeAccount{Officer: crew.Triage.Officer, Issuer: "https://login.example", Account: mark("account of a provider"), Reasons: mark("proposal of an account")})[0].Subject.ID
	w.Do(crew.Approver.Who, &workforce.ApproveGrant{Grant: g, Reasons: mark("approval of an account")})
	w.Do(crew.Chief.Who, &workforce.WithdrawAccount{Officer: crew.Triage.Officer, Reasons: mark("withdrawal of an account")})
	g = w.Do(crew.Chief.Who, &workforce.ProposeService{Officer: crew.CaseWorker.Officer, Name: mark("name of a program"), Hook: candour.Mark("https://" + mark("host of a program").Words() + ".example/"), Role: "case-worker", Until: candour.On(w.Now).AddDays(30), Reasons: mark("proposal of a program")})[0].Subject.ID
	w.Do(crew.Approver.Who, &workforce.ApproveGrant{Grant: g, Reasons: mark("approval of a program")})
	w.Do(crew.CaseWorker.Who, (&workforce.RenewServiceSecret{Service: g}).With(candour.Mark(mark("secret of a program").Words()+strings.Repeat("x", 52))))
	w.Do(crew.CaseWorker.Who, (&workforce.RenewHookSecret{Service: g}).With(candour.Mark(mark("secret of a program's calls").Words()+strings.Repeat("x", 52))))
	w.Do(crew.Chief.Who, &workforce.StopService{Service: g, Reasons: mark("stopping of a program")})
	if err := ledger.Access(w.T.Context(), w.DB, ledger.Accessed{Force: Force, Who: crew.Triage.ID, At: w.Now, Page: "officer search", Query: mark("query"), Purpose: mark("purpose of an access")}); err != nil {
		w.T.Fatal(err)
	}
}

// workCanaries does the acts about what somebody is to the force, and how they
// stand.
func workCanaries(w *World, crew Staff, mark func(string) candour.Marking) {
	w.T.Helper()
	program, day := authz.Program(Force), candour.Date{Year: 2021, Month: 1, Day: 4}
	of := func(letter string) candour.OfficerID { return candour.OfficerID("officer-" + letter) }
	for _, letter := range []string{"leaver", "tied"} {
		w.Do(program, &workforce.Enrol{Officer: of(letter), Person: candour.PersonID("person-" + letter), Name: mark("name of the " + letter), Number: mark("number of the " + letter), From: day.AddDays(-300)})
	}
	w.Do(program, &workforce.SetPersonType{Officer: of("leaver"), Type: workforce.Special, From: day, Reason: mark("why a type is late")})
	w.Do(program, &workforce.SetForceType{Force: Force, Type: "territorial", From: day, Reason: mark("why a force type is late")})
	w.Do(program, &workforce.SetUnit{Force: Force, Unit: "then", Name: "Response", Level: "team", From: day, Reason: mark("why a unit is late")})
	w.Do(crew.Administrator.Who, &workforce.NameSystem{Force: Force, System: "crime-records", Answers: "records-desk"})
	w.Do(crew.Authority.Who, &workforce.RecordRelationship{Officer: of("leaver"), Other: of("tied"), Outside: mark("name outside"), Is: "household"})
	w.Do(crew.Liaison.Who, &workforce.DeclareRelationship{Force: Force, Outside: mark("name of a friend"), Is: "close-friend"})
	w.Do(crew.Authority.Who, &workforce.LeaveForce{Officer: of("leaver"), Day: day, Why: "retired", Reason: mark("why a leaving is late")})
	w.Do(crew.Administrator.Who, &workforce.AcknowledgeRevocation{Officer: of("leaver"), System: "crime-records", Who: mark("who answered")})
	w.Do(program, &workforce.RejoinForce{Officer: of("again"), Former: of("leaver"), Type: workforce.StaffType, Number: mark("number again"), From: day.AddDays(300), Reason: mark("why a return is late")})
	w.Do(program, &workforce.ImportMember{
		Officer: of("register"), Person: "person-register", Source: "hr", Self: workforce.Row{Key: "m:a", Content: "a"}, Name: mark("name of the register"), Number: mark("number of the register"),
		Type: workforce.Sworn, Joined: day, State: workforce.Serving,
		Identifiers: []workforce.ImportedIdentifier{{Row: workforce.Row{Key: "i:a", Content: "a"}, Identified: workforce.Identified{Kind: candour.WarrantNumber, Value: mark("warrant number")}}},
		Ties:        []workforce.ImportedTie{{Row: workforce.Row{Key: "r:a", Content: "a"}, ID: "tie", Outside: mark("name in the register"), Kind: "partner"}},
	})
	if _, err := w.Try(crew.Authority.Who, &workforce.LinkEmployment{Officer: of("tied"), There: "south", Name: mark("a wrong name"), Number: mark("a wrong number"), Reasons: mark("refused link")}); err == nil {
		w.T.Fatal("a wrong name was linked")
	}
}
