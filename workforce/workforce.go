// Package workforce is the people who work for a force, and where they were
// posted over time.
//
// A person who works for two forces is one person with two employments. It
// promises that a name or number is sealed, and is found by a blind index only.
// It holds nothing about anybody's conduct.
package workforce

import (
	"embed"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the people and their postings.
func Schema() store.Schema { return store.SchemaOf("workforce", files) }

// Acts are all that can be done here.
var Acts = []*act.Kind{
	&FoundForceKind, &EnrolKind, &PostOfficerKind, &SetManagerKind, &PromoteOfficerKind, &NameAlternateKind, &SetUnitWallKind, &ImportOfficerKind,
	&FoundStaffKind, &ProposeGrantKind, &ProposeKeyKind, &ApproveGrantKind, &RefuseGrantKind, &WithdrawRoleKind, &WithdrawKeyKind,
	&SignInKind, &SignOutKind, &InvitePasskeyKind, &RegisterPasskeyKind, &WithdrawPasskeyKind,
	&InviteSubjectPasskeyKind, &RenamePasskeyKind, &WithdrawOwnPasskeyKind, &ProposeAccountKind, &WithdrawAccountKind,
	&SetPersonTypeKind, &SetForceTypeKind, &LeaveForceKind, &RejoinForceKind, &LinkEmploymentKind,
	&NameSystemKind, &AcknowledgeRevocationKind, &DeclareRelationshipKind, &RecordRelationshipKind, &SetUnitKind, &ImportMemberKind, &EnrolRepresentativeKind,
	&PutOnCallKind, &TakeOffCallKind,
	&ProposeServiceKind, &RenewServiceSecretKind, &RenewHookSecretKind, &StopServiceKind,
}

// ReadOfficer is looking at an officer's file. The oversight body and the local
// policing body say who a report is about where nobody of the force may; the
// liaison makes a safety plan for one officer and must know which.
var ReadOfficer = authz.Action{ID: "read-officer", Roles: []authz.Role{authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority, authz.Supervisor, authz.HearingOffice, authz.Liaison, authz.Inspector, authz.PolicingBody}}

// ListOfficer is seeing somebody on the list of who holds which role, and
// ReadGrant seeing what is proposed to be given to whom. An administrator proposes
// by number and id: names are for those who answer for the force's people.
var (
	ListOfficer = authz.Action{ID: "list-officer", Roles: []authz.Role{authz.Approver, authz.Chief}}
	ReadGrant   = authz.Action{ID: "read-grant", Roles: []authz.Role{authz.Approver, authz.Chief}}
)

// UnsealOfficer is seeing the relationships that somebody declared. Nobody sees
// their own file so: somebody else may have declared one with them, and fears
// them.
var UnsealOfficer = authz.Action{ID: "unseal-officer", Roles: []authz.Role{authz.Authority, authz.VettingOfficer}}

// ReadService is seeing that a program has an account, and what it may do: for those
// who propose and approve it, and for whoever answers for it.
var ReadService = authz.Action{ID: "read-service", Roles: []authz.Role{authz.Administrator, authz.Approver, authz.Chief, authz.OfTheirOwn}}

// Readings are all of them.
var Readings = []authz.Action{ReadOfficer, ListOfficer, ReadGrant, UnsealOfficer, ReadUnit, Roster, ReadService}

// The states of an officer, serving or not, and of the force itself.
const (
	Employed = "on-file"
	Founded  = "founded"
)

// Nouns tell whether there is such an officer, and whether the force has begun.
var Nouns = []act.Noun{
	{Kind: "officer", States: []string{Employed}, Stand: standOfficer, Keyed: true},
	{Kind: "force", States: []string{Founded}, Stand: standForce},
	{Kind: "grant", States: []string{Proposed, Given, Refused}, Stand: standGrant},
	{Kind: "passkey", States: []string{PasskeyOpen, PasskeyCounts, PasskeyStopped}, Stand: standPasskey},
	{Kind: "service", States: []string{ServiceWorks, ServiceStopped}, Stand: standService},
	{Kind: "unit", States: []string{OnFile}, Stand: standUnit},
}

func standOfficer(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var p string
	err := tx.One(`SELECT person FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(force), id}, &p)
	return act.Standing{State: Employed, Person: candour.PersonID(p)}, err // whose file it is: nobody decides on their own
}

func officerSubject(id candour.OfficerID) candour.Subject {
	return candour.Subject{Kind: "officer", ID: string(id)}
}
