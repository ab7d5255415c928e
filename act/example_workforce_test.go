package act_test

import (
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/testdb"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

// approve has a proposal made by the chief and approved by the approver, and
// gives its id.
func (s stage) approve(proposal act.Act) string {
	s.T.Helper()
	id := s.Do(s.crew.Chief.Who, proposal)[0].Subject.ID
	s.Do(s.crew.Approver.Who, (&workforce.ApproveGrant{Grant: id, Reasons: reasons}).With("other"))
	return id
}

// newKey is the public half of an operator's key that nobody has yet.
func newKey(t *testing.T) string {
	t.Helper()
	_, public, err := note.GenerateKey(nil, workforce.KeyName)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// signIn is a stay at the command line that triage begins in a force, with a key
// that two people gave them.
func (s stage) signIn(t *testing.T, force string) *workforce.SignIn {
	t.Helper()
	key := newKey(t)
	s.approve(&workforce.ProposeKey{Officer: s.crew.Triage.Officer, Key: key, Reasons: reasons})
	return &workforce.SignIn{Force: candour.ForceID(force), Officer: s.crew.Triage.Officer, ID: "signed", Key: key, Expires: s.Now.Add(time.Hour), Purpose: reasons}
}

// ofWorkforce gives an example of the acts about people who work for a force, or nothing where the act is no such one.
func (s stage) ofWorkforce(t *testing.T, kind string, who authz.Actor) (authz.Actor, act.Act) {
	t.Helper()
	id := s.id
	switch kind {
	case "post-officer":
		return who, &workforce.PostOfficer{Officer: candour.OfficerID(id), Unit: "unit-2", From: candour.On(s.Now)}
	case "set-manager":
		return who, &workforce.SetManager{Officer: candour.OfficerID(id), Manager: s.crew.Supervisor.Officer, From: candour.On(s.Now)}
	case "promote-officer":
		return who, &workforce.PromoteOfficer{Officer: candour.OfficerID(id), Rank: "sergeant", From: candour.On(s.Now)}
	case "name-alternate":
		return who, &workforce.NameAlternate{Officer: candour.OfficerID(id), Alternate: s.crew.Assessor.Officer}
	case "set-unit-wall":
		return who, &workforce.SetUnitWall{Force: candour.ForceID(id), Months: "24"}
	case "enrol":
		return who, &workforce.Enrol{Officer: candour.OfficerID(id), Person: "somebody", Name: reasons}
	case "import-officer":
		return who, &workforce.ImportOfficer{Officer: candour.OfficerID(id), Person: "somebody"}
	case "propose-grant":
		return who, &workforce.ProposeGrant{Officer: candour.OfficerID(id), Role: "liaison", Reasons: reasons}
	case "propose-key":
		return who, &workforce.ProposeKey{Officer: candour.OfficerID(id), Key: newKey(t), Reasons: reasons}
	case "approve-grant":
		return who, &workforce.ApproveGrant{Grant: id, Reasons: reasons}
	case "refuse-grant":
		return who, &workforce.RefuseGrant{Grant: id, Reasons: reasons}
	case "withdraw-role":
		return who, &workforce.WithdrawRole{Officer: candour.OfficerID(id), Role: "liaison", Reasons: reasons}
	case "invite-passkey":
		return who, (&workforce.InvitePasskey{Officer: candour.OfficerID(id), Reasons: reasons}).With("one")
	case "invite-subject-passkey":
		return who, (&workforce.InviteSubjectPasskey{Officer: candour.OfficerID(id), Reasons: reasons}).With("one")
	case "register-passkey":
		return s.crew.Triage.Who, &workforce.RegisterPasskey{Invitation: id, Door: workforce.DeskDoor, One: "one", Other: "other", Passkey: workforce.Passkey{Credential: "credential", PublicKey: "key"}, Nickname: reasons}
	case "rename-passkey":
		return s.crew.Triage.Who, &workforce.RenamePasskey{Passkey: id, Name: reasons}
	case "withdraw-own-passkey":
		return s.crew.Triage.Who, &workforce.WithdrawOwnPasskey{Passkey: id}
	case "propose-account":
		return who, &workforce.ProposeAccount{Officer: candour.OfficerID(id), Issuer: "https://login.example", Account: reasons, Reasons: reasons}
	case "propose-service":
		return who, &workforce.ProposeService{Officer: candour.OfficerID(id), Name: reasons, Role: "case-worker", Until: candour.On(s.Now), Reasons: reasons}
	case "renew-service-secret":
		return who, (&workforce.RenewServiceSecret{Service: id}).With(candour.Mark(strings.Repeat("s", 52)))
	case "renew-hook-secret":
		return who, (&workforce.RenewHookSecret{Service: id}).With(candour.Mark(strings.Repeat("s", 52)))
	case "stop-service":
		return who, &workforce.StopService{Service: id, Reasons: reasons}
	case "withdraw-account":
		return who, &workforce.WithdrawAccount{Officer: candour.OfficerID(id), Reasons: reasons}
	case "withdraw-passkey":
		return who, &workforce.WithdrawPasskey{Officer: candour.OfficerID(id), Reasons: reasons}
	case "withdraw-key":
		return who, &workforce.WithdrawKey{Officer: candour.OfficerID(id), Reasons: reasons}
	case "found-staff":
		return who, &workforce.FoundStaff{Force: candour.ForceID(id), People: []workforce.FirstPerson{{Name: candour.Mark("Officer first"), Number: candour.Mark("first"), Roles: []authz.Role{authz.Administrator}}}}
	case "set-person-type":
		return who, &workforce.SetPersonType{Officer: candour.OfficerID(id), Type: workforce.Special, From: candour.On(s.Now)}
	case "set-force-type":
		return who, &workforce.SetForceType{Force: candour.ForceID(id), Type: "charity", From: candour.On(s.Now)}
	case "leave-force":
		return who, &workforce.LeaveForce{Officer: candour.OfficerID(id), Day: candour.On(s.Now), Why: "retired"}
	case "rejoin-force":
		s.Do(authz.Program(testdb.Force), &workforce.LeaveForce{Officer: s.crew.Liaison.Officer, Day: candour.On(s.Now), Why: "retired"})
		return who, &workforce.RejoinForce{Officer: candour.OfficerID(id), Former: s.crew.Liaison.Officer, Type: workforce.Special, From: candour.On(s.Now)}
	case "link-employment":
		return who, &workforce.LinkEmployment{Officer: candour.OfficerID(id), There: "south", Name: candour.Mark("Officer o"), Number: candour.Mark("No"), Reasons: reasons}
	case "name-system":
		return who, &workforce.NameSystem{Force: candour.ForceID(id), System: "crime-records", Answers: "records-desk"}
	case "acknowledge-revocation":
		return who, &workforce.AcknowledgeRevocation{Officer: candour.OfficerID(id), System: "crime-records", Who: candour.Mark("somebody of records")}
	case "declare-relationship":
		return who, &workforce.DeclareRelationship{Force: candour.ForceID(id), Officer: s.crew.Supervisor.Officer, Is: "close-friend"}
	case "record-relationship":
		return who, &workforce.RecordRelationship{Officer: candour.OfficerID(id), Other: s.crew.Supervisor.Officer, Is: "close-friend"}
	case "set-unit":
		return who, &workforce.SetUnit{Force: candour.ForceID(id), Unit: "unit-o", Name: "Response", Level: "team", From: candour.On(s.Now)}
	case "import-member":
		return who, &workforce.ImportMember{Officer: candour.OfficerID(id), Person: "somebody", Source: "hr", Self: workforce.Row{Key: "m:k", Content: "c"}, Name: reasons, Type: workforce.Sworn, State: workforce.Serving, OnFile: id == string(s.crew.Officer.Officer)}
	case "sign-in":
		return who, s.signIn(t, id)
	case "sign-out":
		in := s.signIn(t, string(testdb.Force))
		s.Do(who, in)
		return who, &workforce.SignOut{Force: candour.ForceID(id), Officer: in.Officer, ID: in.ID}
	case "enrol-representative":
		return who, &workforce.EnrolRepresentative{Force: candour.ForceID(id), Name: reasons, Body: reasons, Number: candour.Mark("J-77"), Checked: reasons}
	case "found-force":
		return who, &workforce.FoundForce{Force: candour.ForceID(id)}
	}
	return authz.Actor{}, nil
}
